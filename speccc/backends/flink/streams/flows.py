"""What Flink knows of the rows of each node on a stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from speccc.backends.flink.streams.lookups import looked_up
from speccc.ir.expr import Call, Column, Expr, Literal, OrderKey, WindowCall
from speccc.ir.rel import (
    WINDOW_END,
    WINDOW_START,
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
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    Window,
)

_BOUNDS = frozenset((WINDOW_START, WINDOW_END))


@dataclass(frozen=True, slots=True)
class Flow:
    """`clocks` are the columns that are still the event time of a source. `windowed`: the rows have
    the bounds of a window of time. `final`: no row is changed, or taken back, once it is there.
    `session`: by which columns, of a window that is a session.
    """

    clocks: frozenset[str] = frozenset()
    windowed: bool = False
    final: bool = True
    session: frozenset[str] | None = None


Flows = dict[NodeId, Flow]


def flows(pipeline: Pipeline) -> Flows:
    """Of each node, by its id."""
    found: Flows = {}
    tables = looked_up(pipeline)
    for node in pipeline.nodes:
        if isinstance(node.op, Join) and node.op.right in tables:
            found[node.id] = _with_answers(found[node.op.left])
        else:
            found[node.id] = _flow(node, found, pipeline)
    return found


def holds_bounds(by: Iterable[str], rows: Flow) -> bool:
    """Whether groups are such of windows of time."""
    return rows.windowed and frozenset(by) >= _BOUNDS


def _sums_up_windows(by: Iterable[str], rows: Flow) -> bool:
    """Whether Flink sees that a row for each group is one of windows: of sessions, if the groups
    are the sessions' own.
    """
    own = rows.session is None or rows.session == frozenset(by) - _BOUNDS
    return holds_bounds(by, rows) and own


def joins_windows(op: Join, known: Flows) -> bool:
    """Whether a join matches rows of the same windows of time, all of which are final."""
    sides = known[op.left], known[op.right]
    pairs = {(key.left, key.right) for key in op.keys}
    same = all((name, name) in pairs for name in _BOUNDS)
    return same and all(side.windowed and side.final for side in sides)


def joins_in_time(op: Join, known: Flows) -> bool:
    """Whether `where` bounds how far the times of two rows that match are apart, both ways."""
    if op.kind not in ("inner", "left", "full") or op.where is None:
        return False
    bounds = {_bound(part, op, known) for part in conjuncts(op.where)}
    return {"earliest", "latest"} <= bounds


def goes_by_clock(order: tuple[OrderKey, ...], before: Flow) -> bool:
    """Whether an order is that in which the rows come, and no two are alike in it."""
    first, *rest = order
    return not rest and not first.descending and first.column in before.clocks


def ranks(op: Window) -> bool:
    """Whether a step numbers rows, and does nothing else."""
    calls = [item.expr for item in op.items]
    return all(isinstance(c, WindowCall) and c.function == "row_number" for c in calls)


def conjuncts(expr: Expr) -> Iterator[Expr]:
    """The conditions that must all hold for this one."""
    if isinstance(expr, Call) and expr.function == "and":
        for part in expr.args:
            yield from conjuncts(part)
    else:
        yield expr


_BOUNDING = {"less": 1, "less_equal": 1, "greater": -1, "greater_equal": -1, "equal": 0}


def _bound(part: Expr, op: Join, known: Flows) -> str:
    """What a comparison of the clocks of both sides bounds: the right one's time; "" if nothing."""
    if not (isinstance(part, Call) and part.function in _BOUNDING):
        return ""
    sides = [_clock_side(arg, op, known) for arg in part.args]
    if sorted(sides) != ["left", "right"]:
        return ""
    upwards = _BOUNDING[part.function] * (1 if sides == ["right", "left"] else -1)
    return "latest" if upwards > 0 else "earliest" if upwards < 0 else ""


def _clock_side(expr: Expr, op: Join, known: Flows) -> str:
    """The side whose clock an expression is, maybe moved by a number of seconds; "" if of none."""
    match expr:
        case Column(name=name, side="left") if name in known[op.left].clocks:
            return "left"
        case Column(name=name, side="right") if name in known[op.right].clocks:
            return "right"
        case Call(function="add_seconds", args=(moved, Literal())):
            return _clock_side(moved, op, known)
        case _:
            return ""


def _flow(node: Node, known: Flows, pipeline: Pipeline) -> Flow:
    op = node.op
    match op:
        case Scan():
            clock = pipeline.source(op.source).event_time
            return Flow(frozenset({clock.column} if clock else ()) & frozenset(node.schema.names))
        case ScanRejected() | Numbers():
            return Flow()
        case Project():
            return _projected(op, known[op.input])
        case Filter() | Sort() | Limit() | Expect() | Judge() | Accepted() | Rejected():
            return known[op.input]
        case Convert():
            before = known[op.input]
            changed = {conversion.column for conversion in op.conversions}
            return replace(before, clocks=before.clocks - changed)
        case Union():
            parts = [known[id] for id in op.inputs]
            clocks = parts[0].clocks
            for part in parts[1:]:
                clocks &= part.clocks
            return Flow(clocks, windowed=False, final=all(part.final for part in parts))
        case Distinct(columns=by) | GroupBy(by=by) | Dedupe(by=by):
            before = known[op.input]
            goes_by = holds_bounds if isinstance(op, Dedupe) else _sums_up_windows
            whole = goes_by(by, before)
            session = before.session if whole else None
            return Flow(windowed=whole, final=whole and before.final, session=session)
        case Join():
            return _joined(op, known)
        case TimeWindow():
            return Flow(windowed=True, final=known[op.input].final)
        case Session():
            return Flow(windowed=True, final=known[op.input].final, session=frozenset(op.by))
        case Window():
            return _numbered(op, known[op.input])
        case Runs() | SetOperation():
            return Flow(final=False)
        case _:
            assert_never(op)


def _projected(op: Project, before: Flow) -> Flow:
    kept = [(i.name, i.expr.name) for i in op.items if isinstance(i.expr, Column)]
    clocks = frozenset(name for name, made_of in kept if made_of in before.clocks)
    windowed = before.windowed and all((name, name) in kept for name in _BOUNDS)
    session = before.session
    if session is not None:
        names = {made_of: name for name, made_of in kept}
        session = frozenset(names.get(name, "") for name in session)
    return Flow(clocks, windowed, before.final, session)


def _with_answers(rows: Flow) -> Flow:
    """Rows with what a table says of them when they come. Of windows of time Flink knows no more
    (2.3.0), though of the clock.
    """
    return replace(rows, windowed=False)


def _joined(op: Join, known: Flows) -> Flow:
    if joins_windows(op, known):
        return Flow(windowed=True)
    if joins_in_time(op, known):
        return Flow(known[op.left].clocks, final=known[op.left].final and known[op.right].final)
    lasting = op.kind in ("inner", "semi", "cross")
    return Flow(final=lasting and known[op.left].final and known[op.right].final)


def _numbered(op: Window, before: Flow) -> Flow:
    if holds_bounds(op.by, before):
        return before
    if goes_by_clock(op.order, before) and not ranks(op):
        return Flow(before.clocks, windowed=False, final=before.final)
    return Flow(final=False)
