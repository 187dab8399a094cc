"""Sources that name a table of the catalog."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter
from speccc.spec.document import SpecFile
from speccc.spec.load import load_project, load_spec

PROJECT = """\
speccc_project: 1
catalog:
  orders:
    description: Of the shop
    columns:
      id: int64 not null
      day: {type: date, format: DD.MM.YYYY}
      price: decimal(9,2)
    key: [id]
"""
SPEC = """\
speccc: 1
name: taken
sources:
  orders:
    connector: csv
    options: {path: orders.csv}
    KEYS
steps:
  - filter: price > 0
sinks:
  result: {mode: replace}
"""


def load(keys: str, project: str = PROJECT) -> tuple[SpecFile, list[tuple[str, int, int]]]:
    """The spec, and the code and place of all that is wrong with it."""
    reporter = Reporter()
    catalog = load_project(project, "speccc.yaml", reporter)
    assert catalog is not None
    text = SPEC.replace("KEYS", keys.replace("; ", "\n    "))
    spec = load_spec(text, "specs/taken.yaml", reporter, catalog.model.catalog)
    assert spec is not None
    spans = [(d.code.id, d.span) for d in reporter.diagnostics]
    return spec, [(code, span.line, span.column) for code, span in spans if span is not None]


def test_a_source_has_the_columns_the_key_and_the_description_of_its_table() -> None:
    spec, wrong = load("catalog: orders")
    source = spec.model.sources["orders"]
    assert wrong == []
    assert list(source.columns or ()) == ["id", "day", "price"]
    assert (source.key, source.description) == (["id"], "Of the shop")


def test_take_chooses_columns_in_its_order_and_a_key_goes_with_its_columns() -> None:
    source = load("catalog: orders; take: [price, id]")[0].model.sources["orders"]
    assert (list(source.columns or ()), source.key) == (["price", "id"], ["id"])
    source = load("catalog: orders; take: [price]")[0].model.sources["orders"]
    assert (list(source.columns or ()), source.key) == (["price"], None)


def test_a_description_of_its_own_stays() -> None:
    source = load("description: Mine; catalog: orders")[0].model.sources["orders"]
    assert source.description == "Mine"


@pytest.mark.parametrize(
    ("project", "changes"),
    [
        (PROJECT.replace("decimal(9,2)", "decimal(12,2)"), True),
        (PROJECT.replace("key: [id]", "key: [day]"), True),
        (PROJECT.replace("  orders:", "  # a comment\n  orders:"), False),
        (PROJECT.replace("DD.MM.YYYY", "YYYY/MM/DD"), False),  # of a column that is not taken
        (PROJECT + "  others: {columns: {a: text}}\n", False),
    ],
)
def test_the_digest_is_that_of_what_is_taken(project: str, changes: bool) -> None:
    digests = [load("catalog: orders; take: [id, price]", p)[0].digest for p in (PROJECT, project)]
    assert (digests[0] != digests[1]) is changes


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ("catalog: order", [("E0417", 7, 14)]),
        ("take: [id]", [("E0661", 7, 5)]),
        ("catalog: orders; columns: {id: text}; key: [id]", [("E0661", 8, 5), ("E0661", 9, 5)]),
        ("catalog: orders; take: [id, prices]", [("E0401", 8, 16)]),
        ("catalog: orders; take: [id, id]", [("E0416", 8, 16)]),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(
    keys: str, wrong: list[tuple[str, int, int]]
) -> None:
    spec, found = load(keys)
    assert found == wrong
    assert spec.broken == {("sources", "orders")}


def test_another_pipelines_sink_is_inherited() -> None:
    reporter = Reporter()
    text = SPEC.replace("connector: csv", "connector: pipeline")
    text = text.replace("{path: orders.csv}", "{sink: a.b}").replace("KEYS", "catalog: orders")
    catalog = load_project(PROJECT, "speccc.yaml", reporter)
    assert catalog is not None
    load_spec(text, "specs/taken.yaml", reporter, catalog.model.catalog)
    assert [d.code.id for d in reporter.diagnostics] == ["E0661"]


def test_without_a_catalog_the_hint_is_to_declare_the_table() -> None:
    reporter = Reporter()
    load_spec(SPEC.replace("KEYS", "catalog: orders"), "specs/taken.yaml", reporter)
    (found,) = reporter.diagnostics
    assert "declare it in speccc.yaml" in found.hint
