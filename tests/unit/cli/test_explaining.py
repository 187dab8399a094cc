"""What `explain` says of functions and steps, and the page that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.analyse.pipeline import analyse
from speccc.cli.explaining import functions, steps, support
from speccc.cli.explaining.pages import PAGES
from speccc.diagnostics import Reporter
from speccc.functions.catalogue import TABLES
from speccc.spec.fmt import format_spec
from speccc.spec.load import load_spec

DOCS = Path(__file__).parents[3] / "docs"

COLUMNS = """    connector: csv
    options: {path: data/x.csv}
    columns:
      order_id: int64 not null
      customer: text
      placed_on: date
      status: text not null
      price: decimal(12,2) not null
      quantity: int64
      rating: text
"""
SOURCES = {
    "orders": f"  orders:\n{COLUMNS}",
    "orders_of_last_year": f"  orders_of_last_year:\n{COLUMNS}",
    "customers": (
        "  customers:\n    connector: csv\n    options: {path: data/x.csv}\n    columns:\n"
        "      id: text not null\n      country: text\n      spent: decimal(12,2)\n    key: [id]\n"
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "run: make docs"


def test_a_refusal_is_told_with_the_function() -> None:
    [lpad] = functions.find("lpad")
    assert "Refused by SQLite: SQLite has no such function." in support.refused_text(lpad)
    [upper] = functions.find("upper")
    assert support.refused_text(upper) == ""


def test_every_row_of_the_catalogue_is_told() -> None:
    told = {row.name for row in functions.catalogue()}
    assert told == {name for table in TABLES.values() for name in table}
    listed = functions.list_text()
    for row in functions.catalogue():
        assert row.group in functions.GROUPS
        assert row.doc in listed
        assert row.doc in functions.function_text(row)
        assert row in functions.find(row.symbol or row.name)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("round", "round(decimal, int64 literal) -> decimal"),
        ("+", "int64 + int64 -> int64"),
        ("negate", "- number -> number"),
        ("in", "any in (any literal, …) -> bool"),
        ("is null", "any is null -> bool"),
        ("coalesce", "coalesce(any, any, …) -> any"),
        ("string_agg", "string_agg(text, text literal order by …) -> text"),
        ("row_number", "row_number() -> int64"),
    ],
)
def test_a_call_as_it_is_shown(name: str, call: str) -> None:
    shown = [functions.shown(row, s) for row in functions.find(name) for s in row.signatures]
    assert call in shown


@pytest.mark.parametrize("step", steps.steps().values(), ids=lambda step: step.name)
def test_the_example_of_a_step_is_right_and_canonical(step: steps.Step) -> None:
    shown = "".join(f"  {line}\n" for line in step.example.rstrip("\n").split("\n"))
    sources = [text for name, text in SOURCES.items() if name == "orders" or name in step.example]
    text = (
        f"speccc: 1\nname: shown\n\nsources:\n{''.join(sources)}\n"
        f"steps:\n  - from: orders\n    filter: order_id > 0\n{shown}\n"
        "sinks:\n  result: {mode: replace}\n"
    )
    reporter = Reporter()
    spec = load_spec(text, "shown.yaml", reporter)
    assert spec is not None, reporter.diagnostics
    assert analyse(spec, {}, reporter) is not None, reporter.diagnostics
    assert format_spec(text, "shown.yaml", reporter) == text
    assert not reporter.diagnostics
    assert step.name in step.example


def test_a_step_names_its_keys_and_what_they_take() -> None:
    text = steps.step_text(steps.steps()["join"])
    assert "kind     required  Which rows come out. One of: inner, left, full," in text
    assert "where    optional" in text
