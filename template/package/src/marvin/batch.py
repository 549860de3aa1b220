"""Batches: what a rerun of the same work replaces."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from marvin.errors import MarvinError

if TYPE_CHECKING:
    from marvin.config import Config

# It stands in an SQL condition and in tags: nothing that would need escaping there.
_NAME = re.compile(r"[A-Za-z0-9_.:/+ -]{1,200}")


def name_of(config: Config, batch: str | None, refusal: type[MarvinError] = MarvinError) -> str:
    """Name of the batch that this work belongs to.

    Args:
        batch: the name, if it is given. Default: the parameter `batch`, else the job's run, which a repair shares, else
            the day (UTC), where no job runs.
        refusal: what is raised.

    Raises:
        MarvinError: of the kind `refusal`, if the name cannot be kept.
    """
    day = datetime.now(UTC).date().isoformat()
    named = str(batch or config.arguments.get("batch") or config.context.job_run_id or day)
    if not _NAME.fullmatch(named):
        raise refusal(
            f"batch {named!r} cannot be kept: use up to 200 letters, digits, spaces and _ . : / + -, e.g. {day}"
        )
    return named
