"""`tested`: whether a release's code was tried in STAGE, as the check runs on GitHub say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from marvin.ci.github import GitHub

CHECK = "stage-e2e"
"""Name of the check: the job of the workflow that tries."""
_APP = "github-actions"
"""Who must have written it: anybody with the right to may write check runs of any name."""


class Verdict(Enum):
    """What the check runs of a commit say."""

    PASSED = "passed"
    UNDERWAY = "is still running"
    FAILED = "did not pass"
    MISSING = "never ran"


_RANK = list(Verdict)
"""The better comes first."""


@dataclass(frozen=True)
class Evidence:
    """What is known of the code of a release."""

    verdict: Verdict
    commit: str
    """The commit that was tried: the release's own, or the head of the pull request with the same files."""
    url: str = ""
    """Page of the check run."""
    pull_request: int | None = None


def verdict_of(check_runs: Iterable[Mapping[str, Any]]) -> tuple[Verdict, str]:
    """What the check runs of one commit say, with a link. One success is enough: a trial may be run again."""
    ours = [run for run in check_runs if run["name"] == CHECK and (run.get("app") or {}).get("slug") == _APP]
    said = [(_verdict(run), str(run.get("html_url") or "")) for run in ours]
    return min(said, key=lambda one: _RANK.index(one[0]), default=(Verdict.MISSING, ""))


def _verdict(run: Mapping[str, Any]) -> Verdict:
    if run["status"] != "completed":
        return Verdict.UNDERWAY
    if run["conclusion"] == "success":
        return Verdict.PASSED
    # A job that is skipped tried nothing.
    return Verdict.MISSING if run["conclusion"] == "skipped" else Verdict.FAILED


def evidence(github: GitHub, ref: str) -> Evidence:
    """Looks at a commit itself, then at the merged pull requests that it came from, where their files are the same.

    Args:
        github: The repository.
        ref: A full commit, or `tags/TAG`.
    """
    release = github.get(f"commits/{ref}")
    commit = str(release["sha"])
    best = Evidence(*_look(github, commit, None))
    if best.verdict is Verdict.PASSED:
        return best
    for pull in github.every(f"commits/{commit}/pulls"):
        head = str(pull["head"]["sha"])
        if pull.get("merged_at") is None or head == commit:
            continue
        if _tree(github.get(f"commits/{head}")) != _tree(release):
            continue
        found = Evidence(*_look(github, head, int(pull["number"])))
        if _RANK.index(found.verdict) < _RANK.index(best.verdict):
            best = found
    return best


def wait_for_evidence(
    github: GitHub,
    tag: str,
    *,
    minutes: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Evidence:
    """The evidence once no trial is running any more, or when time is up."""
    end = clock() + minutes * 60
    found = evidence(github, f"tags/{tag}")
    while found.verdict is Verdict.UNDERWAY and clock() < end:
        print(f"{CHECK} is still running for {found.commit[:7]}: {found.url}")
        sleep(30)
        found = evidence(github, f"tags/{tag}")
    return found


def explain(tag: str, found: Evidence) -> str:
    """The evidence in words, and what to do where it is not enough."""
    where = f"commit {found.commit[:7]}"
    if found.pull_request is not None:
        where = f"the head of pull request {found.pull_request}, which has the same files"
    link = f" ({found.url})" if found.url else ""
    if found.verdict is Verdict.PASSED:
        return f"{tag} was tried in stage: {CHECK} passed at {where}{link}."
    return (
        f"{tag} was not tried in stage: {CHECK} {found.verdict.value} at {where}{link}. Run the workflow {CHECK} by "
        f"hand (Actions, {CHECK}, Run workflow) and choose the tag {tag}, or main where that is the same commit; then "
        "run this job again."
    )


def _look(github: GitHub, commit: str, pull_request: int | None) -> tuple[Verdict, str, str, int | None]:
    runs = github.every(f"commits/{commit}/check-runs", "check_runs", check_name=CHECK, filter="all")
    verdict, url = verdict_of(runs)
    return verdict, commit, url, pull_request


def _tree(commit: Mapping[str, Any]) -> str:
    return str(commit["commit"]["tree"]["sha"])
