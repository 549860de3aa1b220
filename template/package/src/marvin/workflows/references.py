"""Dynamic value references, `{{job.parameters.x}}`, in the settings of a job.

A one-time run has no job parameters, so that what refers to them must stand there as a value.
https://docs.databricks.com/aws/en/jobs/dynamic-value-references
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# Names with other characters than letters, digits and `_` stand in backticks.
_NAME = r"(?:`([^`]+)`|([\w.-]+))"
_PARAMETER = re.compile(r"\{\{\s*job\.parameters\." + _NAME + r"\s*\}\}")
_TASK = re.compile(r"\{\{\s*tasks\.(?:`([^`]+)`|([\w-]+))\.")


def with_parameters(value: Any, parameters: Mapping[str, str]) -> Any:
    """The same settings with the values of job parameters in the place of references to them.

    References to parameters that have no value stay: `parameters_in` finds them.
    """

    def replaced(text: str) -> str:
        return _PARAMETER.sub(lambda found: parameters.get(_name(found), found.group(0)), text)

    return _mapped(value, replaced)


def parameters_in(value: Any) -> set[str]:
    """Names of the job parameters that the settings refer to."""
    return {_name(found) for text in _texts(value) for found in _PARAMETER.finditer(text)}


def tasks_in(value: Any) -> set[str]:
    """Keys of the tasks whose values or results the settings refer to."""
    return {_name(found) for text in _texts(value) for found in _TASK.finditer(text)}


def _name(found: re.Match[str]) -> str:
    return found.group(1) or found.group(2)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(inner, change) for inner in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
