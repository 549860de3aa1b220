"""YAML as people mean it: a key that stands twice is a fault, where YAML's own reader would keep the last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml


def parse(text: str | bytes) -> tuple[Any, list[str]]:
    """What YAML says, and its faults, each with its line. With faults there is no value to rely on.

    Args:
        text: bytes are read as UTF-8.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        twice = list(_twice(node, "", set()))
        return (None, twice) if twice else (yaml.safe_load(text), [])
    except (yaml.YAMLError, ValueError) as error:  # a ValueError of a date such as 2024-13-01
        return None, [_fault(error)]


def _fault(error: Exception) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        return (
            f"character {error.position} cannot be read, {error.reason}: save it as UTF-8, without control characters"
        )
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return str(error)
    told = " ".join(part for part in (error.context, error.problem) if part)
    hint = ": indent by spaces, not by tabs" if r"'\t'" in told else ""
    return f"{told}, in line {error.problem_mark.line + 1}{hint}"


def _twice(node: Any, path: str, seen: set[int]) -> Iterator[str]:
    """A fault for each repeated key, at any depth. `seen` has the nodes that were looked at: aliases share them."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for position, part in enumerate(node.value, 1):
            yield from _twice(part, f"{path}[{position}]", seen)
    if not isinstance(node, yaml.MappingNode):
        return
    lines: dict[tuple[str, str], int] = {}
    for key, value in node.value:
        name = f"{path}.{key.value}" if path else str(key.value)
        line = key.start_mark.line + 1
        known = (key.tag, str(key.value))
        if known in lines:
            yield f"{name}: stands in line {lines[known]} and again in line {line}: keep one"
        lines.setdefault(known, line)
        yield from _twice(value, name, seen)
