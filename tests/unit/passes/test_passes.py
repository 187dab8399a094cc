"""What each pass does, on the printed IR before and after. That rows stay the same is a law of
tests/differential."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from speccc.backends.lowering import lowered
from speccc.diagnostics import InternalError
from speccc.driver import optimise
from speccc.ir.expr import Literal, Value
from speccc.ir.rel import Convert, Filter, GroupBy, Join, Project
from speccc.ir.text import print_expr
from speccc.ir.verify import verify
from speccc.passes import PASSES
from speccc.passes.constants import fold_constants
from speccc.passes.periods import periods
from speccc.passes.prune_columns import prune_columns
from speccc.passes.push_filters import push_filters
from speccc.passes.semi_joins import semi_joins
from speccc.reference import run
from tests.support.specs import HEAD, after, pipeline


def ids(pipeline: object) -> list[str]:
    return [n.id for n in pipeline.nodes]  # type: ignore[attr-defined]


def test_each_pass_has_a_reason() -> None:
    assert all(step.reason for step in PASSES)
    assert len({step.name for step in PASSES}) == len(PASSES)


def test_a_filter_that_keeps_everything_goes() -> None:
    found = after("- filter: true\n- filter: order_id is not null")
    assert ids(verify(fold_constants(found))) == ["orders"]


def test_a_condition_that_can_be_null_stays() -> None:
    found = after("- filter: day is not null")
    assert ids(verify(fold_constants(found))) == ["orders", "filtered"]


def test_a_filter_moves_above_what_does_not_touch_its_columns() -> None:
    found = after("- derive: {total: price * quantity}\n- name: sold\n  filter: paid")
    assert ids(verify(push_filters(found))) == ["orders", "sold", "derived"]


def test_a_filter_moves_under_its_columns_older_names() -> None:
    found = verify(push_filters(after("- rename: [paid as settled]\n- filter: settled")))
    assert ids(found) == ["orders", "filtered", "renamed"]
    op = found.node("filtered").op
    assert isinstance(op, Filter)
    assert "paid" in str(op.predicate)


def test_a_filter_on_a_new_column_stays() -> None:
    found = after("- derive: {total: price * quantity}\n- filter: total > 1")
    assert ids(push_filters(found)) == ["orders", "derived", "filtered"]


def test_a_condition_that_can_end_the_run_stays() -> None:
    """Before the join it would see rows that the join drops, and overflow on them."""
    steps = (
        "- from: orders\n  join: {with: customers, kind: semi, keys: [customer = name]}\n"
        "- filter: order_id * order_id > 1"
    )
    assert ids(push_filters(after(steps, customers=True)))[-2:] == ["joined", "filtered"]


def test_only_the_part_that_can_move_does() -> None:
    found = after("- derive: {total: price * quantity}\n- filter: paid and total > 1")
    assert ids(verify(push_filters(found))) == ["orders", "orders_filtered", "derived", "filtered"]


def test_no_filter_passes_a_limit_an_expectation_or_a_strict_cast() -> None:
    for steps in (
        "- sort: [day]\n- limit: 3",
        "- expect: [{row_count: {min: 1}}]",
        "- cast: {columns: {customer: int64}, on_error: fail}",
        "- window: {by: [customer], order: [day], derive: {place: row_number()}}",
    ):
        found = after(f"{steps}\n- filter: paid")
        assert ids(push_filters(found)) == ids(found)


def test_a_filter_on_the_group_moves_above_a_window() -> None:
    window = "- window: {by: [customer], order: [day], derive: {place: row_number()}}"
    found = verify(push_filters(after(f"{window}\n- filter: customer <> 'x'")))
    assert ids(found) == ["orders", "filtered", "windowed"]


def test_a_filter_on_taken_columns_moves_to_the_right() -> None:
    steps = (
        "- from: orders\n  join: {with: customers, kind: inner, keys: [customer = name],"
        " take: [country]}\n- filter: country = 'PT'"
    )
    found = verify(push_filters(after(steps, customers=True)))
    assert found.node("filtered").op == Filter("customers", found.node("filtered").op.predicate)  # type: ignore[union-attr]


@pytest.mark.parametrize("condition", ["paid", "other_paid"])
def test_no_filter_passes_a_join_of_a_step_with_itself(condition: str) -> None:
    """It is about one side: before the join it would drop rows of the other, too."""
    found = after(
        "- join: {with: orders, kind: inner, keys: [quantity = order_id], "
        "take: [paid as other_paid]}\n"
        f"- filter: {condition}"
    )
    first = (1, None, None, None, None, None, condition != "paid")
    second = (2, None, None, None, 1, None, condition == "paid")
    rows = {"orders": [first, second]}
    assert ids(push_filters(found)) == ["orders", "joined", "filtered"]
    assert run(optimise(found), rows, {}).sinks == run(found, rows, {}).sinks != {"out": []}


def test_columns_that_reach_nothing_are_not_made() -> None:
    found = after("- derive: {a: quantity + 1, b: quantity + 2}\n- select: [b]")
    op = verify(prune_columns(found)).node("derived").op
    assert isinstance(op, Project)
    assert [i.name for i in op.items] == ["b"]


@pytest.mark.parametrize(("read", "left"), [("day", []), ("quantity", ["quantity"])])
def test_a_conversion_that_nobody_reads_goes_with_its_column(read: str, left: list[str]) -> None:
    """It would go on as a column of another type."""
    found = after(
        "- cast: {columns: {quantity: float64, customer: bool}, on_error: set_null}\n"
        "- filter: order_id = 1\n"
        f"- select: [{read}]"
    )
    pruned = verify(prune_columns(found))
    made = [node.op for node in pruned.nodes if isinstance(node.op, Convert)]
    assert [c.column for op in made for c in op.conversions] == left
    assert "customer" not in pruned.node("filtered").schema
    rows = {"orders": [(1, "true", dt.date(2024, 1, 1), Decimal(1), 2, 0.5, True)]}
    assert run(pruned, rows, {}).sinks == run(found, rows, {}).sinks


def test_a_conversion_of_the_only_column_stays() -> None:
    """A node has a column, or there is no way to write its rows."""
    found = after(
        "- {name: few, select: [customer]}\n"
        "- {name: more, from: orders, select: [customer]}\n"
        "- intersect: {with: few}\n"
        "- cast: {columns: {customer: bool}, on_error: set_null}\n"
        "- set: {customer: 1 + 1}"
    )
    pruned = verify(prune_columns(found))
    assert all(node.schema.names for node in pruned.nodes)


def test_a_run_proves_what_its_group_is() -> None:
    found = after(
        "- runs:\n"
        "    by: [customer]\n    order: [order_id]\n    while: contains(customer, 'a')\n"
        "    measures: {first: min(order_id)}"
    )
    assert not found.nodes[-1].schema["customer"].nullable
    lowered(optimise(found))


def test_a_run_rests_on_no_column_that_is_gone() -> None:
    """Its condition is known, and nobody else reads what it says of a column."""
    found = after(
        "- aggregate: {by: [customer], measures: {bought: count()}}\n"
        "- runs:\n"
        "    by: [customer]\n    order: [customer]\n    while: bought is not null\n"
        "    measures: {most: max(customer)}"
    )
    assert ids(optimise(found))[-1:] == ids(found)[-1:]


def test_a_source_keeps_its_contract() -> None:
    found = prune_columns(after("- select: [day]"))
    assert len(found.node("orders").schema) == 7


def test_a_join_that_takes_nothing_is_a_semi_join() -> None:
    steps = (
        "- from: orders\n  join: {with: customers, kind: inner, keys: [customer = name], take: []}"
    )
    op = verify(semi_joins(after(steps, customers=True))).node("joined").op
    assert isinstance(op, Join)
    assert op.kind == "semi"


def test_a_join_that_multiplies_rows_is_not() -> None:
    steps = (
        "- from: orders\n  join: {with: customers, kind: inner, keys: [customer = country],"
        " take: []}"
    )
    op = semi_joins(after(steps, customers=True)).node("joined").op
    assert isinstance(op, Join)
    assert op.kind == "inner"


def test_a_left_join_of_which_nothing_is_read_goes() -> None:
    steps = (
        "- from: orders\n  join: {with: customers, kind: left, keys: [customer = name]}\n"
        "- select: [order_id]"
    )
    found = optimise(after(steps, customers=True))
    assert ids(found) == ["orders", "customers", "selected"]


def test_a_call_with_null_is_null() -> None:
    found = after("- derive:\n    a: quantity + cast(null as int64)\n    b: coalesce(quantity, 0)")
    op = verify(fold_constants(found)).node("derived").op
    assert isinstance(op, Project)
    assert [print_expr(i.expr) for i in op.items[-2:]] == ["none", "coalesce(quantity, 0)"]


@pytest.mark.parametrize(
    ("by", "measures", "left"),
    [
        ("[]", '{c: "coalesce(1, max(quantity))"}', ["_rows"]),
        ("[]", '{c: "coalesce(1, max(quantity))", d: sum(quantity)}', ["d"]),
        ("[]", "{c: max(quantity) + cast(null as int64)}", ["_rows"]),
        ("[day]", '{c: "coalesce(1, max(quantity))"}', []),
        ("[day]", '{c: "coalesce(max(quantity), 1)"}', ["c"]),
    ],
)
def test_a_known_measure_is_read_after_the_others(by: str, measures: str, left: list[str]) -> None:
    found = after(f"- name: total\n  aggregate: {{by: {by}, measures: {measures}}}")
    made = verify(fold_constants(found))
    (group,) = (n.op for n in made.nodes if isinstance(n.op, GroupBy))
    assert [m.name for m in group.measures] == left
    total = made.node("total")
    assert total.schema == found.node("total").schema
    assert isinstance(total.op, GroupBy if left == ["c"] else Project)


@pytest.mark.internal_error
def test_what_aggregates_nothing_is_no_measure() -> None:
    found = after("- name: total\n  aggregate: {by: [], measures: {c: max(quantity)}}")
    op = found.node("total").op
    assert isinstance(op, GroupBy)
    known = Literal(1, type=op.measures[0].expr.type, nullable=False)
    wrong = replace(op, measures=(replace(op.measures[0], expr=known),))
    nodes = tuple(replace(n, op=wrong) if n.id == "total" else n for n in found.nodes)
    with pytest.raises(InternalError, match="'c' aggregates nothing"):
        verify(replace(found, nodes=nodes))


def test_a_period_is_a_range() -> None:
    found = after("- filter: trunc_quarter(day) = date '2026-04-01' and paid")
    op = verify(periods(found)).node("filtered").op
    assert isinstance(op, Filter)
    assert print_expr(op.predicate) == (
        "and(greater_equal(day, 2026-04-01), less(day, 2026-07-01), paid)"
    )


@pytest.mark.parametrize(
    ("condition", "becomes"),
    [
        ("year(day) = 2026", "and(greater_equal(day, 2026-01-01), less(day, 2027-01-01))"),
        ("year(day) = 9999", "greater_equal(day, 9999-01-01)"),
        ("trunc_month(day) = date '2026-12-01'",
         "and(greater_equal(day, 2026-12-01), less(day, 2027-01-01))"),
        ("day > add_days(date '2026-01-01', -1)", "greater(day, 2025-12-31)"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_date(condition: str, becomes: str) -> None:
    op = verify(periods(after(f"- filter: {condition}"))).node("filtered").op
    assert isinstance(op, Filter)
    assert print_expr(op.predicate) == becomes


@pytest.mark.parametrize(
    "condition",
    [
        "year(day) = 0",
        "year(day) <> 2026",
        "month(day) = 1",
        "trunc_month(day) = date '2026-12-02'",
        "trunc_quarter(day) = date '2026-05-01'",
        "year(add_days(day, 1)) = 2026",
        "day > add_days(date '9999-12-31', 1)",
    ],
)
def test_what_is_no_period_stays(condition: str) -> None:
    found = after(f"- filter: {condition}")
    assert periods(found) == found


@pytest.mark.parametrize("kind", ["date", "timestamp"])
def test_the_rows_around_the_ends_of_a_period_stay(kind: str) -> None:
    """Two years of days, NULL, and of timestamps also the last moment of each day."""
    days: list[dt.datetime] = [dt.datetime(2026, 1, 1) + dt.timedelta(n) for n in range(-200, 530)]
    moments: list[Value] = [None, *days, *(day - dt.timedelta(microseconds=1) for day in days)]
    start = f"{kind} '2026-04-01{'' if kind == 'date' else ' 00:00:00'}'"
    found = pipeline(
        f"{HEAD}sources:\n  given: {{columns: {{t: {kind}}}}}\nsteps:\n- derive:\n"
        f"    of_year: year(t) = 2026\n    of_quarter: trunc_quarter(t) = {start}\n"
        f"    not_of_month: not trunc_month(t) = {start}\n"
        "sinks: {out: {mode: replace}}\n"
    )
    if kind == "date":
        moments = [t.date() if isinstance(t, dt.datetime) else t for t in moments]
    rows = {"given": [(t,) for t in moments]}
    rewritten = verify(periods(found))
    assert rewritten != found
    assert run(rewritten, rows, {}).sinks == run(found, rows, {}).sinks
