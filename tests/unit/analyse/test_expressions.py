"""Types, promotions, nullability and exactness of expressions."""

from __future__ import annotations

import pytest

from speccc.ir.rel import Project
from speccc.ir.text import print_expr
from tests.support.specs import HEAD, ORDERS, after, errors


def typed(text: str) -> str:
    """The typed form of an expression over `orders`, its type and nullability."""
    quoted = '"' + text.replace('"', '\\"') + '"'
    found = after(f"- derive:\n    made: |\n      {text}") if quoted else None
    assert found is not None
    [node] = [n for n in found.nodes if isinstance(n.op, Project)]
    assert isinstance(node.op, Project)
    expr = node.op.items[-1].expr
    marks = ("" if expr.nullable else " not null") + (" ~" if expr.inexact else "")
    return f"{print_expr(expr)} :: {expr.type}{marks}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order_id + 1", "add(order_id, 1) :: int64 not null"),
        ("order_id + 1.5", "add(cast(order_id as float64), 1.5) :: float64 not null"),
        ("price + 1", "add(price, 1) :: decimal(10,2)"),
        ("price + 0.125", "add(price, 0.125) :: decimal(11,3)"),
        ("1 - price", "subtract(1, price) :: decimal(10,2)"),
        ("price * quantity", "multiply(price, cast(quantity as decimal(19,0))) :: decimal(28,2)"),
        ("price / 2", "divide(cast(price as float64), 2.0) :: float64 ~"),
        ("rate * 2", "multiply(rate, 2.0) :: float64"),
        ("quantity = 2.5", "equal(cast(quantity as float64), 2.5) :: bool"),
        ("price between 0.05 and 0.07", None),
        ("round(price, 1)", "round(price, 1) :: decimal(9,1)"),
        ("round(price, 5)", "round(price, 5) :: decimal(9,2)"),
        ("round(price)", "round(price) :: decimal(8,0)"),
        ("coalesce(price, 0)", "coalesce(price, 0.00) :: decimal(9,2) not null"),
        ("coalesce(quantity, price)", ("coalesce(cast(quantity as decimal(21,2)), cast(price as "
         "decimal(21,2))) :: decimal(21,2)")),
        ("case when paid then 1 else price end", ("case when paid then 1.00 else price end :: "
         "decimal(9,2)")),
        ("case when paid then null else day end", "case when paid then none else day end :: date"),
        ("case when paid then 1 end", "case when paid then 1 end :: int64"),
        ("customer is null", "is_null(customer) :: bool not null"),
        ("same(customer, 'a')", "same(customer, 'a') :: bool not null"),
        ("try_cast(customer as int64)", "try_cast(customer as int64) :: int64"),
        ("cast(order_id as text)", "cast(order_id as text) :: text not null"),
        ("cast(price as decimal(12,4))", "cast(price as decimal(12,4)) :: decimal(12,4)"),
        ("paid and paid and quantity > 0", "and(paid, paid, greater(quantity, 0)) :: bool"),
        ("not customer in ('a', 'b')", "not(in(customer, 'a', 'b')) :: bool"),
        ("-5", "-5 :: int64 not null"),
        ("ln(rate)", "ln(rate) :: float64 ~"),
        ("cast(null as date)", "none :: date"),
    ],
)  # fmt: skip
def test_typed(text: str, expected: str | None) -> None:
    if expected is None:
        expected = "and(greater_equal(price, 0.05), less_equal(price, 0.07)) :: bool"
    assert typed(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("price + rate", "E0502"),
        ("day = customer", "E0502"),
        ("customer + 1", "E0502"),
        ("paid > 1", "E0502"),
        ("9223372036854775808", "E0511"),
        ("nope + 1", "E0401"),
        (":nope", "E0402"),
        ("nope(1)", "E0403"),
        ("sum(price)", "E0413"),
        ("row_number()", "E0413"),
        ("left.price", "E0411"),
        ("case when quantity then 1 end", "E0505"),
        ("case when paid then 1 else 'a' end", "E0506"),
        ("coalesce(null, null)", "E0507"),
        ("null", "E0507"),
        ("cast(customer as int64)", "E0508"),
        ("cast(rate as text)", "E0509"),
        ("try_cast(rate as text)", "E0509"),
        ("length(quantity)", "E0503"),
        ("round(price, quantity)", "E0504"),
        ("round(rate, 10)", "E0516"),
        ("substr(customer, 0)", "E0516"),
        ("replace(customer, '', 'x')", "E0516"),
        ("lpad(customer, 3, 'ab')", "E0516"),
        ("length(customer) over (all rows)", "E0623"),
        ("length(customer order by day)", "E0625"),
    ],
)
def test_wrong(text: str, code: str) -> None:
    found = errors(
        f"{HEAD}{ORDERS}steps:\n  - derive:\n      made: |\n        {text}\n"
        "sinks: {out: {mode: replace}}\n"
    )
    assert [f.split()[0] for f in found] == [code]


def test_what_reads_a_broken_column_stays_silent() -> None:
    found = errors(
        f"{HEAD}{ORDERS}steps:\n  - derive: {{a: nope, b: a + 1, c: b * a}}\n  - filter: c > 1\n"
        "sinks: {out: {mode: replace}}\n"
    )
    assert [f.split()[0] for f in found] == ["E0401"]
