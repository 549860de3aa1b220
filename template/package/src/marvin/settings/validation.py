"""Section `validation` of the configuration."""

from __future__ import annotations

from pydantic import Field

from marvin.settings.section import Section


class ValidationSettings(Section):
    """Where results of checks are kept, and how much of the data they may show."""

    table: str = "_marvin_validation"
    """Table of the results, one row for each expectation and validation."""
    quarantine_suffix: str = Field(default="_quarantine", pattern=r"^[A-Za-z0-9_-]+$")
    """Ending of the tables that keep rows taken out: `features_quarantine` for `features`."""
    sample: int = Field(default=5, ge=0, le=100)
    """Unexpected values kept with a result, as examples. 0 for data that nobody may see: then no value of the data is
    kept in results, messages or profiles, only counts and shares. Rows in quarantine are kept whole all the same."""
