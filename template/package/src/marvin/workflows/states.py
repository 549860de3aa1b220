"""What the Jobs service says of a run or a task, in one word each."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class State(StrEnum):
    """Where a run or a task stands."""

    WAITING = "waiting"
    QUEUED = "queued"
    STARTING = "starting"
    RUNNING = "running"
    RETRYING = "waiting for another attempt"
    STOPPING = "stopping"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    CANCELED = "canceled"
    SKIPPED = "skipped"
    """It did not run: its condition did not hold, or what it waited for failed."""
    UNKNOWN = "unknown"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in _ENDED

    @property
    def bad(self) -> bool:
        """Whether it ran, or should have, and did not come to its end."""
        return self in _BAD


_BAD = {State.FAILED, State.TIMED_OUT, State.CANCELED}
_ENDED = _BAD | {State.SUCCEEDED, State.SKIPPED}

_UNDERWAY = {
    "BLOCKED": State.WAITING,
    "WAITING": State.WAITING,
    "QUEUED": State.QUEUED,
    "PENDING": State.STARTING,
    "RUNNING": State.RUNNING,
    "TERMINATING": State.STOPPING,
    "WAITING_FOR_RETRY": State.RETRYING,
}
_RESULTS = {
    "SUCCESS": State.SUCCEEDED,
    # The service calls a run well whose last tasks were, whatever failed before them. Here something failed.
    "SUCCESS_WITH_FAILURES": State.FAILED,
    "TIMEDOUT": State.TIMED_OUT,
    "CANCELED": State.CANCELED,
    "USER_CANCELED": State.CANCELED,
    "EXCLUDED": State.SKIPPED,
    "DISABLED": State.SKIPPED,
    "SKIPPED": State.SKIPPED,
    "UPSTREAM_FAILED": State.SKIPPED,
    "UPSTREAM_CANCELED": State.SKIPPED,
}


def state_of(run: Any) -> State:
    """The state of a run or a task of one.

    Reads `state` and, where the service leaves it out (it is deprecated), `status`.
    """
    life, result = _words(run)
    if life in _UNDERWAY:
        return _UNDERWAY[life]
    if life == "INTERNAL_ERROR":
        return State.FAILED
    if life == "SKIPPED":
        return State.SKIPPED
    if life == "TERMINATED":
        # Every reason that the service may find to end a run, and that is none of these, is a failure.
        return _RESULTS.get(result, State.FAILED)
    return State.UNKNOWN


def message_of(run: Any) -> str:
    """What the service says of the state, in its own words; often empty."""
    state, status = run.state, run.status
    if state is not None and state.state_message:
        return str(state.state_message)
    details = status.termination_details if status is not None else None
    return str(details.message) if details is not None and details.message else ""


def _words(run: Any) -> tuple[str, str]:
    state, status = run.state, run.status
    if state is not None and state.life_cycle_state is not None:
        return _word(state.life_cycle_state), _word(state.result_state)
    if status is not None and status.state is not None:
        details = status.termination_details
        return _word(status.state), _word(details.code) if details is not None else ""
    return "", ""


def _word(value: Any) -> str:
    return str(value.value) if value is not None else ""
