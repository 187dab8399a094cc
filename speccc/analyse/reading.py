"""Which columns of a node its readers need, and which a node has whose inputs have fewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from speccc.ir.expr import columns_of
from speccc.ir.rel import (
    BROKEN_RULES,
    WINDOW_END,
    WINDOW_START,
    Accepted,
    CheckRule,
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
    NotNullRule,
    Numbers,
    Op,
    Project,
    ReferencesRule,
    Rejected,
    Rule,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sink,
    Sort,
    TimeWindow,
    Union,
    UniqueRule,
    Window,
)
from speccc.types import Schema

#: By node, the names of its columns that somebody reads.
Needed = dict[NodeId, set[str]]


def columns_read(nodes: Sequence[Node], sinks: Iterable[Sink]) -> Needed:
    """What is read of each of the nodes, by others and by sinks."""
    needed: Needed = {node.id: set() for node in nodes}
    made = {node.id: node.schema.names for node in nodes}
    for sink in sinks:
        needed[sink.input].update(made[sink.input])
    for node in reversed(nodes):
        whole = isinstance(node.op, SetOperation)  # every column decides which rows there are
        note_reads(node.op, needed, set(made[node.id]) if whole else needed[node.id])
    return needed


def note_reads(op: Op, needed: Needed, out: set[str]) -> None:
    """Adds what `op` reads of its inputs to make the columns `out`; `needed` has every node."""
    match op:
        case Scan() | ScanRejected() | Numbers():
            pass
        case Project():
            needed[op.input].update(*(columns_of(i.expr) for i in op.items))
        case Filter():
            needed[op.input].update(out, columns_of(op.predicate))
        case Convert():
            needed[op.input].update(out, (c.column for c in op.conversions))
        case Dedupe():
            needed[op.input].update(out, op.by, (k.column for k in op.order))
        case Distinct():
            needed[op.input].update(op.columns)
        case Sort() | Limit():
            needed[op.input].update(out, (k.column for k in op.order))
        case Join():
            _note_join(op, needed, out)
        case Union():
            for name in op.inputs:
                needed[name].update(out)
        case SetOperation():
            needed[op.left].update(out)
            needed[op.right].update(out)
        case GroupBy():
            needed[op.input].update(op.by, *(columns_of(m.expr) for m in op.measures))
        case Window():
            made = {i.name for i in op.items}
            order = (k.column for k in op.order)
            read = (columns_of(i.expr) for i in op.items)
            needed[op.input].update(out - made, op.by, order, *read)
        case TimeWindow() | Session():
            by = op.by if isinstance(op, Session) else ()
            needed[op.input].update(out - {WINDOW_START, WINDOW_END}, by, (op.time,))
        case Runs():
            read = (columns_of(expr) for expr in (op.holds, *(m.expr for m in op.measures)))
            needed[op.input].update(op.by, (k.column for k in op.order), *read)
        case Accepted() | Rejected():
            needed[op.input].update(out)
        case Expect() | Judge():
            own = {BROKEN_RULES} if isinstance(op, Judge) else set[str]()
            needed[op.input].update(out - own, *(_rule_reads(r) for r in op.rules))
            for rule in op.rules:
                if isinstance(rule.rule, ReferencesRule):
                    needed[rule.rule.to].update(k.right for k in rule.rule.keys)


def _note_join(op: Join, needed: Needed, out: set[str]) -> None:
    taken = {t.name for t in op.take}
    needed[op.left].update(out - taken, (k.left for k in op.keys))
    needed[op.right].update((t.column for t in op.take), (k.right for k in op.keys))
    if op.where is not None:
        needed[op.left].update(columns_of(op.where, "left"))
        needed[op.right].update(columns_of(op.where, "right"))


def _rule_reads(rule: Rule) -> Iterable[str]:
    match rule.rule:
        case CheckRule():
            return columns_of(rule.rule.predicate)
        case NotNullRule() | UniqueRule():
            return rule.rule.columns
        case ReferencesRule():
            return (k.left for k in rule.rule.keys)
        case _:
            return ()


def remaining(node: Node, done: Mapping[NodeId, Node]) -> Schema:
    """The columns that a narrowed node still has: those it makes or its input still has."""
    op = node.op
    match op:
        case Scan() | ScanRejected() | SetOperation() | Numbers():
            return node.schema
        case Judge():
            kept = {*done[op.input].schema.names, BROKEN_RULES}
        case Project():
            kept = {i.name for i in op.items}
        case TimeWindow() | Session():
            kept = {*done[op.input].schema.names, WINDOW_START, WINDOW_END}
        case GroupBy() | Runs():
            kept = {*op.by, *(m.name for m in op.measures)}
        case Distinct():
            kept = set(op.columns)
        case Window():
            kept = {*done[op.input].schema.names, *(i.name for i in op.items)}
        case Join():
            kept = {*done[op.left].schema.names, *(t.name for t in op.take)}
        case Union():
            kept = set(node.schema.names)
            for name in op.inputs:
                kept &= set(done[name].schema.names)
        case _:
            kept = set(done[op.input].schema.names)
    return Schema(tuple(c for c in node.schema if c.name in kept))
