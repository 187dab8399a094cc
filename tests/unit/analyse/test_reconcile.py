"""The rule reconcile: what it is made of, what it finds, and what is wrong with one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from speccc.ir.rel import Row
from speccc.reference.interpret import run
from tests.support.specs import errors, pipeline

SPEC = """\
speccc: 1
name: tested
sources:
  bookings:
    columns:
      id: int64 not null
      account: text
      amount: decimal(9,2)
      rate: float64
    key: [id]
  ledger:
    columns:
      account: text not null
      booked: decimal(9,2)
      rate: float64
      lines: int64
    key: [account]
steps:
  - name: by_account
    from: bookings
    aggregate: {by: [account], measures: {amount: sum(amount), rows: count(), rate: avg(rate)}}
  - name: balanced
    from: FROM
    expect:
      - reconcile: RULE
        severity: warn
sinks:
  result: {from: balanced, mode: replace}
  all: {from: by_account, mode: replace}
"""
BY_ACCOUNT = "{with: ledger, keys: [account], columns: [amount = booked], within: 0.01}"


def spec(rule: str = BY_ACCOUNT, source: str = "by_account") -> str:
    return SPEC.replace("FROM", source).replace("RULE", rule)


def booking(id: int, account: str | None, amount: str | None) -> Row:
    return (id, account, amount and Decimal(amount), None)


def entry(account: str, booked: str | None, lines: int | None = None) -> Row:
    return (account, booked and Decimal(booked), None, lines)


BOOKINGS = [
    booking(1, "off by one", "1.00"),
    booking(2, "off by one", "2.00"),
    booking(3, "off by two", "5.00"),
    booking(4, "both null", None),
    booking(5, "one null", None),
    booking(6, "not in the ledger", "1.00"),
    booking(7, None, "1.00"),
]
LEDGER = [
    entry("off by one", "3.01", 2),
    entry("off by two", "5.02", 1),
    entry("both null", None, 1),
    entry("one null", "0.00", 1),
    entry("without bookings", "0.00", 0),
]


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        # two of each pair that differs: 'off by two', 'one null'; three without a partner
        (BY_ACCOUNT, 7),
        (BY_ACCOUNT.replace("0.01", "0.02"), 5),
        (BY_ACCOUNT.replace(", within: 0.01", ""), 9),
        ("{with: ledger, keys: [account], columns: [rows = lines]}", 3),
        ("{with: ledger, keys: [account], columns: [rows = lines], within: 1}", 3),
        ("{with: ledger, keys: [account], columns: [amount = booked, rate], within: 0.01}", 7),
    ],
)
def test_rows_that_are_not_reconciled(rule: str, broken: int) -> None:
    found = run(pipeline(spec(rule)), {"bookings": BOOKINGS, "ledger": LEDGER}, {})
    [finding] = found.expectations
    assert (finding.step, finding.rule) == ("balanced", "reconcile: ledger (account)")
    assert finding.broken == broken


def test_two_totals() -> None:
    text = spec("{with: total, keys: [], columns: [rows = lines]}", "everything").replace(
        "  - name: balanced\n",
        "  - {name: total, from: ledger, aggregate: {by: [], measures: {lines: sum(lines)}}}\n"
        "  - {name: everything, from: bookings, aggregate: {by: [], measures: {rows: count()}}}\n"
        "  - name: balanced\n",
    )
    found = pipeline(text)
    rows = {"bookings": BOOKINGS, "ledger": LEDGER}
    assert [f.broken for f in run(found, rows, {}).expectations] == [2]
    assert run(found, {**rows, "bookings": BOOKINGS[:5]}, {}).expectations == []


@pytest.mark.parametrize(
    ("rule", "source", "code"),
    [
        ("{with: nothing, keys: [account], columns: [amount = booked]}", "by_account", "E0404"),
        ("{with: ledger, keys: [accounts], columns: [amount = booked]}", "by_account", "E0401"),
        ("{with: ledger, keys: [account], columns: [amount]}", "by_account", "E0401"),
        ("{with: ledger, keys: [account], columns: [rate, rate]}", "by_account", "E0416"),
        ("{with: ledger, keys: [rows = lines], columns: [rows = lines]}", "by_account", "E0633"),
        ("{with: ledger, keys: [], columns: [rows = lines]}", "by_account", "E0633"),
        ("{with: ledger, keys: [account], columns: [amount = booked]}", "bookings", "E0633"),
        ("{with: ledger, keys: [account], columns: [rate]}", "by_account", "E0633"),
        ("{with: ledger, keys: [account], columns: [amount = account]}", "by_account", "E0633"),
        ("{with: ledger, keys: [account], columns: [account], within: 1}", "by_account", "E0633"),
        (BY_ACCOUNT.replace("0.01", "-1"), "by_account", "E0633"),
        (BY_ACCOUNT.replace("0.01", "x"), "by_account", "E0633"),
        (BY_ACCOUNT.replace("0.01", "012"), "by_account", "E0633"),
        (BY_ACCOUNT.replace("0.01", "9" * 40), "by_account", "E0633"),
    ],
)
def test_what_is_wrong(rule: str, source: str, code: str) -> None:
    found = errors(spec(rule, source))
    assert {told.split()[0] for told in found} == {code}, found
