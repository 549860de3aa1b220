"""Errors that are meant for whoever runs a notebook: they say where, what, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marvin.validation.report import Report


class MarvinError(Exception):
    """Base of every error that Marvin raises on purpose."""


class ConfigError(MarvinError):
    """The project's configuration cannot be used; the message lists every fault."""

    def __init__(self, where: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"{where} cannot be used:\n{lines}")


class LocalError(MarvinError):
    """A workflow cannot be run on this machine."""


class DataError(MarvinError):
    """A table cannot be read or written as asked."""


class TrackingError(MarvinError):
    """A run or a model cannot be recorded as asked."""


class ModelError(MarvinError):
    """A model cannot be registered, compared, promoted or rolled back as asked."""


class ScoringError(MarvinError):
    """A frame cannot be scored as asked; nothing was written."""


class ValidationError(MarvinError):
    """Data does not hold what its suite expects; results were stored. `report` has them all."""

    def __init__(self, message: str, report: Report) -> None:
        self.report = report
        super().__init__(message)
