"""The numbers in a spec that rows are measured by: bounds of its filters, and its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from speccc.diagnostics import Reporter, Span
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.parser import parse_expression
from speccc.lang.walk import walk

_LEAST = frozenset((">", ">="))
_MOST = frozenset(("<", "<="))
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}

Set = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bound:
    """A number: `least` or `most` of what the columns `names` (in lower case) are compared with, or
    the `limit` of rows. `step` is where it stands; None for a default of a param. `set` changes it.
    """

    kind: str
    names: frozenset[str]
    value: Decimal
    shown: str
    step: int | None
    set: Set

    def is_a(self, what: str, *, named: bool) -> bool:
        """Whether somebody may call it so; `named`: and says of which column."""
        match what:
            case "minimum":
                return self.kind == "least"
            case "maximum":
                return self.kind == "most"
            case "limit" if not named:
                return self.kind == "limit"
            case _:
                return self.kind != "limit"


def bounds_of(document: dict[str, Any]) -> Iterator[Bound]:
    """All bounds of a spec, in its order. Of a condition those that must hold, or may."""
    for at, step in enumerate(document["steps"]):
        if "limit" in step:
            value = Decimal(str(step["limit"]))
            yield Bound("limit", frozenset(), value, f"limit {value}", at, _item(step, "limit"))
        elif "filter" in step:
            yield from _of_filter(document, at, step)


def _of_filter(document: dict[str, Any], at: int, step: dict[str, Any]) -> Iterator[Bound]:
    text = str(step["filter"])
    tree = parse_expression(text, lambda s, e: Span("", 1, s + 1, 1, e + 1), Reporter())
    for kind, number, operand in _comparisons(tree) if tree is not None else ():
        names = frozenset(n.name.lower() for n in walk(operand) if isinstance(n, ast.Name))
        start, end = number.span.column - 1, number.span.end_column - 1
        if isinstance(number, ast.Param):
            param: Any = document.get("params", {}).get(number.name)
            value = _value(param["default"]) if _has_default(param) else None
            if value is not None:
                shown = f"{_shown(text, operand, kind, value)} (the default of {number.name})"
                yield Bound(kind, names, value, shown, None, _item(param, "default"))
        elif (value := _value(text[start:end])) is not None:
            shown = _shown(text, operand, kind, value)
            yield Bound(kind, names, value, shown, at, _within(step, start, end))


def _shown(text: str, operand: Expr, kind: str, value: Decimal) -> str:
    compared = text[operand.span.column - 1 : operand.span.end_column - 1]
    return f"{compared} at {kind} {value}"


def _comparisons(tree: Expr) -> Iterator[tuple[str, Expr, Expr]]:
    """Comparisons with a number or a param: least or most, the number, and what is compared.

    What is negated, or stands in a case, is none.
    """
    match tree:
        case ast.Binary("and" | "or", left, right):
            yield from _comparisons(left)
            yield from _comparisons(right)
        case ast.Binary(op, left, right) if op in _MIRRORED:
            if _is_number(right):
                yield _kind(op), right, left
            elif _is_number(left):
                yield _kind(_MIRRORED[op]), left, right
        case ast.Between(operand, low, high, False):
            yield from (
                (kind, end, operand)
                for kind, end in (("least", low), ("most", high))
                if _is_number(end)
            )
        case _:
            pass


def _kind(op: str) -> str:
    return "least" if op in _LEAST else "most"


def _is_number(expr: Expr) -> bool:
    if isinstance(expr, ast.Unary):
        return expr.op == "-" and isinstance(expr.operand, ast.Number)
    return isinstance(expr, ast.Number | ast.Param)


def _has_default(param: Any) -> bool:
    return isinstance(param, dict) and "default" in param


def _value(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text).replace(" ", ""))
    except InvalidOperation:
        return None


def _item(place: Any, key: str) -> Set:
    def change(text: str) -> None:
        place[key] = int(text) if isinstance(place[key], int) and text.isdigit() else text

    return change


def _within(step: dict[str, Any], start: int, end: int) -> Set:
    def change(text: str) -> None:
        before = str(step["filter"])
        step["filter"] = before[:start] + text + before[end:]

    return change
