"""Suites of expectations: `suites/NAME.yml`, read strictly, with every fault named at once."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from marvin import strict
from marvin.errors import ConfigError
from marvin.validation import library, values

if TYPE_CHECKING:
    from marvin.config import Config

Severity = Literal["fail", "warn", "quarantine"]

FOLDER = "suites"

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class Entry:
    """One expectation of a suite."""

    type: str
    """Name in Great Expectations, such as `expect_column_values_to_not_be_null`."""
    severity: Severity
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that it needs, in the order of its arguments."""
        if self.type in ("expect_column_to_exist", "expect_table_columns_to_match_ordered_list"):
            return ()
        given = self.arguments
        single = (given[key] for key in ("column", "column_A", "column_B") if key in given)
        return (*map(str, single), *map(str, given.get("column_list") or ()))


@dataclass(frozen=True)
class Suite:
    """A suite, whose every expectation Great Expectations knows with its arguments."""

    name: str
    entries: tuple[Entry, ...]


def path(config: Config, name: str) -> Path:
    """File of a suite, whether it is there or not.

    Raises:
        ConfigError: if the name is none for a file.
    """
    _named(name)
    return config.root / FOLDER / f"{name}.yml"


def read(config: Config, name: str) -> Suite:
    """Reads `suites/NAME.yml`.

    Raises:
        ConfigError: with every fault of the file: unknown or misspelt expectations and arguments, missing arguments,
            values of a wrong type, severities that do not exist or do not fit.
    """
    file = path(config, name)
    where = f"{FOLDER}/{name}.yml"
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        others = sorted(other.stem for other in file.parent.glob("*.yml"))
        there = f"there are: {', '.join(others)}" if others else f"there is no suite in {FOLDER}/ yet"
        raise ConfigError(
            where, [f"the file is missing ({there}): correct the name, or begin with validation.profile(...)"]
        ) from None
    return parse(text, name)


def read_all(config: Config) -> tuple[Suite, ...]:
    """Reads every suite of the project, e.g. in a test: a fault is then found before the data are there.

    Returns:
        The suites in the order of their names; none where there is no folder `suites`.

    Raises:
        ConfigError: with every fault of every file, as `read` finds them.
    """
    found: list[Suite] = []
    faults: list[str] = []
    for file in sorted((config.root / FOLDER).glob("*.yml")):
        try:
            found.append(read(config, file.stem))
        except ConfigError as error:
            faults += [f"{file.name}: {fault}" for fault in error.faults]
    if faults:
        raise ConfigError(f"{FOLDER}/", faults)
    return tuple(found)


def parse(text: str | bytes, name: str) -> Suite:
    """Reads a suite from the text of its file. Raises ConfigError as `read` does."""
    _named(name)
    where = f"{FOLDER}/{name}.yml"
    found, unreadable = strict.parse(text)
    if unreadable:
        raise ConfigError(where, unreadable)
    if not isinstance(found, dict) or not isinstance(found.get("expectations"), list):
        raise ConfigError(where, ["must hold a key `expectations` with a list: see the documentation of suites"])
    faults = [
        f"{key}: is no key of a suite: correct or remove it"
        for key in found
        if key not in ("expectations", "description")
    ]
    if not found["expectations"]:
        faults.append("expectations: is empty, and would let everything pass: add one, or remove the file")
    entries: list[Entry] = []
    before: dict[str, int] = {}
    for position, raw in enumerate(found["expectations"], 1):
        entry, wrong = _entry(raw)
        label = f"entry {position}" + (f" ({raw['type']})" if isinstance(raw, dict) and "type" in raw else "")
        faults += [f"{label}: {fault}" for fault in wrong]
        if entry is None:
            continue
        entries.append(entry)
        first = before.setdefault(json.dumps([entry.type, entry.arguments], sort_keys=True, default=str), position)
        if first != position:
            faults.append(f"{label}: asks the same as entry {first}: remove one, and keep the severity that is meant")
    if faults:
        raise ConfigError(where, faults)
    return Suite(name, tuple(entries))


def _named(name: str) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigError(
            f"suite {name!r}", ["the name: use letters, digits, _ and -, without folder and without .yml"]
        )


def _entry(raw: Any) -> tuple[Entry | None, list[str]]:
    if not isinstance(raw, dict):
        return None, [f"must hold `type`, arguments and `severity`, and is a {type(raw).__name__}"]
    kind = raw.get("type")
    if kind is None:
        return None, ["type: is missing: add the name of an expectation"]
    known = library.types()
    if kind not in known:
        near = difflib.get_close_matches(str(kind), known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see https://greatexpectations.io/expectations for their names"
        return None, [f"is no expectation for frames: {hint}"]
    severity = raw.get("severity", "fail")
    given = {key: value for key, value in raw.items() if key not in ("type", "severity")}
    faults = [*_severity(kind, severity), *_arguments(kind, given)]
    return (None, faults) if faults else (Entry(kind, severity, given), [])


def _severity(kind: str, severity: Any) -> list[str]:
    allowed = get_args(Severity)
    if severity not in allowed:
        return [f"severity: must be {', '.join(allowed[:-1])} or {allowed[-1]}, and is {severity!r}"]
    if severity == "quarantine" and not library.by_row(kind):
        return [
            "severity: quarantine takes out rows, and this expectation is not about single rows: use fail or warn, or "
            "an expectation about values"
        ]
    return []


def _arguments(kind: str, given: Mapping[Any, Any]) -> list[str]:
    implementation = library.implementation(kind)
    known = library.arguments(implementation)
    faults: list[str] = []
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known) or 'none'}"
            faults.append(f"{key}: is no argument of this expectation: {hint}")
    faults += [f"{key}: is missing: add it" for key, required in known.items() if required and key not in given]
    faults += values.faults(kind, given)
    if faults:
        return faults
    low, high = given.get("min_value"), given.get("max_value")
    if {"min_value", "max_value"} <= known.keys() and "partition_object" not in known:
        if low is None and high is None:
            return ["needs min_value, max_value or both: without, it would always hold"]
        if _exceeds(low, high):
            return [f"min_value {low} is above max_value {high}: exchange them"]
    from great_expectations.compatibility import pydantic

    try:
        implementation(**given)
    except pydantic.ValidationError as error:
        return [f"{fault}: correct it" for fault in library.faults(error)]
    except Exception as error:  # noqa: BLE001 - whatever an expectation raises about its arguments
        return [f"{error}: correct it"]
    return []


def _exceeds(low: Any, high: Any) -> bool:
    try:
        return bool(low > high)
    except TypeError:  # one of them is missing, or they are of different types, which the expectation complains of
        return False
