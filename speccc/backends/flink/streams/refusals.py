"""What jobs over streams do not do: found before anything is compiled, and refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.backends.flink.intervals import MOST_SECONDS
from speccc.backends.flink.matching import can_be_said, loses_rows
from speccc.backends.flink.refusals import catalogue, end, paths
from speccc.backends.flink.streams.flows import (
    Flow,
    Flows,
    flows,
    goes_by_clock,
    holds_bounds,
    ranks,
)
from speccc.backends.flink.streams.keys import Keys, is_single, known_keys, tells_apart
from speccc.backends.flink.streams.lookup_refusals import lookup_refusals
from speccc.backends.flink.streams.tables import MODES, SOURCES
from speccc.backends.sql.moving import MOST_ROWS, too_many
from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import flink_target, streams
from speccc.ir.expr import Aggregate, Call, Column, Expr, Literal, OrderKey, WindowCall, walk
from speccc.ir.rel import (
    Convert,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Limit,
    Node,
    Pipeline,
    Runs,
    ScanRejected,
    Session,
    SetOperation,
    Sink,
    Sort,
    Source,
    TimeWindow,
    Window,
    inputs,
)
from speccc.types import Kind

_UNTRIED = "its FlinkSQL for streams is not written yet"

#: The operators that are refused, and why.
STEPS: dict[type, str] = {
    Sort: "which row is first is known only after the last one",
    Limit: "which rows are first is known only after the last one",
    Expect: "nothing can be looked at before it is written",
    ScanRejected: _UNTRIED,
    Judge: _UNTRIED,
    SetOperation: _UNTRIED,
}


def refusals(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Everything that stands in the way, in the order of the spec."""
    known, keys = flows(pipeline), known_keys(pipeline)
    for source in pipeline.sources:
        yield from end(source, SOURCES, "read as a stream")
        yield from paths(source)
        yield from _source(source)
    for node in pipeline.nodes:
        yield from _step(node, known, keys, pipeline)
        if isinstance(node.op, Join) and loses_rows(node.op) and not can_be_said(node.op):
            yield flink_target.MATCH.at(node.op.where and node.op.where.span)
        yield from catalogue(node, pipeline)
    yield from lookup_refusals(pipeline, known, keys)
    for sink in pipeline.sinks:
        yield from end(sink, MODES, "write from a stream")
        if sink.binding and sink.binding.connector == "jdbc":
            yield from paths(sink)
        yield from _sink(sink, known[sink.input], proven=_proven(sink, pipeline, keys))


def _source(source: Source) -> Iterator[Diagnostic]:
    problem, way_out = "", ""
    if source.incremental is not None:
        problem = "'incremental' is for batches: a stream goes on where it was by itself"
        way_out = "leave 'incremental' out"
    elif zoned := [c.name for c in source.columns if c.zone not in ("", "UTC")]:
        problem = f"its column '{zoned[0]}' is in local time, which no stream is read in yet"
        way_out = "let the data have times in UTC"
    elif source.event_time is not None:
        [clock] = [c for c in source.columns if c.name == source.event_time.column]
        if clock.nullable:
            problem = f"its event time '{clock.name}' may be missing"
            way_out = "write 'timestamp not null'"
        elif source.event_time.max_lateness > MOST_SECONDS:
            problem = "its 'max_lateness' is more than the 999 days that Flink computes with"
            way_out = "let windows wait less"
    if problem:
        yield streams.SOURCE.at(source.span, name=source.name, problem=problem, way_out=way_out)


def _step(node: Node, known: Flows, keys: Keys, pipeline: Pipeline) -> Iterator[Diagnostic]:
    op = node.op
    step = node.address.rpartition(".")[2]
    if type(op) in STEPS:
        yield streams.STEP.at(node.span, step=step, reason=STEPS[type(op)])
    match op:
        case Convert(on_error="fail"):
            reason = "'on_error: fail' looks at all rows before any is written"
            yield streams.STEP.at(node.span, step=step, reason=reason)
        case TimeWindow(input=input, time=time) | Session(input=input, time=time):
            before = known[input]
            if time not in before.clocks:
                yield streams.CLOCK.at(node.span, name=time, reason=_no_clock(before))
            elif not before.final:
                reason = "the rows it would cut are updated later"
                yield streams.STEP.at(node.span, step=step, reason=reason)
            elif isinstance(op, TimeWindow) and op.size % op.every:
                reason = "Flink wants 'size' to be a multiple of 'every'"
                yield streams.STEP.at(node.span, step=step, reason=reason)
        case GroupBy(by=()):
            reason = "Flink has no row for everything before there is one"
            yield streams.STEP.at(node.span, step=step, reason=reason)
        case GroupBy() if not known[op.input].final and _adds_floats(op):
            reason = "float64 that are updated later take digits of the others along"
            yield streams.STEP.at(node.span, step=step, reason=reason)
        case Join(kind="cross"):
            reason = "each row would be kept for ever, to meet those that come"
            yield streams.STEP.at(node.span, step=step, reason=reason)
        case Join() if op.check is not None and not (
            op.check == "at_most_one" and is_single(op, keys)
        ):
            reason = f"that a row has {op.check.replace('_', ' ')} match is not proven by a key"
            yield streams.STEP.at(node.span, step=step, reason=reason)
        case Runs():
            reason = _no_order(op.order, known[op.input])
            if reason:
                yield streams.STEP.at(node.span, step=step, reason=reason)
        case Window():
            yield from _window(node, op, known[op.input], pipeline)
        case _:
            pass


#: From what they have added up Flink subtracts a value that is updated.
_ADDING = frozenset(("sum", "avg", "stddev_samp", "stddev_pop", "var_samp", "var_pop"))


def _adds_floats(op: GroupBy) -> bool:
    parts = (part for item in op.measures for part in walk(item.expr))
    return any(
        isinstance(part, Aggregate)
        and part.function in _ADDING
        and part.args[0].type.kind is Kind.FLOAT64
        for part in parts
    )


def _window(node: Node, op: Window, before: Flow, pipeline: Pipeline) -> Iterator[Diagnostic]:
    """A window goes by the clock, or numbers rows of which then the first are taken."""
    if ranks(op) and (limits := _limits(node, op, pipeline)):
        if 1 in limits and len(op.order) > 1 and not holds_bounds(op.by, before):
            reason = "Flink loses updates of the first row alone (FLINK-40368): use 'dedupe'"
            yield streams.STEP.at(node.span, step="window", reason=reason)
        return
    functions = {
        part.function
        for item in op.items
        for part in walk(item.expr)
        if isinstance(part, WindowCall)
    }
    later = sorted(functions & _LOOKING_AHEAD)
    reason = _no_order(op.order, before)
    if not reason and (later or any(_ends_later(item.expr) for item in op.items)):
        reason = f"it looks at later rows ({', '.join(later)})" if later else "its frame ends later"
    elif not reason and any(too_many(part) for item in op.items for part in walk(item.expr)):
        reason = f"it adds up more than {MOST_ROWS} float64 in a moving frame"
    if reason:
        yield streams.STEP.at(node.span, step="window", reason=reason)


def _no_order(order: tuple[OrderKey, ...], before: Flow) -> str:
    """Why rows cannot be taken in an order as they come; empty if they can."""
    if not goes_by_clock(order, before):
        return "its order is not the event time alone, in which no two rows of a group are alike"
    return "" if before.final else "the rows it looks at are updated later"


_LOOKING_AHEAD = frozenset(("lead", "last", "ntile", "rank", "dense_rank"))


def _ends_later(expr: Expr) -> bool:
    frames = (part.frame for part in walk(expr) if isinstance(part, WindowCall))
    return any(frame is not None and frame.end != 0 for frame in frames)


def _limits(node: Node, op: Window, pipeline: Pipeline) -> list[int]:
    """How many of the numbered rows each reader takes, if all take only so many first ones."""
    numbers = {item.name for item in op.items}
    readers = [n.op for n in pipeline.nodes if node.id in inputs(n.op)]
    found: list[int] = []
    for reader in readers:
        parts = walk(reader.predicate) if isinstance(reader, Filter) else ()
        taken = [limit for part in parts if (limit := _limit(part, numbers))]
        if not taken:
            return []
        found.append(min(taken))
    return [] if any(sink.input == node.id for sink in pipeline.sinks) else found


def _limit(part: Expr, numbers: set[str]) -> int:
    match part:
        case Call(
            function="less" | "less_equal" | "equal" as how,
            args=(Column(name=name), Literal(value=int(limit))),
        ) if name in numbers and (how != "equal" or limit == 1):
            return limit - 1 if how == "less" else limit
        case _:
            return 0


def _no_clock(before: Flow) -> str:
    if not before.clocks:
        return "no column here is one"
    return f"here {' and '.join(sorted(before.clocks))} is"


def _proven(sink: Sink, pipeline: Pipeline, keys: Keys) -> bool:
    """Whether it is known that a sink's key tells its rows apart, and is always there."""
    schema = pipeline.node(sink.input).schema
    missing = any(schema[name].nullable for name in sink.key)
    return not missing and tells_apart(sink.key, keys[sink.input])


def _sink(sink: Sink, rows: Flow, *, proven: bool) -> Iterator[Diagnostic]:
    problem, way_out = "", "write 'mode: append' for final rows, 'mode: merge' for updates"
    if sink.mode in ("replace", "partition"):
        problem = "a stream has no last row after which to write"
    elif sink.check_key and not proven:
        problem = f"nothing says that no two rows have the same {', '.join(sink.key)}"
        way_out = "let the key be that of an aggregate or a dedupe before it, or of the source"
    elif sink.mode == "append" and not rows.final:
        problem = "its rows are updated later, as no window of time tells when they are complete"
        way_out = "write 'mode: merge', or let 'by' hold window_start and window_end"
    if problem:
        yield streams.SINK.at(
            sink.span, name=sink.name, mode=sink.mode, problem=problem, way_out=way_out
        )
