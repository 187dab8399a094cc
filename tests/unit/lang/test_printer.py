"""The canonical text of a tree."""

from __future__ import annotations

import pytest
from hypothesis import given

from speccc.diagnostics import InternalError
from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.printer import print_expression, print_order_item
from tests.unit.lang.strategies import AT, expressions
from tests.unit.lang.support import parse, try_parse

CANONICAL = {
    "A  AND\n b": "A and b",
    "1E+3": "1e3",
    "((a))": "a",
    "(a + b) + c": "a + b + c",
    "a + (b + c)": "a + (b + c)",
    "a - (b - c)": "a - (b - c)",
    "(a * b) + (c / d)": "a * b + c / d",
    "(a + b) * (c || d)": "(a + b) * (c || d)",
    "a * (b / c)": "a * (b / c)",
    "(a and b) and c": "a and b and c",
    "a and (b and c)": "a and (b and c)",
    "(a and b) or c": "(a and b) or c",
    "a or (not b)": "a or not b",
    "(not a) or b": "not a or b",
    "not (a or b)": "not (a or b)",
    "not (a = b)": "not a = b",
    "(not a) = b": "(not a) = b",
    "not(not(a))": "not not a",
    "(a = b) = (c is null)": "(a = b) = (c is null)",
    "(a + b) < (c * d)": "a + b < c * d",
    "(a || b) like 'x'": "a || b like 'x'",
    "(a like 'x') is null": "(a like 'x') is null",
    "a between (b) and (c = d)": "a between b and (c = d)",
    "(a between b and c) and d": "a between b and c and d",
    "- (a)": "-a",
    "- (-a)": "-(-a)",
    "a - (-b)": "a - -b",
    "-(a * b)": "-(a * b)",
    "(-a) * b": "-a * b",
    "a in ((1), -(2))": "a in (1, -2)",
    "COUNT ( )": "count()",
    "Round( X ,2)": "round(X, 2)",
    "first(x ORDER BY t , u DESC)": "first(x order by t, u desc)",
    "sum(x)OVER(LAST 3 ROWS)": "sum(x) over (last 3 rows)",
    "sum(x) over (rows from 0 before to 0 after)": "sum(x) over (last 1 rows)",
    "sum(x) over (rows from 2 before to 0 after)": "sum(x) over (last 3 rows)",
    "sum(x) over (rows from 0 before to 2 after)": "sum(x) over (rows from 0 before to 2 after)",
    "sum(x) over (rows so far) / sum(x) over (all rows)": (
        "sum(x) over (rows so far) / sum(x) over (all rows)"
    ),
    "case when (a) then (b or c) else (d) end": "case when a then b or c else d end",
    "CAST( (a+b) AS Decimal( 9,2 ) )": "cast(a + b as decimal(9,2))",
    "Date'2024-01-31'": "date '2024-01-31'",
    "'it''s'": "'it''s'",
    "LEFT . a": "left.a",
}


@pytest.mark.parametrize(("text", "canonical"), CANONICAL.items())
def test_canonical_text(text: str, canonical: str) -> None:
    assert print_expression(parse(text)) == canonical
    assert print_expression(parse(canonical)) == canonical


def test_order_items() -> None:
    assert print_order_item(ast.OrderItem("a", descending=False, **AT)) == "a"
    assert print_order_item(ast.OrderItem("a", descending=True, **AT)) == "a desc"


@given(expressions())
def test_parsing_what_is_printed_gives_the_tree(expr: Expr) -> None:
    text = print_expression(expr)
    assert "\n" not in text
    assert parse(text) == expr


@given(expressions())
def test_brackets_and_case_do_not_count(expr: Expr) -> None:
    assert print_expression(parse(explicit(expr))) == print_expression(expr)


@given(expressions())
def test_no_bracket_is_superfluous(expr: Expr) -> None:
    text = print_expression(expr)
    for start, end in bracket_pairs(text):
        assert try_parse(text[:start] + text[start + 1 : end] + text[end + 1 :]) != expr


@pytest.mark.internal_error
@pytest.mark.parametrize("ends", [(None, 1), (0, None), (1, 2), (-3, -1)])
def test_a_frame_that_no_text_gives(ends: tuple[int | None, int | None]) -> None:
    call = ast.Call("sum", (), (), ast.Bound(*ends, **AT), **AT)
    with pytest.raises(InternalError):
        print_expression(call)


def bracket_pairs(text: str) -> list[tuple[int, int]]:
    """The places of brackets outside of texts."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    quoted = False
    for place, character in enumerate(text):
        quoted ^= character == "'"
        if character == "(" and not quoted:
            opened.append(place)
        elif character == ")" and not quoted:
            pairs.append((opened.pop(), place))
    return pairs


def explicit(expr: Expr) -> str:
    """A text with brackets around every operand, words in capitals. Needs no precedence."""

    def one(part: Expr) -> str:
        return f"({explicit(part)})"

    match expr:
        case ast.Unary(op, operand):
            return f"{op.upper()} {one(operand)}"
        case ast.Binary(op, left, right):
            return f"{one(left)}{op.upper()}{one(right)}"
        case ast.IsNull(operand, negated):
            return f"{one(operand)}IS{' NOT' * negated} NULL"
        case ast.In(operand, values, negated):
            return f"{one(operand)}{'NOT ' * negated}IN({' , '.join(map(one, values))})"
        case ast.Between(operand, low, high, negated):
            return f"{one(operand)}{'NOT ' * negated}BETWEEN{one(low)}AND{one(high)}"
        case ast.Like(operand, pattern, negated):
            return f"{one(operand)}{'NOT ' * negated}LIKE{one(pattern)}"
        case ast.Case(whens, otherwise):
            parts = [f"WHEN{one(when.condition)}THEN{one(when.result)}" for when in whens]
            parts += [f"ELSE{one(otherwise)}"] if otherwise else []
            return f"CASE {' '.join(parts)} END"
        case ast.Cast(operand, type_, trying):
            return f"{'TRY_' * trying}CAST({one(operand)}AS {str(type_).upper()})"
        case ast.Call(args=args) if args:
            head, _, tail = print_expression(expr).partition("(")
            inside = ",".join(map(one, args))
            rest = tail[len(", ".join(map(print_expression, args))) :]
            return f"{head.upper()} ({inside}{rest}"
        case _:
            return print_expression(expr)
