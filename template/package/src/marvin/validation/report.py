"""What a validation found, and how it is shown: one check for each expectation of the suite."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from marvin.validation.suites import Severity

Outcome = Literal["passed", "failed", "warned", "quarantined"]


@dataclass(frozen=True)
class Check:
    """One expectation on one frame. Numbers are None where the expectation has none."""

    expectation: str
    column: str
    """Its column, or columns joined by a comma; empty where it is about the table."""
    severity: Severity
    arguments: str
    """Its other arguments, as JSON."""
    success: bool
    """Whether it holds."""
    outcome: Outcome
    """What came of it."""
    observed: str | None
    """What was found instead of, or within, the limits, e.g. a mean; as JSON if it is no text or number."""
    unexpected_count: int | None
    """Rows that break it."""
    unexpected_percent: float | None
    """Their share of the rows that it looks at, which are those with a value, 0 to 100."""
    sample: tuple[str, ...]
    """Some of the unexpected values."""
    error: str
    """Empty, or why it could not be checked."""

    @property
    def label(self) -> str:
        """Expectation, column and arguments, on one line of at most 200 characters."""
        parts = (self.expectation, self.column, self.arguments if self.arguments != "{}" else "")
        line = " ".join(part for part in parts if part)
        return line if len(line) <= 200 else f"{line[:197]}..."

    def __str__(self) -> str:
        if self.error:
            return f"{self.label}: could not be checked: {self.error}"
        if self.unexpected_count:
            share = "" if self.unexpected_percent is None else f" ({self.unexpected_percent:.3g} %)"
            examples = f", such as {', '.join(self.sample)}" if self.sample else ""
            return f"{self.label}: {self.unexpected_count} unexpected{share}{examples}"
        found = "" if self.observed is None else f": found {self.observed}"
        return f"{self.label}{found}"


@dataclass(frozen=True)
class Report:
    """What a validation found."""

    suite: str
    table: str | None
    """Full name of the table that the frame is from, if it was told."""
    table_version: int | None
    """None where it is not known, as of a frame that is yet to be written."""
    rows: int
    checks: tuple[Check, ...]
    """In the order of the suite."""
    run_id: str | None
    """MLflow run that was open."""
    validated_at: str
    """UTC, ISO 8601."""
    quarantined_rows: int
    quarantine_table: str | None
    """Where rows in quarantine were written; None if there were none."""
    good: Any = field(repr=False, compare=False)
    """The frame without rows in quarantine, of the same kind as the frame that was given."""
    quarantined: Any = field(repr=False, compare=False)
    """The rows in quarantine, with a column `quarantine_reasons`; None if the suite quarantines nothing."""

    def of(self, outcome: Outcome) -> tuple[Check, ...]:
        """The checks with an outcome."""
        return tuple(check for check in self.checks if check.outcome == outcome)

    @property
    def passed(self) -> bool:
        """Whether nothing failed. Warnings and quarantine are no failures."""
        return not self.of("failed")

    @property
    def subject(self) -> str:
        """What was checked: the table with its version, or the suite's frame."""
        if self.table is None:
            return f"a frame of {self.rows} rows"
        version = "" if self.table_version is None else f" at version {self.table_version}"
        return f"{self.table}{version}"

    def __str__(self) -> str:
        counts = ", ".join(
            f"{len(self.of(outcome))} {outcome}" for outcome in ("passed", "failed", "warned", "quarantined")
        )
        return f"suite {self.suite} on {self.subject}: {counts}"

    def _repr_html_(self) -> str:
        return page(self)

    def as_json(self) -> str:
        """All but the rows, as JSON."""
        plain = {
            part.name: getattr(self, part.name)
            for part in dataclasses.fields(self)
            if part.name not in ("good", "quarantined", "checks")
        }
        checks = [dataclasses.asdict(check) for check in self.checks]
        return json.dumps({**plain, "passed": self.passed, "checks": checks}, indent=2)


_STYLE = """
.marvin-checks{font:14px system-ui,sans-serif;color-scheme:light dark}
.marvin-checks table{border-collapse:collapse}
.marvin-checks th,.marvin-checks td{border-bottom:1px solid #8886;padding:4px 8px;text-align:left;vertical-align:top}
.marvin-checks td{overflow-wrap:anywhere}
.marvin-checks .n{text-align:right}
.marvin-checks .failed td:first-child{font-weight:bold}
"""


def page(report: Report) -> str:
    """A small page of HTML, without scripts: what was checked, the outcome, and a table of the checks."""
    head = ("outcome", "expectation", "column", "arguments", "unexpected", "%", "found")
    rows = "".join(_row(check) for check in report.checks)
    quarantine = (
        f"<p>{report.quarantined_rows} rows are in quarantine, in {escape(report.quarantine_table)}.</p>"
        if report.quarantine_table
        else ""
    )
    return (
        f'<div class="marvin-checks"><style>{_STYLE}</style>'
        f"<h3>{escape(report.suite)}: {'passed' if report.passed else 'failed'}</h3>"
        f"<p>{escape(str(report))}; {report.rows} rows; validated at {escape(report.validated_at)}</p>{quarantine}"
        f"<table><thead><tr>{''.join(f'<th scope=col>{cell}</th>' for cell in head)}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(check: Check) -> str:
    found = check.error or ", ".join(check.sample) or check.observed or ""
    count = "" if check.unexpected_count is None else str(check.unexpected_count)
    percent = "" if check.unexpected_percent is None else f"{check.unexpected_percent:.3g}"
    cells = (
        f"<td>{check.outcome}</td><td>{escape(check.expectation)}</td><td>{escape(check.column)}</td>"
        f"<td>{escape('' if check.arguments == '{}' else check.arguments)}</td>"
        f"<td class=n>{count}</td><td class=n>{percent}</td><td>{escape(found)}</td>"
    )
    return f'<tr class="{check.outcome}">{cells}</tr>'
