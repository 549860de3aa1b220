"""Waits for a run: says what changes, cancels it when nobody waits any more, and tells what became of it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors.base import DatabricksError

from marvin.workflows.outcome import Outcome, RunFailed, RunTimedOut, TaskOutcome, duration, plain
from marvin.workflows.states import State, message_of, state_of
from marvin.workflows.words import words

Say = Callable[[str], None]
"""Takes a line of progress; `print` by default."""


@dataclass(frozen=True)
class Pace:
    """How often to look: soon after a change, then less and less often."""

    first: float = 2.0
    """Seconds."""
    growth: float = 1.5
    longest: float = 30.0
    """Seconds."""
    patience: float = 120.0
    """Seconds to wait for a cancelled run to end."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def follow(
    client: WorkspaceClient,
    run_id: int,
    *,
    name: str,
    timeout: timedelta,
    say: Say = print,
    notes: tuple[str, ...] = (),
    pace: Pace | None = None,
) -> Outcome:
    """Waits until a run has ended, and returns what became of it, good or bad.

    An interruption (`KeyboardInterrupt`) or an error on the way cancels the run before it goes on: nothing that
    nobody watches is left running.

    Raises:
        RunTimedOut: It took longer than `timeout`, and was cancelled.
    """
    pace = pace or Pace()
    watch = _Watch(client, run_id, name, say, notes)
    end = pace.clock() + timeout.total_seconds()
    try:
        run = watch.until_ended(pace, end)
        if run is None:
            say(f"{name} takes longer than {duration(timeout.total_seconds())}: cancelling it")
            watch.cancel()
            run = watch.until_ended(pace, pace.clock() + pace.patience) or client.jobs.get_run(run_id)
            outcome = watch.outcome(run)
            raise RunTimedOut(outcome, f"{name} took longer than {duration(timeout.total_seconds())} and was cancelled")
        return watch.outcome(run)
    except RunFailed:
        raise
    except BaseException:
        say(f"Cancelling {name}: {watch.url}")
        watch.cancel()
        raise


class _Watch:
    """One run, and what was said of it already."""

    def __init__(self, client: WorkspaceClient, run_id: int, name: str, say: Say, notes: tuple[str, ...]) -> None:
        self.client, self.run_id, self.name, self.say, self.notes = client, run_id, name, say, notes
        self.url = ""
        self.said: dict[str, tuple[State, int]] = {}

    def until_ended(self, pace: Pace, end: float) -> Any | None:
        """The run once it has ended; nothing when time is up."""
        wait = pace.first
        while True:
            run = self.client.jobs.get_run(self.run_id)
            changed = self.tell(run)
            if state_of(run).ended:
                return run
            left = end - pace.clock()
            if left <= 0:
                return None
            wait = pace.first if changed else min(wait * pace.growth, pace.longest)
            pace.sleep(min(wait, left))

    def tell(self, run: Any) -> bool:
        """Says what is new, and whether anything was."""
        lines = []
        if not self.url:
            self.url = run.run_page_url or ""
            lines.append(f"{self.name}: {self.url}")
        for key, attempts in _by_task(run).items():
            last = attempts[-1]
            now = (state_of(last), _tries(attempts))
            if self.said.get(key) == now or (key not in self.said and now[0] is State.WAITING):
                continue
            self.said[key] = now
            which = f", attempt {now[1]}" if now[1] > 1 else ""
            link = f"  {last.run_page_url}" if last.run_page_url and now[0] is not State.SKIPPED else ""
            lines.append(f"  {time.strftime('%H:%M:%S')}  {key}: {now[0]}{which}{link}")
        for line in lines:
            self.say(line)
        return bool(lines)

    def cancel(self) -> None:
        """Asks the service to end the run. What else went wrong matters more than that this does."""
        try:
            self.client.jobs.cancel_run(self.run_id)
        except (DatabricksError, OSError, TimeoutError) as error:
            self.say(f"{self.name} could not be cancelled ({words(error)}): end it by hand at {self.url}")

    def outcome(self, run: Any) -> Outcome:
        tasks = tuple(self.task(key, attempts) for key, attempts in _by_task(run).items())
        return Outcome(
            name=self.name,
            run_id=self.run_id,
            url=run.run_page_url or "",
            state=_whole(state_of(run), tasks),
            seconds=_seconds(run),
            message=plain(message_of(run)),
            tasks=tasks,
            notes=self.notes,
        )

    def task(self, key: str, attempts: list[Any]) -> TaskOutcome:
        last = attempts[-1]
        state = state_of(last)
        found = TaskOutcome(
            key=key,
            state=state,
            url=last.run_page_url or "",
            attempts=0 if state is State.SKIPPED else _tries(attempts),
            seconds=sum(_seconds(attempt) for attempt in attempts),
            message=plain(message_of(last)),
        )
        if not state.bad or last.run_id is None:
            return found
        failed = next(self.failures(last), last)
        error, trace = self.error_of(failed.run_id)
        return replace(found, url=failed.run_page_url or found.url, error=error, trace=trace)

    def failures(self, task: Any) -> Iterator[Any]:
        """The turns of a loop that failed; the loop itself has no output."""
        if task.for_each_task is None:
            return
        with contextlib.suppress(DatabricksError):
            for turn in self.client.jobs.get_run(task.run_id).iterations or ():
                if state_of(turn).bad and turn.run_id is not None:
                    yield turn

    def error_of(self, run_id: int) -> tuple[str, str]:
        """The error that ended a task, and where it arose, as far as the service tells."""
        try:
            output = self.client.jobs.get_run_output(run_id)
        except DatabricksError as error:
            return f"its output could not be read: {words(error)}", ""
        return plain(output.error or ""), plain(output.error_trace or "")


def _by_task(run: Any) -> dict[str, list[Any]]:
    """The attempts at each task, the last one last; the service lists every attempt as a task of its own."""
    tasks: dict[str, list[Any]] = {}
    for task in run.tasks or ():
        tasks.setdefault(task.task_key, []).append(task)
    for attempts in tasks.values():
        attempts.sort(key=lambda attempt: (attempt.attempt_number or 0, attempt.start_time or 0))
    return tasks


def _tries(attempts: list[Any]) -> int:
    return max(len(attempts), (attempts[-1].attempt_number or 0) + 1)


def _seconds(run: Any) -> float:
    """The service says 0 for the end of what goes on."""
    begin, end = run.start_time or 0, run.end_time or 0
    return (end - begin) / 1000 if begin and end > begin else 0.0


def _whole(state: State, tasks: tuple[TaskOutcome, ...]) -> State:
    """A run is as good as its tasks: the service lets one count as a success whose last tasks were."""
    return State.FAILED if state is State.SUCCEEDED and any(task.state.bad for task in tasks) else state
