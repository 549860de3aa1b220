"""GitHub's REST API, as far as a project's workflows need it. https://docs.github.com/en/rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from marvin.errors import MarvinError

_VERSION = "2022-11-28"
_SECONDS = 30
_TRIES = 4


class GitHubError(MarvinError):
    """GitHub refused a request, or could not be reached."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class GitHub:
    """One repository, with a workflow's token."""

    def __init__(self, repository: str, token: str, api: str = "https://api.github.com", backoff: float = 1.0) -> None:
        self._root = f"{api.rstrip('/')}/repos/{repository}"
        self._session = requests.Session()
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {token}",
                "X-GitHub-Api-Version": _VERSION,
                "User-Agent": "marvin-notebooks",
            }
        )
        # What makes something is not sent again once GitHub may have had it.
        again = Retry(
            total=_TRIES,
            backoff_factor=backoff,
            status_forcelist=(429, 500, 502, 503, 504),
            allowed_methods=frozenset({"GET", "PATCH"}),
            raise_on_status=False,
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=again))

    def get(self, path: str, **query: str) -> Any:
        """What is at a path below the repository, e.g. `pulls/12`."""
        return self._send("GET", f"{self._root}/{path}", query=query).json()

    def every(self, path: str, inside: str | None = None, **query: str) -> Iterator[Any]:
        """All items of a list over its pages; `inside` is the key that holds them, where one does."""
        url, parameters = f"{self._root}/{path}", {"per_page": "100", **query}
        while url:
            answer = self._send("GET", url, query=parameters)
            found = answer.json()
            yield from found[inside] if inside is not None else found
            url, parameters = answer.links.get("next", {}).get("url", ""), {}

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Makes something below the repository."""
        return self._send("POST", f"{self._root}/{path}", body=body).json()

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Changes something below the repository."""
        return self._send("PATCH", f"{self._root}/{path}", body=body).json()

    def _send(
        self, method: str, url: str, *, query: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> requests.Response:
        what = f"{method} {url.removeprefix(self._root).lstrip('/') or 'the repository'}"
        try:
            answer = self._session.request(method, url, params=query, json=body, timeout=_SECONDS)
        except requests.RequestException as error:
            raise GitHubError(f"GitHub could not be reached ({what}): {type(error).__name__}") from error
        if answer.ok:
            return answer
        raise GitHubError(f"GitHub refused {what}: {_message(answer)}{_hint(answer)}", answer.status_code)


def _message(answer: requests.Response) -> str:
    try:
        said = answer.json().get("message")
    except (ValueError, AttributeError):
        said = None
    return f"{said or answer.reason} ({answer.status_code})"


def _hint(answer: requests.Response) -> str:
    """GitHub says which permissions would have done."""
    accepted = answer.headers.get("X-Accepted-GitHub-Permissions")
    if answer.status_code in (403, 404) and accepted:
        return f"; the job's `permissions` must have {accepted}"
    return ""
