"""Typed expressions read like the spec's own text."""

from __future__ import annotations

from speccc.backends.documents.formulas import formula
from speccc.backends.documents.surprises import expressions
from tests.unit.backends.documents.units import EXAMPLES, ROOT, bound

#: What the compiler writes in its own way: the spec's text, and what is shown for it.
_ELSEWHERE = (
    "coalesce(discount_rate, 0.0000)",
    "coalesce(status, 'unknown')",
)


def _shown() -> set[str]:
    return {formula(e) for name in EXAMPLES for _, e in expressions(bound(name, "pandas"))}


def test_expressions_stand_in_the_spec_as_they_are_shown() -> None:
    specs = "".join((ROOT / f"specs/{name}.yaml").read_text("utf-8") for name in EXAMPLES)
    written = [text for text in _shown() if text in specs]
    assert {
        "net_revenue >= :min_revenue",
        "round(gross_revenue * (1 - discount_rate), 2)",
        "status = 'booked' and reverses is null and abs(amount) <= :max_amount",
        "sum(net) over (rows so far)",
        "days_between(lag(booked_on), booked_on)",
        "count_if(tier = 'gold')",
        "status in ('booked', 'pending', 'reversed')",
        "case when customer_id is not null then order_number end",
        "cast(min(paid_at) as date)",
    } <= set(written)


def test_a_fill_shows_its_literal() -> None:
    assert set(_ELSEWHERE) <= _shown()
