"""GitHub's REST API over HTTP, as far as a project's workflows use it."""

from __future__ import annotations

from typing import Any

from fake_http import Answer, FakeService, Refusal, Request

from marvin.ci.github import GitHub

REPOSITORY = "example-university/churn"


class FakeGitHub(FakeService):
    def __init__(self) -> None:
        super().__init__()
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.commits: dict[str, dict[str, Any]] = {}
        """By sha, and by `tags/TAG`."""
        self.checks: dict[str, list[dict[str, Any]]] = {}
        self.pulls_of: dict[str, list[int]] = {}
        self.deployments: list[dict[str, Any]] = []
        self.statuses: dict[int, list[dict[str, Any]]] = {}
        """By deployment, the newest first."""
        root = f"/repos/{REPOSITORY}"
        for method, path, answer in (
            ("GET", r"/issues/(\d+)/comments", self._comments),
            ("POST", r"/issues/(\d+)/comments", self._comment),
            ("PATCH", r"/issues/comments/(\d+)", self._edit),
            ("GET", r"/pulls/(\d+)", lambda _, number: self._known(self.pulls, int(number))),
            ("GET", r"/commits/(\w+)/check-runs", self._checks),
            ("GET", r"/commits/(\w+)/pulls", self._pulls),
            ("GET", r"/commits/(tags/[\w.]+|\w+)", lambda _, name: self._known(self.commits, name)),
            ("GET", "/deployments", self._deployments),
            ("POST", "/deployments", self._deploy),
            ("GET", r"/deployments/(\d+)/statuses", lambda _, number: self.statuses.get(int(number), [])),
        ):
            self.route(method, root + path, answer)

    def client(self) -> GitHub:
        return GitHub(REPOSITORY, "a-token", self.url, backoff=0)

    def commit(self, sha: str, tree: str, tag: str = "") -> None:
        self.commits[sha] = {"sha": sha, "commit": {"tree": {"sha": tree}}}
        if tag:
            self.commits[f"tags/{tag}"] = self.commits[sha]

    def check(self, sha: str, conclusion: str | None, *, app: str = "github-actions", name: str = "stage-e2e") -> None:
        self.checks.setdefault(sha, []).append(
            {
                "name": name,
                "app": {"slug": app},
                "status": "completed" if conclusion else "in_progress",
                "conclusion": conclusion,
                "html_url": f"https://github.com/{REPOSITORY}/runs/{sha}",
            }
        )

    def pull(self, number: int, head: str, of: str, merged: bool = True) -> None:
        self.pulls[number] = {
            "number": number,
            "state": "closed" if merged else "open",
            "merged_at": "2026-11-25T10:00:00Z" if merged else None,
            "head": {"sha": head},
        }
        self.pulls_of.setdefault(of, []).append(number)

    def _known(self, there: dict[Any, Any], key: Any) -> Any:
        if key not in there:
            raise Refusal(404, {"message": "Not Found"})
        return there[key]

    def _comments(self, request: Request, number: str) -> Answer:
        """Two on a page, so that the pages are turned."""
        page = int(request.query.get("page", 1))
        found = self.comments.get(int(number), [])
        more = {"Link": f'<{self.url}{request.path}?page={page + 1}>; rel="next"'} if len(found) > page * 2 else {}
        return Answer(200, found[(page - 1) * 2 : page * 2], more)

    def _comment(self, request: Request, number: str) -> Answer:
        there = self.comments.setdefault(int(number), [])
        made = {"id": 500 + len(there), "user": {"type": "Bot"}, "body": request.json["body"]}
        there.append(made)
        return Answer(201, made)

    def _edit(self, request: Request, comment_id: str) -> Any:
        for comment in (one for some in self.comments.values() for one in some):
            if comment["id"] == int(comment_id):
                comment["body"] = request.json["body"]
                return comment
        raise Refusal(404, {"message": "Not Found"})

    def _checks(self, request: Request, sha: str) -> Any:
        named = [run for run in self.checks.get(sha, []) if run["name"] == request.query["check_name"]]
        return {"total_count": len(named), "check_runs": named}

    def _pulls(self, _: Request, sha: str) -> Any:
        return [self.pulls[number] for number in self.pulls_of.get(sha, [])]

    def _deployments(self, request: Request) -> Any:
        wanted = {key: request.query[key] for key in ("ref", "environment", "task") if key in request.query}
        return [one for one in self.deployments if all(one[key] == value for key, value in wanted.items())]

    def _deploy(self, request: Request) -> Answer:
        body = request.json
        if body.get("auto_merge", True) or body.get("required_contexts") is None:
            raise Refusal(409, {"message": "Conflict: Commit status checks failed for v1.2.0."})
        made = {"id": 900 + len(self.deployments), "created_at": "2026-11-26T07:00:00Z", **body}
        self.deployments.insert(0, made)
        return Answer(201, made)
