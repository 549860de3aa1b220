"""What the sections of `conf/*.yml` have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A section of the configuration: unknown keys are faults, and nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")
