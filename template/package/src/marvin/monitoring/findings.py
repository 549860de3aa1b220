"""What monitoring finds: numbers, each with what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from marvin.errors import MarvinError
from marvin.settings.monitoring import Action, Limits

Status = Literal["ok", "unknown", "warn", "retrain", "fail"]
ORDER: tuple[Status, ...] = ("ok", "unknown", "warn", "retrain", "fail")
"""From what needs nobody to what needs somebody at once."""


class MonitoringError(MarvinError):
    """Rows cannot be monitored as asked."""


@dataclass(frozen=True)
class Finding:
    """One number, or one thing that is or is not so."""

    metric: str
    column: str | None
    value: float | None
    """None where it could not be computed."""
    reference: float | None
    """What it is compared with, where there is such a number."""
    status: Status
    note: str = ""
    limits: Limits | None = None

    @property
    def name(self) -> str:
        """Metric and column."""
        return self.metric if self.column is None else f"{self.metric} of {self.column}"

    def __str__(self) -> str:
        value = "" if self.value is None else f" {self.value:.4g}"
        return f"{self.name}{value}: {self.status}{f' ({self.note})' if self.note else ''}"


def limited(
    metric: str,
    value: float,
    limits: Limits,
    *,
    column: str | None = None,
    reference: float | None = None,
    note: str = "",
) -> Finding:
    """A number with limits."""
    return Finding(metric, column, float(value), reference, limits.action(float(value)), note, limits)


def noticed(metric: str, action: Action, note: str, *, column: str | None = None, value: float = 1.0) -> Finding:
    """Something that is so, with what is done about it."""
    return Finding(metric, column, value, None, action, note)


def unknown(metric: str, note: str, *, column: str | None = None) -> Finding:
    """Something that cannot be said."""
    return Finding(metric, column, None, None, "unknown", note)


@dataclass(frozen=True)
class Report:
    """The result of monitoring. A notebook shows it as a table."""

    name: str
    """What was monitored."""
    findings: tuple[Finding, ...]
    rows: int
    """Rows of the current side that were looked at."""
    reference_rows: int
    model: str | None
    model_version: str | None
    run_id: str
    """MLflow run that holds Evidently's pages."""

    @property
    def status(self) -> Status:
        """The gravest of all findings; `unknown` where nothing was found and something could not be said."""
        return max((finding.status for finding in self.findings), key=ORDER.index, default="unknown")

    @property
    def retrain(self) -> bool:
        """Whether a finding calls for training."""
        return any(finding.status == "retrain" for finding in self.findings)

    def of(self, metric: str, column: str | None = None) -> Finding:
        """The finding of a metric.

        Raises:
            KeyError: if there is none.
        """
        for finding in self.findings:
            if (finding.metric, finding.column) == (metric, column):
                return finding
        raise KeyError(f"{metric} of {column}" if column else metric)

    def __str__(self) -> str:
        grave = [finding for finding in self.findings if finding.status != "ok"]
        head = f"{self.name}: {self.status}, from {self.rows} rows against {self.reference_rows}"
        return "\n".join([head, *(f"  {finding}" for finding in _gravest_first(grave))])

    def _repr_html_(self) -> str:
        heads = ("metric", "column", "value", "reference", "status", "note")
        head = "".join(f'<th scope="col">{one}</th>' for one in heads)
        body = "".join(_row(finding) for finding in _gravest_first(self.findings))
        return (
            f"<h3>{escape(self.name)}: {self.status}</h3><p>{self.rows} rows against {self.reference_rows}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _gravest_first(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -ORDER.index(finding.status))


def _row(finding: Finding) -> str:
    def number(value: float | None) -> str:
        return "" if value is None else f"{value:.4g}"

    cells = (
        finding.metric,
        finding.column or "",
        number(finding.value),
        number(finding.reference),
        finding.status,
        finding.note,
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
