"""What the target does not build: found before anything is compiled, and refused by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from speccc.backends.flink import reading, writing
from speccc.backends.flink.functions import LOWERINGS, REFUSALS, flink_decimal, keeps_scale
from speccc.backends.modes import refused_modes
from speccc.backends.used import Function, used
from speccc.diagnostics import Code, Diagnostic, InternalError
from speccc.diagnostics.codes import connectors, flink_target
from speccc.functions.model import Form
from speccc.ir.expr import Call
from speccc.ir.rel import (
    GroupBy,
    Judge,
    Node,
    Pipeline,
    ScanRejected,
    Session,
    Sink,
    Source,
    TimeWindow,
    inputs,
)
from speccc.types import Kind


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """Operators that are refused, `where` that goes not for all: `what` for a list, `reason`, the
    code, and what it is told.
    """

    what: str
    reason: str
    operators: tuple[type, ...]
    code: Code
    told: Callable[[Node], dict[str, str]] = lambda _: {}
    where: Callable[[Node, Pipeline], bool] = lambda _, __: True


def _over_another(node: Node, pipeline: Pipeline) -> bool:
    """Whether a window of time looks at rows that have the bounds of another."""
    left = [*inputs(node.op)]
    while left:
        op = pipeline.node(left.pop()).op
        if isinstance(op, TimeWindow):
            return True
        if not isinstance(op, GroupBy):
            left += inputs(op)
    return False


_SESSIONS = "Flink has sessions of streams only"
_ANOTHER = "Flink's planner may fail on the bounds of two windows of time"


#: The steps that the target does not build.
STEPS = (
    Unbuilt(
        "`quarantine` of rules, casts and sources",
        "FlinkSQL does not put rows aside in this version",
        (ScanRejected, Judge),
        connectors.QUARANTINE,
        lambda node: {"name": node.step, "engine": "Flink"},
    ),
    Unbuilt(
        "`time_window` of `kind: session`",
        _SESSIONS,
        (Session,),
        flink_target.TIME_WINDOW,
        lambda _: {"reason": _SESSIONS},
    ),
    Unbuilt(
        "`time_window` over the rows of another, not grouped in between",
        _ANOTHER,
        (TimeWindow,),
        flink_target.TIME_WINDOW,
        lambda _: {"reason": _ANOTHER},
        _over_another,
    ),
)
_SYMBOLS = {"add": "+", "subtract": "-"}


def refusals(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """Everything that stands in the way, in the order of the spec."""
    for source in pipeline.sources:
        yield from end(source, reading.FORMATS, "read")
        yield from paths(source)
    for sink in pipeline.sinks:
        yield from end(sink, writing.FORMATS, "write")
    yield from refused_modes(pipeline, "Flink", writing.MODES)
    for node in pipeline.nodes:
        for part in STEPS:
            if isinstance(node.op, part.operators) and part.where(node, pipeline):
                yield part.code.at(node.span, **part.told(node))
        yield from catalogue(node, pipeline)


def catalogue(node: Node, pipeline: Pipeline) -> Iterator[Diagnostic]:
    """What a node uses of the catalogue that the target has not."""
    for part in used(node, pipeline):
        match part:
            case Function():
                yield from _function(part)
            case Call():
                yield from _digits(part)
            case _:
                pass


def end(end: Source | Sink, known: Iterable[str], verb: str) -> Iterator[Diagnostic]:
    """A connector that is not one of those `known`."""
    if end.binding is not None and end.binding.connector not in known:
        yield flink_target.CONNECTOR.at(
            end.span,
            name=end.name,
            connector=end.binding.connector,
            verb=verb,
            known=", ".join(known),
        )


#: Connectors of nested data.
_NESTED = ("json", "topic", "datagen")


#: What a database reads as a name though it stands in no quotes.
_WORD = re.compile("[A-Za-z_][A-Za-z0-9_]*")


def paths(end: Source | Sink) -> Iterator[Diagnostic]:
    """Columns whose path no table of the target has."""
    if end.binding is None:
        return
    connector = end.binding.connector
    for position, column in enumerate(end.columns):
        problem, way_out = "", "name one value of the data"
        first, *rest = column.path
        if connector not in _NESTED and rest:
            problem = f"its path has several parts, but {connector} is flat"
        elif connector == "jdbc" and not _WORD.fullmatch(first):
            problem = f"'{first}' needs quotes, and Flink writes none in a query by JDBC"
            way_out = "read or write a view of the table that has another name for it"
        elif connector in _NESTED and reading.crosses(column, end.columns[:position]):
            problem = "its path crosses another column's"
        if problem:
            yield flink_target.PATH.at(
                column.span or end.span,
                name=end.name,
                column=column.name,
                problem=problem,
                way_out=way_out,
            )


_PLACES = {Form.SCALAR: "", Form.AGGREGATE: " in an aggregate", Form.WINDOW: " in a window"}


def _function(called: Function) -> Iterator[Diagnostic]:
    if called.name in LOWERINGS[called.form]:
        return
    reason = REFUSALS[called.form].get(called.name)
    if reason is None:
        raise InternalError(f"{called.form} {called.name} is neither lowered nor refused")
    place = _PLACES[called.form]
    yield flink_target.FUNCTION.at(called.span, name=called.name, place=place, reason=reason)


def _digits(part: Call) -> Iterator[Diagnostic]:
    symbol = _SYMBOLS.get(part.function)
    if symbol is None or part.type.kind is not Kind.DECIMAL:
        return
    left, right = (arg.type for arg in part.args)
    if not keeps_scale(symbol, left, right):
        kept = flink_decimal(symbol, left, right).scale
        yield flink_target.DIGITS.at(
            part.span, symbol=symbol, left=left, right=right, wanted=part.type.scale, kept=kept
        )
