"""Which tasks of a workflow run: the tasks that a person names, with what stands before or behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from marvin.errors import MarvinError

Task = Mapping[str, Any]
"""A task as the Jobs API writes it: `task_key`, `depends_on` and the rest."""


class UnknownTask(MarvinError):  # noqa: N818 - says what is wrong, as the others here do
    """A task was named that the workflow does not have."""


def select(tasks: Sequence[Task], only: Iterable[str]) -> list[str]:
    """Keys of the tasks that run, in the order in which the workflow declares them.

    Args:
        tasks: The workflow's tasks.
        only: Keys of tasks. `+train` adds all that `train` waits for, `train+` all that waits for it. None means all.

    Raises:
        UnknownTask: Names every key that is not there, with the nearest that is.
    """
    keys = [str(task["task_key"]) for task in tasks]
    wanted = [text.strip() for text in only if text.strip()]
    if not wanted:
        return keys
    unknown = [text.strip("+") for text in wanted if text.strip("+") not in keys]
    if unknown:
        raise UnknownTask("; ".join(_not_there(key, keys) for key in unknown))
    before = {str(task["task_key"]): _waits_for(task) for task in tasks}
    behind = {key: [other for other in keys if key in before[other]] for key in keys}
    chosen: set[str] = set()
    for text in wanted:
        key = text.strip("+")
        chosen.add(key)
        if text.startswith("+"):
            chosen |= _reached(key, before)
        if text.endswith("+"):
            chosen |= _reached(key, behind)
    return [key for key in keys if key in chosen]


def _waits_for(task: Task) -> list[str]:
    return [str(dependency["task_key"]) for dependency in task.get("depends_on") or ()]


def _reached(start: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        for key in ways[ahead.pop()]:
            if key not in reached:
                reached.add(key)
                ahead.append(key)
    return reached


def _not_there(key: str, keys: Sequence[str]) -> str:
    near = get_close_matches(key, keys, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(keys)}"
    return f"the workflow has no task {key!r}: {hint}"
