"""Runs a pipeline on typed rows, one operator after the other, and keeps every relation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from speccc.ir.expr import Value
from speccc.ir.rejecting import Read, taken
from speccc.ir.rel import (
    Accepted,
    Convert,
    Dedupe,
    Distinct,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Limit,
    Node,
    NodeId,
    Numbers,
    Pipeline,
    Project,
    Rejected,
    Row,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sink,
    Sort,
    TimeWindow,
    Union,
    Window,
)
from speccc.reference.boundary import broken_contract
from speccc.reference.casting import convert
from speccc.reference.expecting import Finding, expect, judge
from speccc.reference.expressions import Names, column, rows
from speccc.reference.grouping import group_by, window
from speccc.reference.joining import join
from speccc.reference.streaming import on_time
from speccc.reference.tables import Table, zipped
from speccc.reference.timing import timed
from speccc.reference.values import RunError
from speccc.reference.writing import check_key
from speccc.types import Kind


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of every node and of every sink (in order, if the sink has one), and each
    expectation that does not hold and does not end the run; of a stream, how many rows of each
    source came too late.
    """

    relations: dict[NodeId, list[Row]] = field(default_factory=dict[NodeId, list[Row]])
    sinks: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    expectations: list[Finding] = field(default_factory=list[Finding])
    late: dict[str, int] = field(default_factory=dict[str, int])


def run(
    pipeline: Pipeline,
    sources: Mapping[str, Sequence[Row]],
    params: Mapping[str, Value],
    *,
    streaming: bool = False,
) -> Result:
    """What the pipeline makes of `sources`: rows of each source in its full schema. Those that
    were already rejected, if the source was read from a file, stand under `NAME.rejected`.

    `streaming`: rows that come too late, in the order given, are left out. A parameter that is not
    given has its default. Raises RunError where a run would end: a
    parameter missing, a source that breaks its contract, a failed cast, join check or
    expectation, an overflow.
    """
    values = _params(pipeline, params)
    read = {s.name: taken(s, sources) for s in pipeline.sources}
    problems = [p for s in pipeline.sources for p in broken_contract(s, read[s.name].accepted)]
    if problems:
        raise RunError("contract", "; ".join(problems))
    late: dict[str, int] = {}
    for source in pipeline.sources if streaming else ():
        rows, late[source.name] = on_time(source, read[source.name].accepted)
        read[source.name] = replace(read[source.name], accepted=rows)
    work = _Run(pipeline, read, values)
    work.result.late.update(late)
    for node in pipeline.nodes:
        work.result.relations[node.id] = list(work.rows(node))
    for sink in pipeline.sinks:
        work.result.sinks[sink.name] = work.written(sink)
    return work.result


def _params(pipeline: Pipeline, given: Mapping[str, Value]) -> Names:
    values = {p.name: given.get(p.name, p.default) for p in pipeline.params}
    missing = [f"'{name}'" for name, value in values.items() if value is None]
    if missing:
        raise RunError("param", f"no value for parameter {', '.join(missing)}")
    return values


@dataclass(frozen=True, slots=True)
class _Run:
    pipeline: Pipeline
    read: Mapping[str, Read]
    params: Names
    result: Result = field(default_factory=Result)

    def table(self, id: NodeId) -> Table:
        return Table(self.pipeline.node(id).schema.names, self.result.relations[id])

    def rows(self, node: Node) -> Iterable[Row]:
        """The rows of one node, whose inputs are already in the result."""
        op = node.op
        match op:
            case Scan():
                return self.read[op.source].accepted
            case ScanRejected():
                return self.read[op.source].rejected
            case Project():
                table = self.table(op.input)
                scopes = table.scopes(self.params)
                place = f"step '{node.step}', column"
                columns = [column(i.expr, scopes, f"{place} '{i.name}'") for i in op.items]
                return zipped(columns, len(table.rows))
            case Filter():
                table = self.table(op.input)
                place = f"step '{node.step}', the condition"
                held = column(op.predicate, table.scopes(self.params), place)
                return [r for r, holds in zip(table.rows, held, strict=True) if holds is True]
            case Convert():
                return self.converted(op, node)
            case Dedupe():
                groups = self.table(op.input).groups(op.by).values()
                return [group.sorted(op.order).rows[0] for group in groups]
            case Distinct():
                return self.table(op.input).groups(op.columns)
            case Sort():
                return self.table(op.input).sorted(op.order).rows
            case Limit():
                return self.table(op.input).sorted(op.order).rows[: op.count]
            case Join():
                sides = self.table(op.left), self.table(op.right)
                return join(op, *sides, self.params, node.step)
            case Union():
                return self.united(op, node.schema.names)
            case SetOperation():
                names = node.schema.names
                other = self.table(op.right).groups(names)
                own = self.table(op.left).groups(names)
                return [row for row in own if (row in other) is (op.kind == "intersect")]
            case GroupBy():
                return group_by(op, self.table(op.input), self.params, node.step)
            case Window():
                return window(op, self.table(op.input), self.params, node.step)
            case TimeWindow() | Session() | Runs() | Numbers():
                return timed(op, self.table, self.params, node.step)
            case Expect():
                return self.expected(op, node)
            case Judge():
                return self.judged(op, node)
            case Accepted():
                return [row[:-1] for row in self.table(op.input).rows if row[-1] is None]
            case Rejected():
                return [row for row in self.table(op.input).rows if row[-1] is not None]
            case _:
                assert_never(op)

    def united(self, op: Union, names: tuple[str, ...]) -> list[Row]:
        return [row for each in op.inputs for row in self.table(each).values(names)]

    def converted(self, op: Convert, node: Node) -> list[Row]:
        table, schema = self.table(op.input), self.pipeline.node(op.input).schema
        columns = {c.name: [v for (v,) in table.values([c.name])] for c in schema}
        problems: list[str] = []
        for wanted in op.conversions:
            old, source = columns[wanted.column], schema[wanted.column].type
            new = [convert(value, source, wanted.type) for value in old]
            bad = sum(b is None and a is not None for a, b in zip(old, new, strict=True))
            columns[wanted.column] = new
            if bad:
                text = f"{rows(bad)} not to be read as {wanted.type}"
                problems.append(f"column '{wanted.column}': {text}")
        if problems and op.on_error == "fail":
            raise RunError("cast", f"step '{node.step}': {'; '.join(problems)}")
        return zipped(columns.values(), len(table.rows))

    def expected(self, op: Expect, node: Node) -> Sequence[Row]:
        table = self.table(op.input)
        found = expect(op, table, self.table, self.params, node.step)
        self.result.expectations.extend(found)
        return table.rows

    def judged(self, op: Judge, node: Node) -> Sequence[Row]:
        judged, found = judge(op, self.table(op.input), self.table, self.params, node.step)
        self.result.expectations.extend(found)
        return judged

    def written(self, sink: Sink) -> list[Row]:
        table = self.table(sink.input)
        names = tuple(c.name for c in sink.columns)
        result = table.sorted(sink.order).values(names)
        if sink.check_key:
            check_key(sink, result)
        if sink.binding is not None and sink.binding.connector == "csv":
            self.refuse_empty_texts(sink, Table(names, result))
        return result

    def refuse_empty_texts(self, sink: Sink, table: Table) -> None:
        """A csv file cannot tell the empty text from NULL."""
        for text in (c.name for c in sink.columns if c.type.kind is Kind.TEXT):
            count = sum(value == "" for (value,) in table.values([text]))
            if count:
                raise RunError(
                    "contract",
                    f"sink '{sink.name}', column '{text}': an empty text in {rows(count)}; "
                    "csv cannot tell it from NULL",
                )
