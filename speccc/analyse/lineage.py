"""Where values come from: column lineage, and the graph of relations, across pipelines too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from speccc.ir.expr import columns_of
from speccc.ir.rel import (
    BROKEN_RULES,
    WINDOW_END,
    WINDOW_START,
    Accepted,
    Convert,
    Dedupe,
    Distinct,
    Expect,
    Filter,
    GroupBy,
    Item,
    Join,
    Judge,
    Limit,
    Node,
    NodeId,
    Numbers,
    Pipeline,
    Project,
    Rejected,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    Window,
    inputs,
)


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A column of a source."""

    source: str
    column: str


#: For each column, the source columns its values are computed from, sorted.
Columns = Mapping[str, tuple[Origin, ...]]


def origins(pipeline: Pipeline) -> dict[NodeId, Columns]:
    """The origins of every column of every node.

    Values only: a condition, a key or an order decides which rows there are, not what is in them;
    `broken_rules` holds words of the spec.
    """
    found: dict[NodeId, Columns] = {}
    for node in pipeline.nodes:
        found[node.id] = _columns(node, found)
    return found


def lineage(pipeline: Pipeline) -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
    """By sink and column, the (source, column) pairs its values are computed from, sorted."""
    found = origins(pipeline)
    return {
        sink.name: {
            column: tuple((o.source, o.column) for o in found[sink.input][column])
            for column in (c.name for c in sink.columns)
        }
        for sink in pipeline.sinks
    }


def lineage_across(
    pipelines: Mapping[str, Pipeline], name: str
) -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
    """As `lineage`, followed through the pipelines that feed this one.

    Sources are named `pipeline.source`.
    """
    own = pipelines[name]
    above: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    for source in own.sources:
        feeder = fed_by(own, source.name)
        if feeder is not None and feeder[0] in pipelines:
            above[source.name] = lineage_across(pipelines, feeder[0]).get(feeder[1], {})
    result: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    for sink, columns in lineage(own).items():
        result[sink] = {
            column: tuple(sorted({o for s, c in pairs for o in _upstream(name, s, c, above)}))
            for column, pairs in columns.items()
        }
    return result


def _upstream(
    pipeline: str,
    source: str,
    column: str,
    above: Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]],
) -> tuple[tuple[str, str], ...]:
    if source in above:
        return above[source].get(column, ())
    return ((f"{pipeline}.{source}", column),)


def fed_by(pipeline: Pipeline, source: str) -> tuple[str, str] | None:
    """The (pipeline, sink) that a source of an unbound pipeline reads; None for other sources."""
    binding = pipeline.source(source).binding
    if binding is None or binding.connector != "pipeline":
        return None
    feeder, _, sink = str(binding.options["sink"]).partition(".")
    return feeder, sink


def _columns(node: Node, found: Mapping[NodeId, Columns]) -> Columns:
    op = node.op
    match op:
        case Scan():
            return {c.name: (Origin(op.source, c.name),) for c in node.schema}
        case ScanRejected():
            texts = {c.name: (Origin(op.source, c.name),) for c in node.schema}
            return texts | {BROKEN_RULES: ()}
        case Judge():
            return dict(found[op.input]) | {BROKEN_RULES: ()}
        case Project():
            return {i.name: _origins_of(columns_of(i.expr), found[op.input]) for i in op.items}
        case (
            Filter()
            | Convert()
            | Dedupe()
            | Sort()
            | Limit()
            | Expect()
            | Accepted()
            | Rejected()
            | Distinct()
        ):
            return {c.name: found[op.input][c.name] for c in node.schema}
        case Join():
            return _joined(op, found)
        case Union():
            return {c.name: _merged(found[name][c.name] for name in op.inputs) for c in node.schema}
        case SetOperation(kind="except"):
            return {c.name: found[op.left][c.name] for c in node.schema}
        case SetOperation():
            sides = (found[op.left], found[op.right])
            return {c.name: _merged(side[c.name] for side in sides) for c in node.schema}
        case GroupBy():
            kept = {name: found[op.input][name] for name in op.by}
            return kept | _made(op.measures, found[op.input])
        case Window():
            return dict(found[op.input]) | _made(op.items, found[op.input])
        case TimeWindow() | Session():
            times = dict.fromkeys((WINDOW_START, WINDOW_END), found[op.input][op.time])
            return dict(found[op.input]) | times
        case Runs():
            kept = {name: found[op.input][name] for name in op.by}
            return kept | _made(op.measures, found[op.input])
        case Numbers():
            return {c.name: () for c in node.schema}
        case _:
            assert_never(op)


def _joined(op: Join, found: Mapping[NodeId, Columns]) -> Columns:
    left, right = found[op.left], found[op.right]
    columns = dict(left)
    if op.kind == "full":
        for key in op.keys:
            columns[key.left] = _merged((left[key.left], right[key.right]))
    return columns | {t.name: right[t.column] for t in op.take}


def _made(items: Iterable[Item], source: Columns) -> dict[str, tuple[Origin, ...]]:
    return {i.name: _origins_of(columns_of(i.expr), source) for i in items}


def _origins_of(columns: Iterable[str], source: Columns) -> tuple[Origin, ...]:
    return _merged(source[c] for c in columns)


def _merged(parts: Iterable[tuple[Origin, ...]]) -> tuple[Origin, ...]:
    return tuple(sorted({origin for part in parts for origin in part}))


@dataclass(frozen=True, slots=True)
class Relation:
    """`kind` is source, sink or the operator of a step; `label` what a person would read."""

    id: str
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Relations and who reads whom, in the order of the spec. Ids are `pipeline.name`."""

    relations: tuple[Relation, ...]
    edges: tuple[tuple[str, str], ...]


def graph(pipelines: Iterable[Pipeline]) -> Graph:
    """The graph of one pipeline or of several, joined where one feeds another.

    Takes unbound pipelines, as they come from the check.
    """
    relations: list[Relation] = []
    edges: list[tuple[str, str]] = []
    known = {p.name: p for p in pipelines}
    for pipeline in known.values():
        shown = {n.id: f"{pipeline.name}.{n.step}" for n in pipeline.nodes}
        for node in pipeline.nodes:
            kind = "source" if isinstance(node.op, Scan) else node.address.rpartition(".")[2]
            relation = Relation(shown[node.id], kind, node.description or node.step)
            if relation.id not in (r.id for r in relations):
                relations.append(relation)
            edges += [(shown[i], shown[node.id]) for i in inputs(node.op)]
        for source in pipeline.sources:
            feeder = fed_by(pipeline, source.name)
            if feeder is not None and feeder[0] in known:
                edges.append((f"{feeder[0]}.{feeder[1]}", f"{pipeline.name}.{source.name}"))
        for sink in pipeline.sinks:
            name = f"{pipeline.name}.{sink.name}"
            relations.append(Relation(name, "sink", sink.description or sink.name))
            edges.append((shown[sink.input], name))
    unique = dict.fromkeys(e for e in edges if e[0] != e[1])
    return Graph(tuple(relations), tuple(unique))
