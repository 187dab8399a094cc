"""The printed form of a pipeline's IR: one paragraph a node, for `show` and golden files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    OrderKey,
    Param,
    WindowCall,
)
from speccc.ir.rel import (
    Accepted,
    CheckRule,
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
    NotNullRule,
    Numbers,
    Op,
    Pipeline,
    Project,
    ReconcileRule,
    ReferencesRule,
    Rejected,
    RowCountRule,
    Rule,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    UniqueRule,
    Window,
)


def print_pipeline(pipeline: Pipeline) -> str:
    """The whole pipeline, ending in a newline."""
    head = [f"pipeline {pipeline.name}"]
    head += [f"param {p.name}: {p.type} = {p.default}" for p in pipeline.params]
    body = [_node(node) for node in pipeline.nodes]
    tail = [
        f"sink {s.name} <- {s.input} {s.mode}"
        + (f" key {', '.join(s.key)}" if s.key else "")
        + (" checked" if s.check_key else "")
        + (f" by {', '.join(s.by)}" if s.by else "")
        + (f" order {_order(s.order)}" if s.order else "")
        for s in pipeline.sinks
    ]
    return "\n\n".join(["\n".join(head), *body, "\n".join(tail)]) + "\n"


def _node(node: Node) -> str:
    lines = [f"{node.id} = {_op(node.op)}", f"    # {node.address}"]
    for column in node.schema:
        marks = "".join(f" #{tag}" for tag in column.tags) + (" ~" if column.inexact else "")
        lines.append(f"    {column}{marks}")
    lines += [f"    key ({', '.join(key)})" for key in node.keys]
    return "\n".join(lines)


def _op(op: Op) -> str:
    match op:
        case Scan():
            return f"scan {op.source}"
        case ScanRejected():
            return f"scan rejected {op.source}"
        case Project():
            return f"project {op.input}{_items(op.items)}"
        case Filter():
            return f"filter {op.input}\n    where {print_expr(op.predicate)}"
        case Convert():
            pairs = ", ".join(f"{c.column} to {c.type}" for c in op.conversions)
            return f"convert {op.input} {pairs} or {op.on_error}"
        case Dedupe():
            return f"dedupe {op.input} by ({', '.join(op.by)}) order {_order(op.order)}"
        case Distinct():
            return f"distinct {op.input} ({', '.join(op.columns)})"
        case Sort():
            return f"sort {op.input} {_order(op.order)}"
        case Limit():
            return f"limit {op.input} {op.count} order {_order(op.order)}"
        case Join():
            keys = ", ".join(f"{k.left} = {k.right}" for k in op.keys)
            taken = ", ".join(
                t.column if t.column == t.name else f"{t.column} as {t.name}" for t in op.take
            )
            check = f" check {op.check}" if op.check else ""
            where = f"\n    where {print_expr(op.where)}" if op.where is not None else ""
            return f"{op.kind} join {op.left}, {op.right} on ({keys}) take ({taken}){check}{where}"
        case Union():
            return f"union {', '.join(op.inputs)}"
        case SetOperation():
            return f"{op.kind} {op.left}, {op.right}"
        case GroupBy():
            return f"group {op.input} by ({', '.join(op.by)}){_items(op.measures)}"
        case Window():
            order = _order(op.order[: op.given])
            rest = _order(op.order[op.given :])
            completed = f" then {rest}" if rest else ""
            by = ", ".join(op.by)
            return f"window {op.input} by ({by}) order {order}{completed}{_items(op.items)}"
        case TimeWindow() | Session() | Runs() | Numbers():
            return _timed(op)
        case Expect():
            rules = "".join(f"\n    {r.severity} {_rule(r)}" for r in op.rules)
            return f"expect {op.input}{rules}"
        case Judge():
            return f"judge {op.input}" + "".join(f"\n    {r.name!r} {_rule(r)}" for r in op.rules)
        case Accepted():
            return f"accepted {op.input}"
        case Rejected():
            return f"rejected {op.input}"
        case _:
            assert_never(op)


def _timed(op: TimeWindow | Session | Runs | Numbers) -> str:
    match op:
        case TimeWindow():
            lengths = f"size {op.size}" + f" every {op.every}" * (op.every != op.size)
            return f"{op.kind} {op.input} time {op.time} {lengths}"
        case Session():
            return f"session {op.input} by ({', '.join(op.by)}) time {op.time} gap {op.gap}"
        case Runs():
            by, order = ", ".join(op.by), _order(op.order)
            holds = f"while {print_expr(op.holds)}"
            return f"runs {op.input} by ({by}) order {order} {holds}{_items(op.measures)}"
        case Numbers():
            return f"numbers {op.count}"


def _items(items: Sequence[Item]) -> str:
    return "".join(
        f"\n    {i.name} := {print_expr(i.expr)}"
        for i in items
        if not (isinstance(i.expr, Column) and i.expr.name == i.name)
    )


def _order(order: Sequence[OrderKey]) -> str:
    return ", ".join(f"{k.column} desc" if k.descending else k.column for k in order)


def _rule(rule: Rule) -> str:
    match rule.rule:
        case CheckRule():
            return f"check {print_expr(rule.rule.predicate)}"
        case NotNullRule():
            return f"not_null ({', '.join(rule.rule.columns)})"
        case UniqueRule():
            return f"unique ({', '.join(rule.rule.columns)})"
        case ReferencesRule():
            keys = ", ".join(f"{k.left} = {k.right}" for k in rule.rule.keys)
            return f"references {rule.rule.to} on ({keys})"
        case RowCountRule():
            return f"row_count min {rule.rule.min} max {rule.rule.max}"
        case ReconcileRule():
            return f"reconcile {rule.rule.other}: no rows in {', '.join(rule.rule.apart)}"
        case _:
            assert_never(rule.rule)


def print_expr(expr: Expr) -> str:
    """An expression in prefix form, its casts visible: `add(cast(a as float64), 1.5)`."""
    match expr:
        case Column():
            return f"{expr.side}.{expr.name}" if expr.side else expr.name
        case Literal():
            return f"'{expr.value}'" if isinstance(expr.value, str) else str(expr.value).lower()
        case Param():
            return f":{expr.name}"
        case Call():
            return f"{expr.function}({', '.join(map(print_expr, expr.args))})"
        case Case():
            whens = " ".join(
                f"when {print_expr(w.condition)} then {print_expr(w.result)}" for w in expr.whens
            )
            rest = f" else {print_expr(expr.otherwise)}" if expr.otherwise is not None else ""
            return f"case {whens}{rest} end"
        case Cast():
            word = "cast" if expr.mode == "safe" else "try_cast"
            return f"{word}({print_expr(expr.operand)} as {expr.type})"
        case Aggregate():
            order = f" order {_order(expr.order)}" if expr.order else ""
            return f"{expr.function}({', '.join(map(print_expr, expr.args))}{order})"
        case WindowCall():
            args = ", ".join(map(print_expr, expr.args))
            frame = f" over ({expr.frame.start}, {expr.frame.end})" if expr.frame else ""
            return f"{expr.function}({args}){frame}"
        case _:
            assert_never(expr)
