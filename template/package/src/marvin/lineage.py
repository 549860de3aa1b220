"""Where a prediction comes from, and what a table feeds: one row for each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marvin.config import Config


def record(config: Config, run_id: str) -> None:
    """Writes the row of a run."""
