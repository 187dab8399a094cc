"""Incremental sources: which pipelines may read so, and what they become."""

from __future__ import annotations

import datetime as dt

import pytest

from speccc.ir.rel import Filter, Incremental, inputs
from tests.support.specs import HEAD, errors, pipeline

SOURCES = """\
sources:
  orders:
    columns:
      id: int64 not null
      customer: text
      changed_at: timestamp not null
    incremental: {column: changed_at, lookback: 2 days}
  customers:
    columns: {name: text not null, country: text}
    key: [name]
"""
ALL = "- from: orders\n  select: [id, customer, changed_at]\n"
WITH = "- from: orders\n  join: {with: customers, kind: left, keys: [customer = name]}\n"
MERGE = "mode: merge, key: [id]"


def spec(steps: str, sink: str = MERGE) -> str:
    sources = SOURCES if "customers" in steps else SOURCES[: SOURCES.index("  customers:")]
    lines = "".join(f"  {line}\n" for line in steps.splitlines())
    return f"{HEAD}{sources}steps:\n{lines}sinks:\n  result: {{{sink}}}\n"


def test_rows_are_cut_by_a_param_that_lets_all_through_unless_it_is_given() -> None:
    made = pipeline(spec(ALL))
    assert made.sources[0].incremental == Incremental("changed_at", "since_orders", 172_800)
    (param,) = made.params
    assert (param.name, param.default) == ("since_orders", dt.datetime(1, 1, 1))
    cut = next(node for node in made.nodes if node.id == "orders_since")
    assert isinstance(cut.op, Filter)
    assert cut.op.input == "orders"
    assert inputs(made.nodes[-1].op) == (cut.id,)


@pytest.mark.parametrize(
    ("steps", "sink"),
    [
        (ALL, "mode: append, key: [id]"),
        (WITH, MERGE),
        (ALL + "- filter: customer is not null", MERGE),
        (ALL + "- derive:\n    day: cast(changed_at as date)\n- drop: [changed_at]", MERGE),
        (ALL + "- expect:\n    - {not_null: [customer]}", MERGE),
        (ALL + "- dedupe: {by: [id], order: [changed_at desc]}", MERGE),
    ],
)
def test_what_is_right_row_by_row_may_be_incremental(steps: str, sink: str) -> None:
    pipeline(spec(steps, sink))


@pytest.mark.parametrize(
    ("steps", "sink", "code"),
    [
        (ALL, "mode: replace", "E0654"),
        (ALL, "mode: partition, by: [customer]", "E0654"),
        (ALL + "- aggregate:\n    by: [id]\n    measures:\n      total: count()", MERGE, "E0653"),
        (
            ALL + "- window:\n    by: []\n    order: [id]\n    derive:\n      total: row_number()",
            MERGE,
            "E0653",
        ),
        (ALL + "- sort: [id]\n- limit: 3", MERGE, "E0653"),
        (ALL + "- distinct: [id]", MERGE, "E0653"),
        (ALL + "- set: {changed_at: \"timestamp '2026-01-01 00:00:00'\"}", MERGE, "E0653"),
        (ALL + "- dedupe: {by: [id], order: [customer]}", MERGE, "E0653"),
        (ALL + "- dedupe: {by: [id], order: [changed_at]}", MERGE, "E0653"),
        (
            ALL + "- dedupe: {by: [id], order: [changed_at desc]}",
            "mode: append, key: [id]",
            "E0654",
        ),
        (
            "- from: customers\n  join: {with: orders, kind: left, keys: [name = customer]}",
            MERGE,
            "E0653",
        ),
    ],
)
def test_what_needs_all_rows_is_refused(steps: str, sink: str, code: str) -> None:
    assert code in {found.split()[0] for found in errors(spec(steps, sink))}
