"""What the current run has touched so far: filled by the other modules, recorded by `marvin.tracking`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Touch:
    """One table at one version. `version` is None for what has none, such as a view."""

    table: str
    version: int | None
    whole: bool = True
    """Of a write: whether nothing stayed of what the table held before."""


@dataclass(frozen=True)
class Model:
    """One version of a registered model."""

    name: str
    version: str


@dataclass
class Ledger:
    """Tables and models that were used and made, each once, in the order of their first use."""

    reads: list[Touch] = field(default_factory=list)
    writes: list[Touch] = field(default_factory=list)
    used: list[Model] = field(default_factory=list)
    made: list[Model] = field(default_factory=list)
    predictions: list[str] = field(default_factory=list)
    """Tables among those written that hold predictions."""

    def read(self, touch: Touch) -> None:
        """Notes that a table was read."""
        if touch not in self.reads:
            self.reads.append(touch)

    def wrote(self, touch: Touch) -> None:
        """Notes that a table was written."""
        if touch not in self.writes:
            self.writes.append(touch)

    def scored(self, model: Model, table: str) -> None:
        """Notes that a model's predictions went into a table."""
        if model not in self.used:
            self.used.append(model)
        if table not in self.predictions:
            self.predictions.append(table)

    def registered(self, model: Model) -> None:
        """Notes that a version of a model was made."""
        if model not in self.made:
            self.made.append(model)


_current = Ledger()


def current() -> Ledger:
    """The ledger of this process: from the notebook's start, or since `begin`."""
    return _current


def begin() -> Ledger:
    """Starts an empty ledger and returns it."""
    global _current
    _current = Ledger()
    return _current
