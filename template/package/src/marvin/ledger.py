"""What the current run has touched so far: filled by the other modules, recorded by `marvin.tracking`."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


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
    """Tables and models that were used and made, in the order of their use."""

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
        self.writes.append(touch)

    def scored(self, model: Model, table: str) -> None:
        """Notes that a model's predictions went into a table."""
        self.used.append(model)
        self.predictions.append(table)

    def registered(self, model: Model) -> None:
        """Notes that a version of a model was made."""
        self.made.append(model)

    def mark(self) -> Ledger:
        """What is in it now, for `since`."""
        return Ledger(*(list(getattr(self, part.name)) for part in fields(self)))

    def since(self, before: Ledger) -> Ledger:
        """What a run that began at the mark `before` did, each once; and all reads, which it may build on."""
        later = {part: getattr(self, part)[len(getattr(before, part)) :] for part in _DONE}
        return Ledger(list(self.reads), **{part: list(dict.fromkeys(found)) for part, found in later.items()})


_DONE = ("writes", "used", "made", "predictions")
"""Parts of a ledger that belong to the run that did it alone."""

_current = Ledger()


def current() -> Ledger:
    """The ledger of this process: from the notebook's start, or since `begin`."""
    return _current


def begin() -> Ledger:
    """Starts an empty ledger and returns it."""
    global _current
    _current = Ledger()
    return _current
