"""What is known: `true and x` is x, `x is null` of a column that is never null, `x + null`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from speccc.analyse.build import column_expr
from speccc.functions.catalogue import SCALAR
from speccc.functions.model import Nulls
from speccc.ir.expr import Aggregate, Call, Case, Cast, Expr, Item, Literal, has_aggregate, rewrite
from speccc.ir.holding import with_expressions
from speccc.ir.rel import Filter, GroupBy, Node, Pipeline, Project, Runs
from speccc.passes.graph import free_id, replace_inputs
from speccc.types import BOOL, INT64, Column, Schema

_KNOWN = {"is_null": False, "is_not_null": True}
#: The value that decides, whatever the other arguments are.
_DECIDES = {"and": False, "or": True}


def fold_constants(pipeline: Pipeline) -> Pipeline:
    """The pipeline with known conditions folded, filters that keep everything removed, and measures
    of which the value is known read after the others.
    """
    nodes: list[Node] = []
    same: dict[str, str] = {}
    for node in pipeline.nodes:
        op = with_expressions(replace_inputs(node.op, same), fold)
        if isinstance(op, Filter) and _value(op.predicate) is True:
            same[node.id] = op.input
        elif isinstance(op, GroupBy | Runs):
            nodes += _measured(node, op, (*pipeline.nodes, *nodes), pipeline)
        else:
            nodes.append(replace(node, op=op))
    sinks = tuple(replace(s, input=same.get(s.input, s.input)) for s in pipeline.sinks)
    return replace(pipeline, nodes=tuple(nodes), sinks=sinks)


def fold(expr: Expr) -> Expr:
    """The expression with its known parts replaced by literals. Type and value stay the same."""
    return rewrite(expr, _fold)


def _measured(
    node: Node, op: GroupBy | Runs, others: Iterable[Node], pipeline: Pipeline
) -> list[Node]:
    """The node; a measure of which the value is known is read after it, since what aggregates
    nothing would make no one row of many.
    """
    known = {m.name: m for m in op.measures if not has_aggregate(m.expr)}
    if not known:
        return [replace(node, op=op)]
    left = tuple(m for m in op.measures if m.name not in known)
    columns = tuple(c for c in node.schema if c.name not in known)
    if not columns:
        count = Aggregate(type=INT64, nullable=False, function="count", args=())
        left, columns = (Item("_rows", count),), (Column("_rows", INT64, nullable=False),)
    id = free_id(f"{node.id}_measured", others, (sink.name for sink in pipeline.sinks))
    made = replace(
        node, id=id, op=replace(op, measures=left), schema=Schema(columns), description=""
    )
    items = (known.get(c.name) or Item(c.name, column_expr(c)) for c in node.schema)
    return [made, replace(node, op=Project(id, tuple(items)))]


def _fold(expr: Expr) -> Expr:
    match expr:
        case Call(function="is_null" | "is_not_null") if not expr.args[0].nullable:
            return _bool(_KNOWN[expr.function], expr)
        case Call(function="not") if (known := _value(expr.args[0])) is not None:
            return _bool(not known, expr)
        case Call(function="and" | "or"):
            return _connected(expr)
        case Call() if _is_strict(expr) and any(_is_null(a) for a in expr.args):
            return _null(expr)
        case Cast() if _is_null(expr.operand):
            return _null(expr)
        case Call(function="coalesce"):
            return _coalesced(expr)
        case Case():
            return _case(expr)
        case _:
            return expr


def _connected(expr: Call) -> Expr:
    decides = _DECIDES[expr.function]
    rest = tuple(a for a in expr.args if _value(a) is not (not decides))
    if any(_value(a) is decides for a in rest):
        return _bool(decides, expr)
    if not rest:
        return _bool(not decides, expr)
    if len(rest) == 1:
        return rest[0]
    if len(rest) == len(expr.args):
        return expr
    nullable = any(a.nullable for a in rest)
    return replace(expr, args=rest, nullable=nullable)


def _coalesced(expr: Call) -> Expr:
    """Nothing after the first argument that is never null is looked at."""
    first = next((i for i, a in enumerate(expr.args) if not a.nullable), None)
    if first is None or first == len(expr.args) - 1:
        return expr
    return expr.args[0] if first == 0 else replace(expr, args=expr.args[: first + 1])


def _case(expr: Case) -> Expr:
    whens = tuple(w for w in expr.whens if _value(w.condition) is not False)
    for position, when in enumerate(whens):
        if _value(when.condition) is True:
            whens, otherwise = whens[:position], when.result
            break
    else:
        otherwise = expr.otherwise
    if whens == expr.whens:
        return expr
    if whens:
        return replace(expr, whens=whens, otherwise=otherwise)
    if otherwise is not None:
        return otherwise
    return _null(expr)


def _is_strict(expr: Call) -> bool:
    return SCALAR[expr.function].nulls in (Nulls.STRICT, Nulls.PARTIAL)


def _is_null(expr: Expr) -> bool:
    return isinstance(expr, Literal) and expr.value is None


def _null(like: Expr) -> Literal:
    return Literal(type=like.type, nullable=True, span=like.span, value=None)


def _value(expr: Expr) -> bool | None:
    """The value of a bool literal; None for anything else."""
    if isinstance(expr, Literal) and isinstance(expr.value, bool):
        return expr.value
    return None


def _bool(value: bool, like: Expr) -> Literal:
    return Literal(type=BOOL, nullable=False, span=like.span, value=value)
