"""Texts and their trees."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter, Span
from speccc.lang import ast
from speccc.lang.operators import MAX_DEPTH
from speccc.lang.parser import parse_expression
from speccc.lang.walk import depth, walk
from tests.unit.lang.support import errors, locate, parse, shape

TREES = {
    # literals, names
    "12": "12",
    "0.50": "0.50",
    "1E+3": "1e3",
    "1e-3": "1e-3",
    "'it''s'": '"it\'s"',
    "''": "''",
    "''''": '"\'"',
    "'a -- b # c'": "'a -- b # c'",
    "TRUE": "True",
    "false": "False",
    "Null": "None",
    "DATE '2024-02-29'": "(date 2024-02-29)",
    "timestamp '2024-01-31 10:00:00'": "(timestamp 2024-01-31 10:00:00)",
    "timestamp '2024-01-31 23:59:59.999999'": "(timestamp 2024-01-31 23:59:59.999999)",
    "decimal'-0.06'": "(decimal -0.06)",
    ":run_date": ":run_date",
    "Amount": "Amount",
    "left.a = RIGHT.b": "(= left.a right.b)",
    # loosest first
    "a or b or c": "(or (or a b) c)",
    "a and b and c": "(and (and a b) c)",
    "a or (b and c)": "(or a (and b c))",
    "a AND NOT b": "(and a (not b))",
    "not a and b": "(and (not a) b)",
    "not not a": "(not (not a))",
    "not a = b": "(not (= a b))",
    "a = b or c <> d": "(or (= a b) (<> c d))",
    "a < b + c": "(< a (+ b c))",
    "a + b >= c": "(>= (+ a b) c)",
    "a - b - c": "(- (- a b) c)",
    "a - (b - c)": "(- a (- b c))",
    "a + b || c - d": "(- (|| (+ a b) c) d)",
    "a + b * c": "(+ a (* b c))",
    "a * b / c": "(/ (* a b) c)",
    "(a + b) * c": "(* (+ a b) c)",
    "-a * b": "(* (- a) b)",
    "a * -b": "(* a (- b))",
    "a - -1": "(- a (- 1))",
    "- - a": "(- (- a))",
    "-(a + b)": "(- (+ a b))",
    # predicates
    "a is null": "(null a)",
    "a IS NOT NULL": "(not-null a)",
    "a + b is null": "(null (+ a b))",
    "not a is null": "(not (null a))",
    "(a is null) = b": "(= (null a) b)",
    "a = (b is null)": "(= a (null b))",
    "a in (1, -2, 'x', true, date '2024-01-31')": "(in a 1 (- 2) 'x' True (date 2024-01-31))",
    "a not in (1) and b": "(and (not-in a 1) b)",
    "a between 1 and 2": "(between a 1 2)",
    "a between b + 1 and c * 2 and d": "(and (between a (+ b 1) (* c 2)) d)",
    "a not between 1 and 2 or b": "(or (not-between a 1 2) b)",
    "a || b like '%x_'": "(like (|| a b) '%x_')",
    "a not like 'x'": "(not-like a 'x')",
    # case, cast
    "case when a then b end": "(case [a b])",
    "CASE WHEN a = 1 THEN 2 WHEN b THEN 3 ELSE 4 END * 5": "(* (case [(= a 1) 2] [b 3] 4) 5)",
    "case when a or b then case when c then d end end": "(case [(or a b) (case [c d])])",
    "cast(a + 1 as float64)": "(cast (+ a 1) float64)",
    "cast(null as DECIMAL( 9 , 2 ))": "(cast None decimal(9,2))",
    "try_cast(a as date) is null": "(null (trycast a date))",
    # calls
    "count()": "{count}",
    "SUM(a)": "{sum a}",
    "coalesce(a, b, 0)": "{coalesce a b 0}",
    "f(a or b, not c)": "{f (or a b) (not c)}",
    "first(x order by t)": "{first x /t+}",
    "string_agg(x, ', ' order by t desc, u)": "{string_agg x ', ' /t- /u+}",
    "sum(x) over (all rows)": "{sum x @None,None}",
    "sum(x) over (rows so far)": "{sum x @None,0}",
    "sum(x) OVER (LAST 5 ROWS)": "{sum x @-4,0}",
    "avg(x) over (last 1 rows)": "{avg x @0,0}",
    "sum(x) over (rows from 3 before to 1 after)": "{sum x @-3,1}",
    "x / sum(x) over (all rows) > 0.5": "(> (/ x {sum x @None,None}) 0.5)",
    # words that are free
    "date": "date",
    "date = date '2024-01-31'": "(= date (date 2024-01-31))",
    "decimal + timestamp": "(+ decimal timestamp)",
    "left(left, 3) = left": "(= {left left 3} left)",
    "right": "right",
    "order": "order",
    "last(order order by order desc)": "{last order /order-}",
    "f(order, by)": "{f order by}",
    "last + rows + over + desc": "(+ (+ (+ last rows) over) desc)",
    "select + distinct + interval": "(+ (+ select distinct) interval)",
    "count + first": "(+ count first)",
    "first(interval order by t)": "{first interval /t+}",
    # blanks
    "a+b*c": "(+ a (* b c))",
    "  a\n  +\tb \r\n": "(+ a b)",
    "a<>b": "(<> a b)",
}


@pytest.mark.parametrize(("text", "tree"), TREES.items())
def test_text_has_this_tree(text: str, tree: str) -> None:
    assert shape(parse(text)) == tree


def test_places_of_nodes() -> None:
    text = "(a + b) * round( x , 2 )"
    places = {
        shape(node): text[node.span.column - 1 : node.span.end_column - 1]
        for node in walk(parse(text))
    }
    assert places == {
        "(* (+ a b) {round x 2})": "(a + b) * round( x , 2 )",
        "(+ a b)": "a + b",
        "a": "a",
        "b": "b",
        "{round x 2}": "round( x , 2 )",
        "x": "x",
        "2": "2",
    }


def test_places_of_parts_that_are_no_expressions() -> None:
    text = "sum(x order by t desc) over (last 2 rows) + case when a then b end"
    sum_, case = [n for n in walk(parse(text)) if isinstance(n, ast.Call | ast.Case)]
    assert isinstance(sum_, ast.Call)
    assert isinstance(case, ast.Case)
    assert sum_.name_span == locate(0, 3)
    assert sum_.span == locate(0, 41)
    assert sum_.order[0].span == locate(15, 21)
    assert sum_.frame is not None
    assert sum_.frame.span == locate(23, 41)
    assert case.whens[0].span == locate(49, 62)


def test_places_come_from_the_caller() -> None:
    lines = "a\n+ b"

    def by_line(start: int, end: int) -> Span:
        before = lines[:start]
        line = before.count("\n") + 1
        column = start - (before.rfind("\n") + 1) + 1
        return Span("x.yaml", line + 10, column, line + 10, column + end - start)

    expr = parse_expression(lines, by_line, Reporter())
    assert isinstance(expr, ast.Binary)
    assert expr.right.span == Span("x.yaml", 12, 3, 12, 4)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("a +  \n", 3, 3), ("x = 'a  ", 4, 6), ("x = 'a  \n", 4, 6), ("\n\n", 0, 2), ("(a  ", 0, 1)],
)
def test_blanks_at_the_end_are_no_place(text: str, start: int, end: int) -> None:
    assert [d.span for d in errors(text)] == [locate(start, end)]


def test_errors_of_before_do_not_spoil_the_tree() -> None:
    reporter = Reporter()
    assert parse_expression("a +", locate, reporter) is None
    assert parse_expression("a", locate, reporter) == parse("a")
    assert len(reporter.diagnostics) == 1


DEEP = {
    "brackets": lambda n: "(" * n + "a" + ")" * n,
    "calls": lambda n: "f(" * n + "a" + ")" * n,
    "negations": lambda n: "- " * n + "a",
    "nots": lambda n: "not " * n + "a",
    "sums": lambda n: "a" + " + a" * n,
    "sums to the right": lambda n: "(a + " * n + "a" + ")" * n,
    "ors": lambda n: "a" + " or a" * n,
    "cases": lambda n: "case when a then " * n + "b" + " end" * n,
    "whens": lambda n: "case when " * n + "a" + " then b end" * n,
    "casts": lambda n: "cast(" * n + "a" + " as text)" * n,
    "betweens": lambda n: "a between (" * n + "a" + ") and b" * n,
    "lists": lambda n: "a in (" * n,
    "unclosed": lambda n: "f(" * n,
}


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("size", [3 * MAX_DEPTH, 5_000])
def test_too_deep_is_an_error(name: str, size: int) -> None:
    assert "E0322" in [d.code.id for d in errors(DEEP[name](size))]


@pytest.mark.parametrize("name", [n for n in DEEP if n not in ("lists", "unclosed")])
def test_the_limit_itself_is_fine(name: str) -> None:
    expr = parse(DEEP[name](MAX_DEPTH - 1))
    assert depth(expr) == (1 if name == "brackets" else MAX_DEPTH)


@pytest.mark.parametrize("name", [n for n in DEEP if n not in ("brackets", "lists", "unclosed")])
def test_one_more_than_the_limit_is_not(name: str) -> None:
    assert [d.code.id for d in errors(DEEP[name](MAX_DEPTH))] == ["E0322"]


def test_a_wide_expression_is_not_deep() -> None:
    text = "case " + " ".join(f"when a = {n} then 'x{n}'" for n in range(500)) + " end"
    assert depth(parse(text)) == 3
