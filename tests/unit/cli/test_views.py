"""What people read: tables, graphs, plans; and how an example is compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from speccc.cli.examples import compare
from speccc.cli.graphs import Edge, Graph, Shape, Vertex, to_dot, to_json, to_mermaid
from speccc.cli.views.runs import run_text
from speccc.cli.views.tables import table_text
from speccc.ir.rel import Expected, Row
from speccc.types import Column, Schema
from speccc.types.model import FLOAT64, INT64, TEXT


def test_a_table() -> None:
    rows = [["Ä", "1"], ["日本", "22"], ["e\u0301", "3"]]
    assert table_text(["name", "n"], rows, [False, True]) == (
        "name   n\n----  --\nÄ      1\n日本  22\ne\u0301      3"
    )


def test_a_cell_cannot_break_the_table_or_the_terminal() -> None:
    text = table_text(["x"], [["a\nb"], ["\x1b[31mred"], ["\u202eevil"]], [False])
    assert text.splitlines()[2:] == ["a\\nb", "\\x1b[31mred", "\\u202eevil"]


def test_an_empty_table() -> None:
    assert table_text(["x", "yy"], [], [False, True]) == "x  yy\n-  --"


GRAPH = Graph(
    (
        Vertex("s", 'so "quoted"', Shape.SOURCE),
        Vertex("end", "end", Shape.STEP),
        Vertex("t.c", "c", Shape.COLUMN, "t"),
    ),
    (Edge("s", "end"), Edge("end", "t.c", "why")),
)


def test_mermaid() -> None:
    assert to_mermaid(GRAPH).splitlines() == [
        "flowchart LR",
        "  n0[(\"so 'quoted'\")]",
        '  n1["end"]',
        '  subgraph g1 ["t"]',
        '    n2("c")',
        "  end",
        "  n0 --> n1",
        '  n1 -- "why" --> n2',
    ]


def test_dot() -> None:
    assert to_dot(GRAPH).splitlines() == [
        "digraph {",
        "  rankdir=LR;",
        '  "s" [label="so \'quoted\'", shape=cylinder];',
        '  "end" [label="end", shape=box];',
        '  subgraph cluster_g1 { label="t";',
        '    "t.c" [label="c", shape=plaintext];',
        "  }",
        '  "s" -> "end";',
        '  "end" -> "t.c" [label="why"];',
        "}",
    ]


def test_json() -> None:
    assert '"in": "t"' in to_json(GRAPH)


SCHEMA = Schema(
    (
        Column("name", TEXT, nullable=True),
        Column("n", INT64, nullable=True),
        Column("x", FLOAT64, nullable=True, inexact=True),
        Column("y", FLOAT64, nullable=True),
    )
)
ROWS: list[Row] = [("a", 1, 0.1 + 0.2, 0.3), ("b", None, 2.0, 1.0), ("b", None, 2.0, 1.0)]


def _expected(columns: str, *rows: Row, ordered: bool = False) -> Expected:
    return Expected("out", "node", tuple(columns.split()), rows, ordered)


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        (_expected("name n", ("b", None), ("a", 1), ("b", None)), ""),
        (_expected("x", (0.3,), (2.0,), (2.0,)), ""),
        (_expected("y", (0.3,), (1.0,), (1.0,)), ""),
        (_expected("n", (Decimal(1),), (None,), (None,)), ""),
        (_expected("name", ("a",), ("b",)), "out: not expected (b)"),
        (_expected("name", ("a",), ("b",), ("b",), ("b",)), "out: missing (b)"),
        (_expected("name", ("a",), ("b",), ("c",)), "out: missing (c); not expected (b)"),
        (_expected("n", (1,), (1,), (None,)), "out: missing (1); not expected (NULL)"),
        (_expected("y", (0.25,), (1.0,), (1.0,)), "out: missing (0.25); not expected (0.3)"),
        (_expected("name", ("b",), ordered=True), "out, row 1: expected (b), found (a)"),
        (_expected("name", ("a",), ("b",), ordered=True), "out: not expected (b)"),
        (_expected("name"), "out: not expected (a), (b), (b)"),
    ],
)  # fmt: skip
def test_compare(expected: Expected, difference: str) -> None:
    assert compare(expected, SCHEMA, ROWS) == difference


def test_a_run_for_people() -> None:
    text = run_text(
        "sales.here",
        {
            "sources": {"orders": {"read": 12345}},
            "nulled": {"orders": {"paid_on": 5}},
            "watermarks": {"orders": "2026-03-01 12:00:00"},
            "sinks": {"best": {"written": 1}},
            "expectations": [
                {"step": "checked", "rule": "n > 0", "severity": "warn", "broken": 2},
                {"step": "checked", "rule": "fine", "severity": "warn", "broken": 0},
            ],
            "phases": {"extract": 0.5, "load": 0.25},
            "error": None,
        },
        dry=False,
    )
    assert text.splitlines()[1:] == [
        "  read         orders  12,345 rows",
        "  wrote        best    1 row",
        "  set null     source 'orders', column 'paid_on': 5 values",
        "  \x1b[33mwarn       \x1b[0m  step 'checked', rule 'n > 0': 2 rows",
        "  watermark    orders  2026-03-01 12:00:00",
        "  time         extract 0.50 s, load 0.25 s",
    ]


def test_a_limited_run_that_ends_with_an_error() -> None:
    text = run_text(
        "sales.here",
        {
            "sources": {"orders": {"read": 2}},
            "nulled": {},
            "watermarks": {"orders": "2026-03-01 12:00:00"},  # read so far, and not kept
            "sinks": {},
            "expectations": [],
            "phases": {},
            "error": {"kind": "expectation", "message": "2 rows"},
        },
        limit=2,
    )
    assert "watermark" not in text
    assert text.splitlines()[-1] == (
        "  nothing was written; only the first 2 rows of each source were read"
    )
