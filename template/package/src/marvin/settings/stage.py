"""Section `stage_tests` of the configuration."""

from __future__ import annotations

from pydantic import Field

from marvin.settings.section import Section


class StageTests(Section):
    """What a pull request runs in STAGE before it may be merged."""

    workflows: list[str] = Field(default_factory=list)
    """Keys of the project's workflows, run one after the other in this order."""
    only: dict[str, list[str]] = Field(default_factory=dict)
    """Tasks to run of a workflow, where not all are: `{train: [+validate]}` leaves out what comes after `validate`."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """Values for the workflows' parameters, e.g. a smaller sample, so that a trial is quick."""
    timeout_minutes: int = Field(default=120, ge=1, le=1440)
    """Minutes after which a workflow's run is cancelled and counts as failed."""
