"""What all scripts of Flink have in common: how trees are printed, and what the templates show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlglot import exp

from speccc.backends.flink import params
from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.printing import printed
from speccc.backends.sql.statements import Layout
from speccc.ir.rel import Parameter, Pipeline
from speccc.types.cells import print_cell

#: The digits and the point of a decimal of which an int64 holds the digits.
_LONGEST = 19


def printer(parameters: Iterable[Parameter]) -> Callable[[exp.Expr], str]:
    """Prints trees as FlinkSQL, with the values of parameters in their places."""
    values = params.values(parameters)
    return lambda tree: params.written(printed(_plain(tree), Flink), values)


def unit_of(pipeline: Pipeline) -> dict[str, Any]:
    """What the header of a script tells of its pipeline."""
    return {
        "name": pipeline.name,
        "description": comment_lines(pipeline.description),
        "file": comment_lines(pipeline.file)[0],
        "digest": pipeline.digest,
    }


def declared(parameters: Iterable[Parameter]) -> list[str]:
    """The parameters as lines of a comment."""
    texts = [
        f"{p.name}: {p.type}" + ("" if p.default is None else f" = {print_cell(p.default)}")
        for p in parameters
    ]
    return [line for text in texts for line in comment_lines(text)]


def views(pipeline: Pipeline, layout: Layout) -> Iterator[dict[str, Any]]:
    """The views of the steps: the last part of each is what the view is, those before it are common
    table expressions.
    """
    for node in pipeline.nodes:
        table = layout.table(node)
        if table is not None:
            yield {
                "parts": [
                    {"name": p.name, "comment": comment_lines(p.description), "body": p.body}
                    for p in table.parts
                ]
            }


def _plain(tree: exp.Expr) -> exp.Expr:
    tree = tree.copy()
    for select in tree.find_all(exp.Select):
        _inline_windows(select)
    return tree.transform(_written_out, copy=False)


def _written_out(node: exp.Expr) -> exp.Expr:
    """What the shared trees call and Flink does not have, in Flink's own words."""
    match node:
        case exp.Anonymous(this="GETVARIABLE"):
            return params.place(node.expressions[0].name)
        case exp.Anonymous(this="COUNTED"):
            number = trees.fill("CAST(_a AS STRING)", Flink, _plain(node.expressions[0]))
            return trees.call("CONCAT", number, trees.text(" row(s)"))
        case exp.Alias(this=exp.Literal(is_string=True) as text):
            # A literal alone would be a CHAR of its own length.
            node.set("this", trees.fill("CAST(_a AS STRING)", Flink, text))
            return node
        case exp.Literal(is_string=False, this=digits) if _is_long(digits):
            node.set("this", digits.rstrip("0").rstrip("."))
            return node
        case _:
            return node


def _is_long(digits: str) -> bool:
    """Whether Flink takes no decimal of so many digits: an int64 has to hold them. A spec has at
    most 18; what is more are zeros that it got as one of a wider type.
    """
    return "." in digits and "e" not in digits and len(digits) > _LONGEST


def _inline_windows(select: exp.Select) -> None:
    """Writes the windows that a SELECT names where they are used.

    Flink gives all calls over one named window the frame of the first, without a word (2.3.0).
    """
    named = {str(window.this.name): window for window in select.args.get("windows") or ()}
    for item in select.expressions:
        for call in item.find_all(exp.Window):
            window = named.get(call.alias)
            if window is None:
                continue
            call.set("alias", None)
            call.set("partition_by", [part.copy() for part in window.args["partition_by"]])
            order = window.args.get("order")
            call.set("order", order.copy() if order else None)
    select.set("windows", None)
