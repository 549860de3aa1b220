"""What the current run has read and written so far: filled by `marvin.data`, recorded by `marvin.tracking`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Touch:
    """One table at one version. `version` is None for what has none, such as a view."""

    table: str
    version: int | None


@dataclass
class Ledger:
    """Tables that were read and written, each once, in the order of their first use."""

    reads: list[Touch] = field(default_factory=list)
    writes: list[Touch] = field(default_factory=list)

    def read(self, touch: Touch) -> None:
        """Notes that a table was read."""
        if touch not in self.reads:
            self.reads.append(touch)

    def wrote(self, touch: Touch) -> None:
        """Notes that a table was written."""
        if touch not in self.writes:
            self.writes.append(touch)


_current = Ledger()


def current() -> Ledger:
    """The ledger of this process: from the notebook's start, or since `begin`."""
    return _current


def begin() -> Ledger:
    """Starts an empty ledger and returns it."""
    global _current
    _current = Ledger()
    return _current
