"""What the generated code does not do: copy columns that nobody reads, group where there is one
group, ask slow questions of rows that a fast one drops."""

from __future__ import annotations

import pytest

from speccc import driver
from speccc.backends.pandas.module import module
from speccc.ir.expr import Value
from speccc.ir.rel import Pipeline
from speccc.reference import run
from tests.unit.backends.pandas.running import transformed
from tests.unit.backends.pandas.test_module import checked

SOURCES = {
    "orders": """
  orders:
    columns: {id: int64 not null, name: text, price: float64, pieces: int64 not null}
    key: [id]
""",
    "lines": """
  lines:
    columns: {id: int64 not null, name: text, size: int64 not null}
""",
}
SINK = "sinks:\n  out: {mode: replace}\n"
ROWS: list[tuple[Value, ...]] = [
    (1, "pen", 2.5, 3),
    (2, None, None, 4),
    (3, "", 1.0, 0),
]
LINES: list[tuple[Value, ...]] = [(1, "a", 2), (1, "b", 9), (2, "c", 4), (9, "d", 9)]


def spec(steps: str) -> Pipeline:
    """The pipeline of some steps, with the sources that they name."""
    sources = "".join(text for name, text in SOURCES.items() if name in steps)
    text = f"speccc: 1\nname: lean\nsources:{sources}steps:\n{steps}{SINK}"
    return driver.optimise(checked(text))


def lean(steps: str) -> str:
    """The statements of `transform`, on one line."""
    return " ".join(
        module(spec(steps)).partition("def transform(")[2].partition("# ---")[0].split()
    )


def agrees(steps: str) -> None:
    """Whether pandas and the interpreter give the same rows, of some and of none."""
    pipeline = spec(steps)
    named = {source.name for source in pipeline.sources}
    for sources in ({"orders": ROWS, "lines": LINES}, {"orders": [], "lines": []}):
        given = {name: rows for name, rows in sources.items() if name in named}
        assert transformed(pipeline, given) == run(pipeline, given, {}).sinks


def test_rows_are_chosen_with_the_columns_that_are_read() -> None:
    steps = """
  - {name: cheap, from: orders, filter: price < 2.0}
  - {aggregate: {by: [pieces], measures: {rows: count()}}}
  - {name: ordered, from: lines, join: {with: cheap, kind: semi, keys: [id]}}
  - {name: rest, from: lines, join: {with: aggregated, kind: anti, keys: [size = pieces]}}
  - {name: sizes, from: ordered, union: {with: [rest]}}
  - {distinct: [size]}
"""
    assert 'cheap = orders.loc[orders["price"] < 2.0, ["id", "pieces"]]' in lean(steps)
    assert 'ordered = lines.loc[lines["id"].isin(cheap["id"]), ["size"]]' in lean(steps)
    assert ', ["size"]]' in lean(steps).partition("rest = ")[2]
    agrees(steps)


def test_columns_are_chosen_once() -> None:
    steps = "  - {name: cheap, from: lines, filter: size > 2}\n  - {select: [size as length]}\n"
    assert 'cheap = lines[lines["size"] > 2]' in lean(steps)
    assert lean(steps.replace("size as length", "size")).count('["size"]]') == 1
    agrees(steps)


def test_slow_conditions_are_asked_of_few_rows() -> None:
    steps = "  - {from: lines, filter: name <> 'a' and size > 2 and id < 9}\n"
    assert '(lines["size"] > 2) & (lines["id"] < 9)' in lean(steps)
    assert 'filtered = filtered[filtered["name"] != "a"' not in lean(steps)
    assert 'filtered[known(filtered["name"] != "a", filtered["name"])' in lean(steps)
    agrees(steps)
    agrees(
        "  - {from: orders, filter: name is not null and pieces > 2 and length(name) < pieces}\n"
    )


def test_conditions_of_one_kind_are_asked_at_once() -> None:
    assert lean("  - {from: lines, filter: size > 2 and id < 9}\n").count("filtered = ") == 1
    assert lean("  - {from: lines, filter: name = 'a' or size > 2}\n").count("filtered = ") == 1


TOTALS = """
  - from: orders
    aggregate:
      by: []
      measures:
        rows: count()
        whole: sum(price)
        usual: avg(price)
        least: min(price)
        twice: max(2.0 * price)
"""


def test_one_group_needs_no_groups() -> None:
    written = """"rows": [len(orders)], "whole": [total(orders["price"], "sum")]"""
    assert written in lean(TOTALS)
    assert "groupby" not in lean(TOTALS)
    agrees(TOTALS)


def test_one_row_is_joined_as_values() -> None:
    steps = (
        TOTALS + "  - {from: lines, join: {with: aggregated, kind: cross, take: [rows, usual]}}\n"
    )
    assert 'rows=aggregated["rows"].item(), usual=aggregated["usual"].item()' in lean(steps)
    agrees(steps)


@pytest.mark.parametrize("kind", ["semi", "anti"])
def test_pairs_are_made_of_rows_that_can_match(kind: str) -> None:
    steps = f"""
  - {{name: big, from: lines, filter: size > 3}}
  - join: {{with: orders, kind: {kind}, keys: [id], where: right.pieces < left.size}}
"""
    assert 'orders["id"].isin(big["id"])' in lean(steps)
    assert "right_row" not in lean(steps)
    agrees(steps)
