"""The drawing of a lineage, as SVG: tables, runs and models in columns, from what was first to what came last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from marvin.ledger import Model, Touch
from marvin.lineage.graph import Lineage, Run, writers

# Pixels.
_WIDTH, _HEIGHT = 210, 46
_ACROSS, _DOWN = 260, 64
_MARGIN = 12
_LETTERS = 30
"""Letters of the first line that fit into a box; the rest is in its title."""


@dataclass(frozen=True)
class Node:
    """A table, a run or a model."""

    kind: str
    name: str
    more: str = ""
    failed: bool = False


Edge = tuple[Node, Node]


def drawing(lineage: Lineage) -> str:
    """The SVG element."""
    edges = list(dict.fromkeys(_made_from(lineage) if lineage.direction == "origin" else _used_by(lineage)))
    start = _start(lineage, edges)
    columns = _columns(lineage, edges, start)
    places = {
        node: (_MARGIN + column * _ACROSS, _MARGIN + row * _DOWN)
        for column, nodes in enumerate(columns)
        for row, node in enumerate(nodes)
    }
    width = 2 * _MARGIN + (len(columns) - 1) * _ACROSS + _WIDTH
    height = 2 * _MARGIN + (max(map(len, columns)) - 1) * _DOWN + _HEIGHT
    lines = "".join(_line(places[a], places[b]) for a, b in edges if a in places and b in places)
    boxes = "".join(_box(node, *place, subject=node in start) for node, place in places.items())
    title = f"{'Origin' if lineage.direction == 'origin' else 'Uses'} of {lineage.subject}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" aria-label="{escape(title)}; the table below says the same">'
        '<defs><marker id="marvin-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 L8 4 L0 8"/></marker></defs>'
        f"{lines}{boxes}</svg>"
    )


def _used_by(lineage: Lineage) -> Iterable[Edge]:
    """Of what a table feeds: tables and models by their names, at whatever version."""
    for run in lineage.runs:
        this = _step(run)
        yield from ((Node("table", touch.table), this) for touch in run.reads)
        yield from ((Node("model", model.name), this) for model in run.used)
        yield from ((this, Node("table", touch.table)) for touch in run.writes)
        yield from ((this, Node("model", model.name)) for model in run.made)


def _made_from(lineage: Lineage) -> Iterable[Edge]:
    """Of where something comes from: each run by itself, tables and models at their versions."""
    for run in lineage.runs:
        this = _step(run, run.run_id[:8])
        for touch in run.reads:
            yield _at(touch), this
            # A table is drawn as it was read: an arrow from each run whose rows it held then.
            for writer in writers(lineage.runs, touch.table, touch.version):
                if writer is not run:
                    yield _step(writer, writer.run_id[:8]), _at(touch)
        yield from ((_version(model), this) for model in run.used)
        yield from ((this, _version(model)) for model in run.made)
        yield from ((this, _at(touch)) for touch in run.writes if touch.table == lineage.table)


def _step(run: Run, *more: str) -> Node:
    return Node("run", run.name, ", ".join([f"{run.ended_at:%Y-%m-%d %H:%M}", *more]), run.status != "FINISHED")


def _version(model: Model) -> Node:
    return Node("model", model.name, f"version {model.version}")


def _at(touch: Touch) -> Node:
    return Node("table", touch.table, "" if touch.version is None else f"version {touch.version}")


def _start(lineage: Lineage, edges: list[Edge]) -> list[Node]:
    """What was asked for."""
    if lineage.direction == "feeds":
        return [Node("table", lineage.subject)]
    targets = {b for _, b in edges}
    read = {a for a, _ in edges}
    tables = [node for node in targets - read if node.kind == "table" and node.name == lineage.table]
    if tables:
        return sorted(tables, key=lambda node: node.more)
    first = lineage.runs[0]
    return [_step(first, first.run_id[:8])]


def _columns(lineage: Lineage, edges: list[Edge], start: list[Node]) -> list[list[Node]]:
    """Nodes by how far they are from what was asked for; what leads nowhere near it is left out."""
    nearer: dict[Node, list[Node]] = defaultdict(list)
    for a, b in edges:
        if lineage.direction == "origin":
            nearer[b].append(a)
        else:
            nearer[a].append(b)
    columns = [start]
    seen = set(start)
    while columns[-1]:
        further = dict.fromkeys(node for one in columns[-1] for node in nearer[one] if node not in seen)
        seen.update(further)
        columns.append(list(further))
    del columns[-1]
    return columns[::-1] if lineage.direction == "origin" else columns


def _line(begin: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1 = begin[0] + _WIDTH, begin[1] + _HEIGHT // 2
    x2, y2 = end[0], end[1] + _HEIGHT // 2
    bend = max((x2 - x1) // 2, 40)
    return f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" marker-end="url(#marvin-arrow)"/>'


def _box(node: Node, x: int, y: int, *, subject: bool) -> str:
    classes = " ".join([node.kind, *(["subject"] if subject else []), *(["failed"] if node.failed else [])])
    words = f"{node.kind} {node.name}{f', {node.more}' if node.more else ''}{', failed' if node.failed else ''}"
    name = node.name.replace("`", "")
    # The end of a long name tells more than its beginning: catalog and schema are the same for most.
    short = name if len(name) <= _LETTERS else f"…{name[1 - _LETTERS :]}"
    second = f"{node.kind}{f', {node.more}' if node.more else ''}{', failed' if node.failed else ''}"
    return (
        f'<g class="{classes}"><title>{escape(words)}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="{22 if node.kind == "run" else 4}"/>'
        f'<text x="{x + 12}" y="{y + 20}">{escape(short)}</text>'
        f'<text class="small" x="{x + 12}" y="{y + 36}">{escape(second)}</text></g>'
    )
