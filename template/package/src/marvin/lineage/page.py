"""A page that shows lineage: a drawing, and the same as a table for whoever reads rather than looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from marvin.lineage.drawing import drawing
from marvin.lineage.graph import Lineage, LineageError, Run, feeds, origin, runs_of, told

if TYPE_CHECKING:
    from marvin.config import Config

# No script and nothing from elsewhere: the page is safe to keep and to send.
_STYLE = """
.marvin-lineage { --ink: #1b1f24; --paper: #ffffff; --line: #6b7280; --table: #dbeafe; --run: #f3f4f6;
  --model: #dcfce7; --bad: #b42318; color: var(--ink); background: var(--paper);
  font: 14px/1.5 system-ui, sans-serif; padding: 1rem; }
@media (prefers-color-scheme: dark) { .marvin-lineage { --ink: #e6e8eb; --paper: #14171b; --line: #9aa3af;
  --table: #1e3a5f; --run: #2a2f36; --model: #14432a; --bad: #ff8a80; } }
.marvin-lineage .scroll { overflow-x: auto; }
.marvin-lineage svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
.marvin-lineage svg text.small { font-size: 10.5px; opacity: .85; }
.marvin-lineage svg rect { stroke: var(--line); }
.marvin-lineage svg .table rect { fill: var(--table); }
.marvin-lineage svg .run rect { fill: var(--run); }
.marvin-lineage svg .model rect { fill: var(--model); }
.marvin-lineage svg .subject rect { stroke-width: 2.5; stroke: var(--ink); }
.marvin-lineage svg .failed rect { stroke: var(--bad); stroke-dasharray: 5 3; }
.marvin-lineage svg path { stroke: var(--line); fill: none; }
.marvin-lineage table { border-collapse: collapse; margin-top: 1rem; }
.marvin-lineage th, .marvin-lineage td { border-bottom: 1px solid var(--line); padding: .3rem .7rem;
  text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.marvin-lineage .bad { color: var(--bad); }
"""


@dataclass(frozen=True)
class Picture:
    """A page of HTML. A notebook shows it; `save` keeps it."""

    html: str

    def _repr_html_(self) -> str:
        return self.html

    def save(self, path: Path | str) -> Path:
        """Writes the page to a file, and returns where."""
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        head = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Lineage</title></head><body>\n'
        file.write_text(f"{head}{self.html}\n</body></html>\n", encoding="utf-8")
        return file


def picture(config: Config, table: str | None = None, *, version: int | None = None, run: str | None = None) -> Picture:
    """Where a table, or what a run made, comes from; and, for a table, what it feeds.

    Args:
        table: as in `data.full_name`.
        version: of the table, for where it comes from. Default: the latest that a run wrote.
        run: instead of a table: an MLflow run.

    Raises:
        LineageError: if no run of the project left a trace of it.
    """
    if table is None:
        return Picture(section(origin(config, version=version, run=run)))
    runs = runs_of(config)
    found: list[Lineage] = []
    reason: LineageError | None = None
    try:
        found.append(origin(config, table, version=version, run=run, runs=runs))
    except LineageError as error:
        # A source has no origin here, and may feed much.
        reason = error
    try:
        found.append(feeds(config, table, runs=runs))
    except LineageError as error:
        if not found:
            raise reason or error from None
    return Picture("\n".join(section(one) for one in found))


def section(lineage: Lineage) -> str:
    """One direction as HTML, with its own style, for within a page."""
    question = "Where it comes from" if lineage.direction == "origin" else "What it feeds"
    subject = escape(lineage.subject)
    if not lineage.runs:
        body = "<p>No run of the project reads it.</p>"
    else:
        body = f'<div class="scroll">{drawing(lineage)}</div>{_table(lineage.runs)}'
    return f'<style>{_STYLE}</style><div class="marvin-lineage"><h2>{question}: {subject}</h2>{body}</div>'


def _table(runs: Sequence[Run]) -> str:
    heads = ("Run", "Ended (UTC)", "Code", "Read", "Scored with", "Wrote", "Registered", "Job run", "By")
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, runs))}</tbody></table>"


def _row(run: Run) -> str:
    failed = "" if run.status == "FINISHED" else f' <strong class="bad">{escape(run.status.lower())}</strong>'
    cells = (
        f"{escape(run.name)}{failed}<br><small>{escape(run.run_id)}</small>",
        escape(f"{run.ended_at:%Y-%m-%d %H:%M}"),
        escape(run.code),
        _list(told(touch) for touch in run.reads),
        _list(told(model) for model in run.used),
        _list(told(touch) for touch in run.writes),
        _list(told(model) for model in run.made),
        escape(run.job_run_id or ""),
        escape(run.user or ""),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _list(items: Iterable[str]) -> str:
    return "<br>".join(map(escape, items))
