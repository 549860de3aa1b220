"""What a trial in STAGE says of itself: on the run's page, and in one comment on the pull request."""

from __future__ import annotations

from dataclasses import dataclass, field

from marvin.ci.github import GitHub
from marvin.workflows.outcome import Outcome
from marvin.workflows.trial import Subject

MARKER = "<!-- marvin:stage-e2e -->"
"""By which the comment is found again."""
_LONGEST = 60_000
"""Characters; GitHub takes 65,536 in a comment."""


@dataclass
class Report:
    """A trial, as far as it has come."""

    subject: Subject
    commit: str
    schema: str
    """`catalog.schema`."""
    run_url: str
    workflows: list[str]
    """All that are to run, in order."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """Of those that ended, by key."""
    running: str | None = None
    error: str = ""
    """What ended the trial beside a failed run."""
    over: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether every workflow ran to a good end."""
        return not self.error and all(key in self.outcomes and self.outcomes[key].succeeded for key in self.workflows)

    def state(self, key: str) -> str:
        """Where one of the workflows stands."""
        if key in self.outcomes:
            return str(self.outcomes[key].state)
        if self.over:
            return "did not run"
        return "running" if key == self.running else "waiting"

    def markdown(self) -> str:
        """The whole report."""
        lines = [f"## Trial in stage: {self._headline()}", "", self._what(), ""]
        lines += ["| workflow | result |", "| --- | --- |"]
        for key in self.workflows:
            outcome = self.outcomes.get(key)
            state = self.state(key)
            lines.append(f"| {key} | {f'[{state}]({outcome.url})' if outcome and outcome.url else state} |")
        if self.error:
            lines += ["", f"**The trial ended early.** {self.error}"]
        for outcome in self.outcomes.values():
            lines += ["", outcome.markdown()]
        return "\n".join(lines)

    def _headline(self) -> str:
        if not self.over:
            return "running"
        return "succeeded" if self.succeeded else "failed"

    def _what(self) -> str:
        then = "and was removed afterwards" if self.over else "and will be removed"
        return (
            f"Commit {self.commit[:7]} in the schema `{self.schema}`, which is this trial's own {then}. "
            f"[All output]({self.run_url})."
        )


def comment(github: GitHub, pull_request: int, markdown: str) -> None:
    """Writes the report as a comment, or over the one that is there already.

    Raises:
        GitHubError: GitHub refuses.
    """
    body = f"{MARKER}\n{markdown if len(markdown) <= _LONGEST else markdown[:_LONGEST] + _CUT}"
    for there in github.every(f"issues/{pull_request}/comments"):
        # Anybody may write the marker into a comment; the workflow's own is a bot's.
        if there["body"].startswith(MARKER) and there["user"]["type"] == "Bot":
            github.patch(f"issues/comments/{there['id']}", {"body": body})
            return
    github.post(f"issues/{pull_request}/comments", {"body": body})


_CUT = "\n\nThe rest is on the run's page."
