"""What became of a run: its tasks, with links and the errors of those that failed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from marvin.errors import MarvinError
from marvin.workflows.states import State

_LONGEST = 1_500
"""Characters of an error that a summary shows; its end says what failed."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class TaskOutcome:
    """What became of one task, at its last attempt."""

    key: str
    state: State
    url: str
    """Page of the attempt; empty while there is none."""
    attempts: int = 1
    """How often it was tried; 0 where it never began."""
    seconds: float = 0.0
    message: str = ""
    """What the service says of the state."""
    error: str = ""
    """The error that ended it, on one line."""
    trace: str = ""
    """Where in the code that was."""


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    name: str
    """What ran, e.g. `[stage] churn train`."""
    run_id: int
    url: str
    state: State
    seconds: float = 0.0
    message: str = ""
    tasks: tuple[TaskOutcome, ...] = ()
    notes: tuple[str, ...] = ()
    """What is different from the declared job."""

    @property
    def succeeded(self) -> bool:
        """Whether every task that had to run did, and none failed."""
        return self.state is State.SUCCEEDED

    @property
    def failed(self) -> tuple[TaskOutcome, ...]:
        """The tasks that failed, timed out or were cancelled."""
        return tuple(task for task in self.tasks if task.state.bad)

    def __str__(self) -> str:
        return self.text()

    def text(self) -> str:
        """The outcome for a terminal or a notebook: one line, and some for each task that failed."""
        lines = [f"{self.name} {self.state} after {duration(self.seconds)}: {self.url}"]
        if self.message and not self.succeeded:
            lines.append(f"  {self.message}")
        for task in self.failed:
            tries = f" at attempt {task.attempts}" if task.attempts > 1 else ""
            lines.append(f"  {task.key} {task.state}{tries}: {task.error or task.message or 'no error was given'}")
            if task.url:
                lines.append(f"    {task.url}")
        return "\n".join(lines)

    def markdown(self) -> str:
        """The outcome as a section of Markdown: a table of the tasks, and the errors below."""
        lines = [
            f"### {_escaped(self.name)}: {self.state}",
            "",
            f"[The run]({self.url}) took {duration(self.seconds)}."
            + (f" {_escaped(self.message)}" if self.message and not self.succeeded else ""),
            "",
            "| task | result | attempts | time |",
            "| --- | --- | --: | --: |",
        ]
        for task in self.tasks:
            name = f"[{_escaped(task.key)}]({task.url})" if task.url else _escaped(task.key)
            lines.append(f"| {name} | {task.state} | {task.attempts} | {duration(task.seconds)} |")
        for note in self.notes:
            lines += ["", f"- {_escaped(note)}"]
        for task in self.failed:
            lines += ["", f"**{_escaped(task.key)}**: {_escaped(task.error or task.message or 'no error was given')}"]
            if task.trace:
                lines += ["", fenced(task.trace)]
        return "\n".join(lines)


class RunFailed(MarvinError):  # noqa: N818
    """A run that did not come to its end. `outcome` has all that is known of it."""

    def __init__(self, outcome: Outcome, why: str = "") -> None:
        super().__init__("\n".join(part for part in (why, outcome.text()) if part))
        self.outcome = outcome


class RunTimedOut(RunFailed):
    """A run that took longer than whoever started it would wait. It was cancelled."""


def duration(seconds: float) -> str:
    """Time as people say it: `45 s`, `3 min 20 s`, `2 h 05 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min"


def plain(text: str) -> str:
    """Text of a notebook's output without its colours."""
    return _COLOURS.sub("", text).strip()


def fenced(text: str) -> str:
    """A block of code in Markdown that its own content cannot end; only the end of a long one."""
    shown = text if len(text) <= _LONGEST else "...\n" + text[-_LONGEST:]
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line: an error's words are not to become links, mentions or cells."""
    one_line = " ".join(plain(text).split())
    shown = one_line if len(one_line) <= _LONGEST else one_line[:_LONGEST] + "..."
    return re.sub(r"([\\`*_{}\[\]<>#|!@])", r"\\\1", shown)
