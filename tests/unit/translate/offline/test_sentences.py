"""Sentences of controlled English, and the steps that they are; what is asked, and where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from speccc.diagnostics import Reporter
from speccc.spec.load import read_document
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, InputColumn, InputTable, Questions, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.offline.grammar import worded
from speccc.translate.offline.readings import Readings
from speccc.translate.offline.values import Item

pytestmark = pytest.mark.drafts

ORDERS = InputTable(
    "orders",
    (
        InputColumn("order_id", "int64 not null"),
        InputColumn("customer_id", "int64"),
        InputColumn("ordered_on", "date"),
        InputColumn("amount", "decimal(12,2)"),
        InputColumn("unit_price", "decimal(12,2)", ("Unit Price",)),
        InputColumn("status", "text", values=frozenset(("paid", "open"))),
        InputColumn("placed_at", "timestamp"),
    ),
    "csv",
    {"path": "data/orders.csv"},
    ("order_id",),
)
CUSTOMERS = InputTable(
    "customers",
    (InputColumn("customer_id", "int64 not null"), InputColumn("country", "text")),
    "csv",
    {"path": "data/customers.csv"},
    ("customer_id",),
)


def _drafted(text: str, given: tuple[InputTable, ...] = ()) -> tuple[Request, Any]:
    request = Request(text, given=given, known=(ORDERS, CUSTOMERS))
    return request, draft(request, OfflineTranslator(), {})


def document_of(text: str) -> dict[str, Any]:
    """The spec of a request. Fails the test if it is asked about."""
    request, found = _drafted(text)
    if isinstance(found, Questions):
        pytest.fail("\n".join(str(q.diagnostic(request)) for q in found.questions))
    read = read_document(found.text, "draft.yaml", "speccc", Reporter())
    assert read is not None
    return read[1].value


def _asked(text: str) -> list[tuple[str, str]]:
    request, found = _drafted(text)
    assert isinstance(found, Questions), found.text
    return [(q.code.id, request.words(q.words)) for q in found.questions]


#: What stands between 'Read orders.' and 'Write it to out/x.csv.', and the steps that it is.
STEPS: dict[str, list[dict[str, Any]]] = {
    "Keep orders where amount > 10": [{"filter": "amount > 10"}],
    "Keep only rows where amount is at least 10 and status is 'paid'": [
        {"filter": "amount >= 10 and status = 'paid'"}
    ],
    "Keep orders whose status is one of 'paid', 'sent' or 'open'": [
        {"filter": "status in ('paid', 'sent', 'open')"}
    ],
    "Keep orders where status is 'paid' or (amount > 10 and status is missing)": [
        {"filter": "status = 'paid' or (amount > 10 and status is null)"}
    ],
    "Filter: ordered_on is between 2026-01-01 and 2026-01-31": [
        {"filter": "ordered_on between date '2026-01-01' and date '2026-01-31'"}
    ],
    "Keep orders where placed_at is before 2026-01-31": [
        {"filter": "placed_at < timestamp '2026-01-31 00:00:00'"}
    ],
    "Remove orders where status = 'x'": [{"filter": "not coalesce(status = 'x', false)"}],
    "Drop rows where amount is missing": [{"filter": "amount is not null"}],
    "Calculate vat = amount * 0.19, then calculate gross = amount + vat": [
        {"derive": {"vat": "amount * 0.19", "gross": "amount + vat"}}
    ],
    "Add twice as unit price times 2": [{"derive": {"twice": "unit_price * 2"}}],
    "Round amount to 1 decimal": [{"set": {"amount": "round(amount, 1)"}}],
    "Fill missing values in status with 'unknown'": [
        {"fill": {"values": {"status": "unknown"}}}
    ],
    "Convert amount to text or fail": [
        {"cast": {"columns": {"amount": "text"}, "on_error": "fail"}}
    ],
    "Rename amount to gross and status as state": [
        {"rename": ["amount as gross", "status as state"]}
    ],
    "Keep columns order_id and amount": [{"select": ["order_id", "amount"]}],
    "Drop columns status, placed_at": [{"drop": ["status", "placed_at"]}],
    "Sort by amount descending, customer_id": [{"sort": ["amount desc", "customer_id"]}],
    "Top 3 orders by amount": [{"sort": ["amount desc"]}, {"limit": 3}],
    "Deduplicate by customer_id keeping the latest placed_at": [
        {"dedupe": {"by": ["customer_id"], "order": ["placed_at desc"]}}
    ],
    "Keep distinct customer_id": [{"distinct": ["customer_id"]}],
    "Group by status, sum of amount as total, count of orders as n_orders": [
        {"aggregate": {"by": ["status"],
                       "measures": {"total": "sum(amount)", "n_orders": "count()"}}}
    ],
    "For each status: average amount, number of distinct customer_id as buyers": [
        {"aggregate": {"by": ["status"], "measures": {
            "average_amount": "avg(amount)", "buyers": "count_distinct(customer_id)"}}}
    ],
    "Total amount per customer_id": [
        {"aggregate": {"by": ["customer_id"], "measures": {"total_amount": "sum(amount)"}}}
    ],
    "Count orders where status = 'paid' as paid": [
        {"aggregate": {"by": [], "measures": {"paid": "count_if(status = 'paid')"}}}
    ],
    "Add running as running total of amount for each customer_id ordered by placed_at": [
        {"window": {"by": ["customer_id"], "order": ["placed_at"],
                    "derive": {"running": "sum(amount) over (rows so far)"}}}
    ],
    "Left join customers on customer_id": [
        {"from": "orders", "join": {"with": "customers", "kind": "left", "keys": ["customer_id"]}}
    ],
    "Keep orders whose status is paid or open": [{"filter": "status in ('paid', 'open')"}],
    "Remove open orders": [{"filter": "not coalesce(status = 'open', false)"}],
    "Keep orders where amount is above 10 or below -10": [
        {"filter": "amount > 10 or amount < -10"}
    ],
    "Add twice = amount * 2. A missing amount counts as 0": [
        {"fill": {"values": {"amount": "0"}}}, {"derive": {"twice": "amount * 2"}}
    ],
    "Convert status to upper case": [{"set": {"status": "upper(status)"}}],
    "Keep only the latest row of each customer_id, by placed_at": [
        {"dedupe": {"by": ["customer_id"], "order": ["placed_at desc"]}}
    ],
    "For each status keep the row with the highest amount; if that is equal, the one with the "
    "lowest order_id": [{"dedupe": {"by": ["status"], "order": ["amount desc", "order_id"]}}],
    "For each customer_id, in the order of placed_at, add prior as the amount of the row before "
    "and rise as amount minus prior": [
        {"window": {"by": ["customer_id"], "order": ["placed_at"],
                    "derive": {"prior": "lag(amount)"}}},
        {"derive": {"rise": "amount - prior"}},
    ],
    "Sum amount * 2 for each status; call it doubled": [
        {"aggregate": {"by": ["status"], "measures": {"doubled": "sum(amount * 2)"}}}
    ],
    "Join them with customers on customer_id. Orders without a known customer are dropped": [
        {"from": "orders", "join": {"with": "customers", "kind": "inner", "keys": ["customer_id"]}}
    ],
    "In each status keep the two orders with the highest amount. Drop column placed_at": [
        {"window": {"by": ["status"], "order": ["amount desc"],
                    "derive": {"place": "row_number()"}}},
        {"filter": "place <= 2"}, {"drop": ["place"]}, {"drop": ["placed_at"]},
    ],
    "Calculate share as the sum of amount divided by the sum of unit_price, rounded to 2 digits": [
        {"aggregate": {"by": [], "measures": {
            "share": "round(sum(amount) / sum(unit_price), 2)"}}}
    ],
    "Ensure order_id is unique": [{"expect": [{"unique": ["order_id"]}]}],
}  # fmt: skip


@pytest.mark.parametrize("sentence", STEPS)
def test_sentences(sentence: str) -> None:
    document = document_of(f"Read orders. {sentence}. Write it to out/x.csv.")
    assert document["steps"] == STEPS[sentence]


def test_top_of_each_group() -> None:
    steps = document_of("Read orders. Top 2 orders per status by amount. Save to out/x.csv")[
        "steps"
    ]
    assert steps == [
        {"window": {"by": ["status"], "order": ["amount desc"],
                    "derive": {"place": "row_number()"}}},
        {"filter": "place <= 2"},
        {"drop": ["place"]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "cron"),
    [
        ("Run daily at 9 AM", "0 9 * * *"),
        ("Run it every day at 21:30", "30 21 * * *"),
        ("Schedule: every weekday at 12 pm", "0 12 * * 1-5"),
        ("Run weekly on Monday at 6 am", "0 6 * * 1"),
        ("Run hourly", "0 * * * *"),
        ("Run every 15 minutes", "*/15 * * * *"),
        ("Run monthly on 1st at 8:00", "0 8 1 * *"),
        ("Schedule: cron 5 4 * * 1", "5 4 * * 1"),
    ],
)
def test_schedules(said: str, cron: str) -> None:
    document = document_of(f"Read orders. Write them to out/x.csv.\n{said}")
    assert document["schedule"] == {"cron": cron}


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Keep orders where status is activ", [("E1054", "activ")]),
        ("Keep orders where prize > 10", [("E1050", "prize")]),
        ("Keep orders where amount > 1 and status = 'a' or amount < 0",
         [("E1059", "amount > 1 and status = 'a' or amount < 0")]),
        ("Keep orders where placed_at is after 2026-01-31",
         [("E1064", "placed_at is after 2026-01-31")]),
        ("Keep orders where amount is above 10%", [("E1064", "10%")]),
        ("Keep orders where amount > 'x'", [("E1002", "Keep orders where amount > 'x'")]),
        ("Keep orders where", [("E1051", "Keep orders where")]),
        ("Add x = amount minus unit_price divided by amount",
         [("E1060", "amount minus unit_price divided by amount")]),
        ("Group by status, sum of amount as total. Keep rows where amount > 1",
         [("E1053", "amount")]),
        ("Group by status", [("E1064", "Group by status")]),
        ("Count of customers as n_customers", [("E1065", "customers")]),
        ("Top 3 customers by amount", [("E1065", "customers")]),
        ("Join with customers on customer_id", [("E1064", "Join with customers on customer_id")]),
        ("Convert status to integer", [("E1064", "Convert status to integer")]),
        ("Run every 7 minutes", [("E1064", "every 7 minutes")]),
        ("Run daily at 9 AM (cron 0 10 * * *)",
         [("E1064", "daily at 9 AM (cron 0 10 * * *)")]),
        ("Keep orders where amount > 1 and regoin = status", [("E1050", "regoin")]),
        ("Keep paid orders. Keep open orders", [("E1064", "Keep open orders")]),
        ("Fill missing amount with 0 and add y as amount. Fill missing amount with 1",
         [("E1064", "Fill missing amount with 1")]),
        ("Clean it", [("E1055", "Clean it")]),
        ("Remove suspicious orders", [("E1055", "suspicious")]),
        ("Predict the next amount", [("E1056", "Predict")]),
        ("Keep orders of last week", [("E1057", "last week")]),
        ("Read from sheet 1BxiMVs0...", [("E1058", "1BxiMVs0....")]),
        ("Keep orders of moving averages", [("E1050", "moving")]),
        ("Add status as amount", [("E1002", "Add status as amount")]),
        ("Оставь заказы", [("E1050", "Оставь")]),
        ("価格", [("E1050", "価格")]),
        ("\u202e", [("E1050", "\u202e")]),
        ("\x01", [("E1050", "\x01")]),
    ],
)  # fmt: skip
def test_what_is_asked(said: str, asked: list[tuple[str, str]]) -> None:
    assert _asked(f"Read orders. {said}. Write them to out/x.csv.") == asked


def test_what_is_missing() -> None:
    assert _asked("Keep rows where amount > 1.") == [("E1061", ""), ("E1063", "")]
    assert _asked("Read data/new.csv. Write it to out/x.csv.") == [("E1062", "Read data/new.csv")]
    asked = _asked("Load data from sheets, clean it, and save results.")
    assert asked == [
        ("E1055", "clean it"), ("E1061", "Load data from sheets"), ("E1063", "save results"),
    ]  # fmt: skip


def test_columns_of_the_request() -> None:
    document = document_of(
        "Columns: id integer, name text, price decimal(10,2). Read data/things.csv. "
        "Keep rows where price > 5. Write to table mart.things, updating rows by id."
    )
    assert document["sources"]["things"]["columns"] == {
        "id": "int64", "name": "text", "price": "decimal(10,2)",
    }  # fmt: skip
    assert document["sinks"]["mart_things"] == {
        "connector": "table", "options": {"name": "mart.things"}, "mode": "merge", "key": ["id"],
    }  # fmt: skip


def test_a_reading_is_the_same_every_time() -> None:
    first = _drafted("Read orders. Total amount per status. Write it to out/x.csv.")[1]
    again = _drafted("Read orders. Total amount per status. Write it to out/x.csv.")[1]
    assert isinstance(first, Draft)
    assert json.dumps(first.text) == json.dumps(again.text)


def test_the_grammar_has_no_word_in_capitals() -> None:
    assert [word for word in worded().terminals if word != word.lower()] == []


def test_two_readings_are_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [[Item("sort", ("amount",))], [Item("sort", ("status",))]]
    monkeypatch.setattr(Readings, "of", lambda *_: two)
    assert _asked("Sort by amount")[0] == ("E1052", "Sort by amount")
