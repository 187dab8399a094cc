"""Incremental sources: a run reads what is new since the last one, and something before it.

The rows are cut by a hidden param, `since_<source>`: its default lets all rows through, and a run
gives it what the sinks recorded, less the lookback. A pipeline may read so only if a part of the
rows makes rows that are right by themselves, and its sinks keep the others. The rows that break the
source's contract are not cut, since their clock may not read: they are all that the data has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from speccc.analyse.declarations import Declarations
from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import names, steps
from speccc.ir.expr import Call, Column, Param
from speccc.ir.rel import (
    Accepted,
    Convert,
    Dedupe,
    Expect,
    Filter,
    Incremental,
    Join,
    Judge,
    Node,
    Parameter,
    Project,
    ReconcileRule,
    ReferencesRule,
    Rejected,
    RowCountRule,
    RuleKind,
    Scan,
    Sink,
    Source,
    SourceColumn,
    Union,
    UniqueRule,
    inputs,
)
from speccc.spec import models
from speccc.types import BOOL, Kind
from speccc.types.durations import UNITS, parse_duration

#: The clocks there may be, and their first moment, at which no row is left out.
FIRST = {Kind.DATE: dt.date.min, Kind.TIMESTAMP: dt.datetime(1, 1, 1)}

#: Rules that say something about all rows of a relation.
OF_ALL_ROWS = (UniqueRule, RowCountRule, ReconcileRule)

#: Sinks that keep rows which a run does not write.
MODES = ("merge", "append")


def read_incremental(
    name: str,
    model: models.IncrementalModel,
    columns: Sequence[SourceColumn],
    declarations: Declarations,
) -> Incremental | None:
    """What a source declares; None if it is wrong, which is reported."""
    marks, reporter = declarations.marks, declarations.reporter
    place = ("sources", name, "incremental")
    known = {column.name: column for column in columns}
    clock = known.get(model.column)
    lookback = parse_duration(model.lookback)
    before = len(reporter.diagnostics)
    if clock is None:
        note = did_you_mean(model.column, tuple(known))
        span = marks.value(*place, "column")
        reporter.add(names.UNKNOWN_COLUMN.at(span, name=model.column, note=note))
    elif clock.type.kind not in FIRST or clock.nullable:
        span = marks.value(*place, "column")
        reporter.add(steps.INCREMENTAL_COLUMN.at(span, name=model.column))
    if lookback is None:
        span = marks.value(*place, "lookback")
        reporter.add(steps.BAD_DURATION.at(span, text=model.lookback))
    elif clock is not None and clock.type.kind is Kind.DATE and lookback % UNITS["day"]:
        span = marks.value(*place, "lookback")
        reporter.add(steps.LOOKBACK_DAYS.at(span, name=model.column))
    if clock is None or lookback is None or len(reporter.diagnostics) > before:
        return None
    return Incremental(clock.name, f"since_{name}", lookback)


def since(source: Source, scan: Node, id: str) -> tuple[Parameter, Node]:
    """The hidden param of an incremental source, and the rows that it lets through, as `id`."""
    incremental = source.incremental
    assert incremental is not None
    column = scan.schema[incremental.column]
    address = f"sources.{source.name}.incremental"
    parameter = Parameter(
        incremental.param,
        column.type,
        FIRST[column.type.kind],
        f"Rows of '{source.name}' from this {column.type} on.",
        source.span,
    )
    clock = Column(name=column.name, type=column.type, nullable=False, span=source.span)
    moment = Param(name=parameter.name, type=column.type, nullable=False, span=source.span)
    predicate = Call(
        function="greater_equal",
        args=(clock, moment),
        type=BOOL,
        nullable=False,
        span=source.span,
    )
    node = Node(
        id,
        Filter(scan.id, predicate),
        scan.schema,
        source.name,
        address,
        scan.keys,
        span=source.span,
    )
    return parameter, node


def check_flow(
    sources: Iterable[Source],
    nodes: Sequence[Node],
    sinks: Iterable[Sink],
    declarations: Declarations,
) -> None:
    """Reports each step and sink below an incremental source that needs all of its rows."""
    for source in sources:
        if source.incremental is not None:
            _Flow(source, source.incremental, declarations).check(nodes, sinks)


class _Flow:
    """The way of one source's rows to the sinks."""

    def __init__(
        self, source: Source, incremental: Incremental, declarations: Declarations
    ) -> None:
        self.source = source
        self.incremental = incremental
        self.declarations = declarations
        #: By node that holds the source's rows: the columns that a dedupe above left unique.
        self.unique: dict[str, frozenset[str] | None] = {}

    def check(self, nodes: Sequence[Node], sinks: Iterable[Sink]) -> None:
        for node in nodes:
            above = [id for id in inputs(node.op) if id in self.unique]
            if node.op == Scan(self.source.name):
                self.unique[node.id] = None
            elif above:
                self.unique[node.id] = next((self.unique[id] for id in above), None)
                self._step(node)
        for sink in sinks:
            if sink.input in self.unique:
                self._sink(sink, self.unique[sink.input])

    def _step(self, node: Node) -> None:
        clock = self.incremental.column
        match node.op:
            case Filter() | Convert() | Union() | Accepted() | Rejected():
                return
            case Join(kind="anti") if node.address.endswith(".expect"):
                return  # of a rule, which is told itself
            case Expect(rules=rules) | Judge(rules=rules):
                whole = [rule for rule in rules if self._needs_all(rule.rule)]
                if not whole:
                    return
                problem = f"the rule '{whole[0].name}' is about all rows"
            case Project(items=items):
                made = next((item.expr for item in items if item.name == clock), None)
                if made is None or (isinstance(made, Column) and made.name == clock):
                    return
                problem = f"it changes '{clock}'"
            case Dedupe(by=by, order=order):
                self.unique[node.id] = frozenset(by)
                if order[0].column == clock and order[0].descending:
                    return
                problem = f"its order must begin with '{clock} desc', so that the newest row stays"
            case Join(left=left, right=right, kind="inner" | "left" | "semi" | "anti"):
                if left in self.unique and right not in self.unique:
                    return
                problem = "a row of the other side may have a new match and not be new itself"
            case _:
                problem = "it needs all rows"
        self._report(node, problem)

    def _needs_all(self, rule: RuleKind) -> bool:
        """Whether a rule says something about all rows, or looks for others among all of them."""
        return isinstance(rule, OF_ALL_ROWS) or (
            isinstance(rule, ReferencesRule) and rule.to in self.unique
        )

    def _report(self, node: Node, problem: str) -> None:
        step = node.address.rpartition(".")[2]
        self.declarations.reporter.add(
            steps.INCREMENTAL_STEP.at(
                node.span, step=step, source=self.source.name, problem=problem
            )
        )

    def _sink(self, sink: Sink, unique: frozenset[str] | None) -> None:
        problem = ""
        if sink.mode not in MODES:
            problem = f"mode {sink.mode} would lose the rows of earlier runs"
        elif unique is not None and (sink.mode != "merge" or frozenset(sink.key) != unique):
            columns = ", ".join(sorted(unique))
            problem = f"after the dedupe it must be 'mode: merge' with 'key: [{columns}]'"
        if problem:
            marks, reporter = self.declarations.marks, self.declarations.reporter
            part = "key" if sink.mode == "merge" else "mode"
            span = marks.value("sinks", sink.name, part)
            reporter.add(
                steps.INCREMENTAL_SINK.at(
                    span, sink=sink.name, source=self.source.name, problem=problem
                )
            )
