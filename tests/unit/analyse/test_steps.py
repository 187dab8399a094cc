"""What each step makes of its input: columns, types, nullability, keys, tags, orders."""

from __future__ import annotations

import pytest

from speccc.ir.rel import Dedupe, Join, Limit, Project, Window
from tests.support.specs import CUSTOMERS, HEAD, ORDERS, after, columns, errors, pipeline

ALL = [
    "order_id: int64 not null",
    "customer: text",
    "day: date",
    "price: decimal(9,2)",
    "quantity: int64",
    "rate: float64",
    "paid: bool not null",
]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- select: [price, order_id as id]", ["price: decimal(9,2)", "id: int64 not null"]),
        ("- rename: [customer as name]", [ALL[0], "name: text", *ALL[2:]]),
        ("- drop: [day, rate, paid]", [ALL[0], ALL[1], ALL[3], ALL[4]]),
        ("- derive: {total: price * quantity}", [*ALL, "total: decimal(28,2)"]),
        ("- derive: {half: quantity / 2}", [*ALL, "half: float64"]),
        ("- derive: {share: order_id / 2}", [*ALL, "share: float64 not null"]),
        ("- derive: {share: order_id / quantity}", [*ALL, "share: float64"]),
        ("- set: {customer: length(customer)}", [ALL[0], "customer: int64", *ALL[2:]]),
        (
            "- cast: {columns: {customer: int64}, on_error: set_null}",
            [ALL[0], "customer: int64", *ALL[2:]],
        ),
        ("- fill: {values: {customer: nobody}}", [ALL[0], "customer: text not null", *ALL[2:]]),
        ("- filter: price > 0", [*ALL[:3], "price: decimal(9,2) not null", *ALL[4:]]),
        ("- filter: day is not null or paid", ALL),
        (
            "- filter: not (day is null or quantity is null)",
            [*ALL[:2], "day: date not null", ALL[3], "quantity: int64 not null", *ALL[5:]],
        ),
        ("- distinct: [customer, day]", ["customer: text", "day: date"]),
        (
            "- aggregate: {by: [customer], measures: {rows: count(), total: sum(price)}}",
            ["customer: text", "rows: int64 not null", "total: decimal(38,2)"],
        ),
        (
            "- aggregate: {by: [], measures: {last_id: max(order_id), paid_ones: count_if(paid)}}",
            ["last_id: int64", "paid_ones: int64 not null"],
        ),
        (
            "- aggregate: {by: [customer], measures: {last_id: max(order_id)}}",
            ["customer: text", "last_id: int64 not null"],
        ),
        (
            (
                "- window:\n    by: [customer]\n    order: [day]\n    derive:\n"
                "      place: row_number()\n      before: lag(order_id)\n"
                "      before_or_0: lag(order_id, 1, 0)\n"
                "      so_far: sum(order_id) over (rows so far)"
            ),
            [
                *ALL,
                "place: int64 not null",
                "before: int64",
                "before_or_0: int64 not null",
                "so_far: int64 not null",
            ],
        ),
        ("- expect: [{not_null: [day]}]", [*ALL[:2], "day: date not null", *ALL[3:]]),
        ("- expect: [{not_null: [day], severity: warn}]", ALL),
    ],
)
def test_columns(steps: str, expected: list[str]) -> None:
    assert columns(after(steps)) == expected


def test_a_derive_that_builds_on_itself_becomes_one_node_a_level() -> None:
    found = after("- derive: {a: quantity + 1, b: order_id, c: a * 2, d: c + b}")
    made = [n for n in found.nodes if isinstance(n.op, Project)]
    assert [n.id for n in made] == ["derived_1", "derived_2", "derived"]
    assert {n.step for n in made} == {"derived"}
    assert [made[0].schema.names[-2:], made[1].schema.names[-1:]] == [("a", "b"), ("c",)]


@pytest.mark.parametrize(
    ("steps", "keys"),
    [
        ("- filter: paid", (("order_id",),)),
        ("- select: [order_id as id, price]", (("id",),)),
        ("- select: [price]", ()),
        ("- set: {order_id: order_id + 1}", ()),
        ("- distinct: [customer, day]", (("customer", "day"),)),
        ("- aggregate: {by: [customer], measures: {rows: count()}}", (("customer",),)),
        ("- aggregate: {by: [], measures: {rows: count()}}", ((),)),
        ("- expect: [{unique: [day]}]", (("order_id",), ("day",))),
        ("- expect: [{unique: [day], severity: warn}]", (("order_id",),)),
        ("- union: {with: [orders]}", ()),
    ],
)
def test_keys(steps: str, keys: tuple[tuple[str, ...], ...]) -> None:
    found = after(steps)
    assert found.node(found.sinks[0].input).keys == keys


def test_orders_are_completed_until_a_key_decides() -> None:
    found = after("- dedupe: {by: [customer], order: [price desc]}")
    [op] = [n.op for n in found.nodes if isinstance(n.op, Dedupe)]
    assert [k.column for k in op.order] == ["price", "order_id"]
    found = after("- drop: [order_id]\n- dedupe: {by: [customer], order: [price desc]}")
    [op] = [n.op for n in found.nodes if isinstance(n.op, Dedupe)]
    assert [k.column for k in op.order] == ["price", "day", "quantity", "rate", "paid"]


def test_a_window_knows_which_keys_are_the_specs() -> None:
    found = after("- window: {by: [customer], order: [day desc], derive: {place: rank()}}")
    [op] = [n.op for n in found.nodes if isinstance(n.op, Window)]
    assert ([k.column for k in op.order], op.given) == (["day", "order_id"], 1)


@pytest.mark.parametrize(
    "reader",
    [
        "union: {with: [orders, newest]}",
        "except: {with: newest}",
        "intersect: {with: newest}",
        "join: {with: newest, kind: semi, keys: [order_id]}",
        "expect: [{references: {with: newest, keys: [order_id]}}]",
        "expect: [{reconcile: {with: newest, keys: [order_id], columns: [price]}}]",
    ],
)
def test_what_sees_no_order_reads_no_sort(reader: str) -> None:
    spec = f"""{HEAD}{ORDERS}steps:
  - name: newest
    sort: [day desc]
  - from: orders
    {reader}
sinks:
  out: {{mode: replace}}
"""
    assert [error.partition(" ")[0] for error in errors(spec)] == ["E0601"]
    right = spec.replace("sort: [day desc]", "filter: paid")
    pipeline(right)


def test_a_limit_swallows_its_sort_and_orders_the_sink() -> None:
    found = after("- sort: [price desc]\n- limit: 3")
    assert [type(n.op).__name__ for n in found.nodes] == ["Scan", "Limit"]
    [op] = [n.op for n in found.nodes if isinstance(n.op, Limit)]
    assert found.sinks[0].order == op.order


JOIN = "- from: orders\n  join:\n    with: customers\n    keys: [customer = name]\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            "    kind: inner",
            [
                ALL[0],
                "customer: text not null",
                *ALL[2:],
                "country: text",
                "born: date",
            ],
        ),
        ("    kind: left\n    take: [born as birthday]", [*ALL, "birthday: date"]),
        (
            "    kind: full\n    take: [name as known_name]",
            [
                "order_id: int64",
                "customer: text",
                *ALL[2:6],
                "paid: bool",
                "known_name: text",
            ],
        ),
        ("    kind: semi", [ALL[0], "customer: text not null", *ALL[2:]]),
        ("    kind: anti", ALL),
        (
            "    kind: inner\n    take: [born]\n    where: right.born < left.day",
            [
                ALL[0],
                "customer: text not null",
                "day: date not null",
                *ALL[3:],
                "born: date not null",
            ],
        ),
    ],
)
def test_join_columns(options: str, expected: list[str]) -> None:
    assert columns(after(JOIN + options, customers=True)) == expected


@pytest.mark.parametrize(
    ("matches", "keys", "check"),
    [
        ("at_most_one", "customer = name", None),  # proven by the declared key
        ("at_most_one", "customer = country", "at_most_one"),
        ("exactly_one", "customer = name", "exactly_one"),  # existence is never proven
    ],
)
def test_matches_is_checked_unless_it_is_proven(matches: str, keys: str, check: str | None) -> None:
    found = after(
        f"- from: orders\n  join: {{with: customers, kind: inner, keys: [{keys}], take: [born],"
        f" matches: {matches}}}",
        customers=True,
    )
    [op] = [n.op for n in found.nodes if isinstance(n.op, Join)]
    assert op.check == check


def test_a_join_that_cannot_multiply_keeps_the_left_key() -> None:
    found = after(JOIN + "    kind: left", customers=True)
    assert found.node(found.sinks[0].input).keys == (("order_id",),)
    many = JOIN.replace("customer = name", "customer = country") + "    kind: inner"
    found = after(many, customers=True)
    assert found.node(found.sinks[0].input).keys == (("order_id", "name"),)


def test_a_full_join_takes_each_key_column_once() -> None:
    found = errors(
        f"{HEAD}{ORDERS}{CUSTOMERS}steps:\n  - from: orders\n    join: {{with: customers,"
        " kind: full, keys: [customer = name, customer = country], take: []}\n"
        "sinks: {out: {mode: replace}}\n"
    )
    assert [f.split()[0] for f in found] == ["E0603"]


def test_a_step_may_be_called_like_a_part_of_another() -> None:
    found = after(
        """
  - name: made
    derive:
      a: quantity + 1
      b: a + 1
  - name: made_1
    filter: b > 1
"""
    )
    assert [node.id for node in found.nodes] == ["orders", "made__1", "made", "made_1"]
