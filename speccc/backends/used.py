"""What the nodes of a pipeline use of the catalogue: what a target may have to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from speccc.diagnostics import Span
from speccc.functions.model import Form
from speccc.ir.expr import Aggregate, Call, Cast, Expr, WindowCall, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import Convert, Expect, Node, Pipeline
from speccc.types import Type


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the catalogue that is called."""

    form: Form
    name: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A value of a type made one of another; `mode` as that of a Cast."""

    source: Type
    to: Type
    mode: str
    span: Span | None


def used(node: Node, pipeline: Pipeline) -> Iterator[Expr | Function | Conversion]:
    """The parts of all expressions of a node, each before what it calls or converts."""
    if isinstance(node.op, Convert):
        schema = pipeline.node(node.op.input).schema
        for wanted in node.op.conversions:
            yield Conversion(schema[wanted.column].type, wanted.type, "try", node.span)
    for expr in expressions(node.op):
        for part in walk(expr):
            yield part
            match part:
                case Call():
                    yield Function(Form.SCALAR, part.function, part.span)
                case Aggregate():
                    yield Function(Form.AGGREGATE, part.function, part.span)
                case WindowCall():
                    yield Function(Form.WINDOW, part.function, part.span)
                case Cast():
                    yield Conversion(part.operand.type, part.type, part.mode, part.span)
                case _:
                    pass


def may_fail(node: Node) -> bool:
    """Whether a broken rule of the node ends the run."""
    return isinstance(node.op, Expect) and any(r.severity == "fail" for r in node.op.rules)
