"""What the target does not build: found before anything is compiled, and refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from speccc.backends.flink import reading, writing
from speccc.backends.flink.conversions import CASTS, TRY_CASTS
from speccc.backends.flink.functions import LOWERINGS, REFUSALS, flink_decimal
from speccc.backends.modes import refused_modes
from speccc.backends.rejects import refused_rejects
from speccc.diagnostics import Diagnostic, InternalError, Span
from speccc.diagnostics.codes import flink_target
from speccc.functions.model import Form
from speccc.ir.expr import Aggregate, Call, Cast, Expr, WindowCall, walk
from speccc.ir.rel import (
    CheckRule,
    Convert,
    Expect,
    Filter,
    GroupBy,
    Join,
    Judge,
    Op,
    Pipeline,
    Project,
    Sink,
    Source,
    Window,
)
from speccc.types import Kind, Type

_SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*"}


def refusals(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Everything that stands in the way, in the order of the spec."""
    yield from _params(pipeline)
    for source in pipeline.sources:
        yield from _end(source, reading.FORMATS, "read")
        yield from _paths(source)
    for sink in pipeline.sinks:
        yield from _end(sink, writing.FORMATS, "write")
    yield from refused_modes(pipeline, "Flink", writing.MODES)
    yield from refused_rejects(pipeline, "Flink")
    for node in pipeline.nodes:
        if isinstance(node.op, Convert):
            given = {
                c.column: pipeline.node(node.op.input).schema[c.column] for c in node.op.conversions
            }
            for wanted in node.op.conversions:
                yield from _conversion(given[wanted.column].type, wanted.type, "try", node.span)
        for expr in expressions(node.op):
            for part in walk(expr):
                yield from _part(part)


def expressions(op: Op) -> Iterator[Expr]:
    """Every whole expression that an operator holds."""
    match op:
        case Project() | Window():
            yield from (item.expr for item in op.items)
        case GroupBy():
            yield from (item.expr for item in op.measures)
        case Filter():
            yield op.predicate
        case Join(where=where) if where is not None:
            yield where
        case Expect() | Judge():
            yield from (r.rule.predicate for r in op.rules if isinstance(r.rule, CheckRule))
        case _:
            return


def _params(pipeline: Pipeline) -> Iterator[Diagnostic]:
    for param in pipeline.params:
        if param.default is None:
            yield flink_target.NO_DEFAULT.at(param.span, name=param.name)


def _end(end: Source | Sink, known: Iterable[str], verb: str) -> Iterator[Diagnostic]:
    if end.binding is not None and end.binding.connector not in known:
        yield flink_target.CONNECTOR.at(
            end.span,
            name=end.name,
            connector=end.binding.connector,
            verb=verb,
            known=", ".join(known),
        )


def _paths(source: Source) -> Iterator[Diagnostic]:
    if source.binding is None:
        return
    for position, column in enumerate(source.columns):
        problem = ""
        if source.binding.connector != "json":
            if len(column.path) > 1:
                problem = f"its path has several parts, but {source.binding.connector} is flat"
        elif reading.crosses(column, source.columns[:position]):
            problem = "its path crosses another column's"
        if problem:
            yield flink_target.PATH.at(
                column.span, name=source.name, column=column.name, problem=problem
            )


def _part(part: Expr) -> Iterator[Diagnostic]:
    match part:
        case Call():
            yield from _function(part, Form.SCALAR)
            yield from _digits(part)
        case Aggregate():
            yield from _function(part, Form.AGGREGATE)
        case WindowCall():
            yield from _function(part, Form.WINDOW)
        case Cast():
            yield from _conversion(part.operand.type, part.type, part.mode, part.span)
        case _:
            return


_PLACES = {Form.SCALAR: "", Form.AGGREGATE: " in an aggregate", Form.WINDOW: " in a window"}


def _function(part: Call | Aggregate | WindowCall, form: Form) -> Iterator[Diagnostic]:
    if part.function in LOWERINGS[form]:
        return
    reason = REFUSALS[form].get(part.function)
    if reason is None:
        raise InternalError(f"{form} {part.function} is neither lowered nor refused")
    yield flink_target.FUNCTION.at(
        part.span, name=part.function, place=_PLACES[form], reason=reason
    )


def _conversion(source: Type, to: Type, mode: str, span: Span | None) -> Iterator[Diagnostic]:
    pair = (source.kind, to.kind)
    if source == to or pair in CASTS or (mode == "try" and pair in TRY_CASTS):
        return
    yield flink_target.CONVERSION.at(span, source=source, to=to)


def _digits(part: Call) -> Iterator[Diagnostic]:
    symbol = _SYMBOLS.get(part.function)
    if symbol is None or part.type.kind is not Kind.DECIMAL:
        return
    left, right = (arg.type for arg in part.args)
    kept = flink_decimal(symbol, left, right).scale
    if kept < part.type.scale:
        yield flink_target.DIGITS.at(
            part.span, symbol=symbol, left=left, right=right, wanted=part.type.scale, kept=kept
        )
