"""What a comparison found, and how it is kept: metrics, JSON and a page in the run, tags on the version."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from marvin.errors import ModelError
from marvin.models import registry

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

    from marvin.config import Config


@dataclass(frozen=True)
class Slice:
    """Rows that share one value of one column. Numbers are None where they could not be computed."""

    column: str
    value: str
    rows: int
    candidate: float | None
    champion: float | None
    gain: float | None
    """Above zero where the candidate is better, whichever way the metric goes."""
    note: str
    """Empty where the slice is well; else why it is not judged, or speaks against the candidate."""
    accepted: bool
    """Whether it lets the candidate pass."""


@dataclass(frozen=True)
class Comparison:
    """A candidate against the champion on the same rows. Numbers are None where they could not be computed."""

    model: str
    candidate: str
    """Version of the candidate."""
    champion: str | None
    """Version that was the champion; None if there was none."""
    metric: str
    greater_is_better: bool
    rows: int
    rows_without_target: int
    """Rows left out, because their true value is missing."""
    candidate_value: float | None
    champion_value: float | None
    gain: float | None
    """Above zero where the candidate is better, whichever way the metric goes."""
    better: float | None
    """Share of the resamples in which the candidate is better."""
    gain_low: float | None
    """Lower end of the gain's interval at `confidence`."""
    gain_high: float | None
    confidence: float
    resamples: int
    """Resamples in which the metric is defined."""
    slices: tuple[Slice, ...]
    accepted: bool
    """The decision: whether the candidate may become the champion."""
    reasons: tuple[str, ...]
    """Why, in words."""
    compared_at: str
    """UTC, ISO 8601."""
    run_id: str
    """MLflow run that holds the evidence."""

    def __str__(self) -> str:
        decision = "accepted" if self.accepted else "not accepted"
        return f"version {self.candidate} of {self.model} is {decision}: {'; '.join(self.reasons)}"

    def _repr_html_(self) -> str:
        return page(self)


def page(found: Comparison) -> str:
    """A small page of HTML, without scripts: the decision, its reasons and the table of slices."""
    head = ("", "rows", f"version {found.candidate}", f"champion {found.champion or '(none)'}", "gain", "")
    lines = [("all rows", found.rows, found.candidate_value, found.champion_value, found.gain, "")]
    lines += [
        (f"{part.column} = {part.value}", part.rows, part.candidate, part.champion, part.gain, part.note)
        for part in found.slices
    ]
    body = "".join("<tr>" + "".join(f"<td>{escape(_cell(cell))}</td>" for cell in line) + "</tr>" for line in lines)
    decision = "accepted" if found.accepted else "not accepted"
    way = "greater" if found.greater_is_better else "less"
    return (
        f"<h3>{escape(found.model)}: version {escape(found.candidate)} is {decision}</h3>"
        f"<ul>{''.join(f'<li>{escape(reason)}</li>' for reason in found.reasons)}</ul>"
        f"<p>{escape(found.metric)}, {way} is better; compared at {escape(found.compared_at)}</p>"
        f"<table><thead><tr>{''.join(f'<th>{escape(cell)}</th>' for cell in head)}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def keep(config: Config, found: Comparison) -> None:
    """Keeps the evidence: in the open run, and as tags of the version.

    The champion's tags stay as they are: they say why it was promoted, and what monitoring holds it against.
    """
    import mlflow

    measured = {
        "candidate": found.candidate_value,
        "champion": found.champion_value,
        "gain": found.gain,
        "better": found.better,
        "gain_low": found.gain_low,
        "gain_high": found.gain_high,
    }
    mlflow.log_metrics(
        {f"compare.{key}": value for key, value in measured.items() if value is not None}
        | {"compare.accepted": float(found.accepted)}
    )
    mlflow.log_dict(dataclasses.asdict(found), _artifact(found.candidate, "json"))
    mlflow.log_text(page(found), _artifact(found.candidate, "html"))
    if found.candidate == found.champion:
        return
    tags = {
        "compared_at": found.compared_at,
        "compared_run": found.run_id,
        "compared_with": found.champion or "none",
        "compared_by": found.metric,
        "value": _cell(found.candidate_value),
        "champion_value": _cell(found.champion_value),
        "accepted": str(found.accepted).lower(),
        "reasons": "; ".join(found.reasons),
    }
    registry.tag(config, found.candidate, {key: value for key, value in tags.items() if value})


def comparison(config: Config, version: ModelVersion | int | str | None = None) -> Comparison:
    """The last comparison of a version, from its evidence: for promoting in a task of its own.

    Args:
        version: default: the version that was registered last.

    Raises:
        ModelError: if the version was not compared, or its evidence is gone.
    """
    import mlflow

    of = registry.newest(config) if version is None else registry.version_of(config, version)
    run = of.tags.get("marvin_compared_run")
    if run is None:
        raise ModelError(f"version {of.version} of {of.name} was not compared: run models.compare first")
    try:
        kept: dict[str, Any] = mlflow.artifacts.load_dict(f"runs:/{run}/{_artifact(str(of.version), 'json')}")
    except Exception as error:  # noqa: BLE001 - whatever the store of artifacts raises
        raise ModelError(
            f"the evidence for version {of.version} of {of.name} cannot be read from run {run}: {error}. Compare again"
        ) from None
    return Comparison(
        **{
            **kept,
            "slices": tuple(Slice(**part) for part in kept["slices"]),
            "reasons": tuple(kept["reasons"]),
        }
    )


def _artifact(version: str, kind: str) -> str:
    return f"comparison/version-{version}.{kind}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
