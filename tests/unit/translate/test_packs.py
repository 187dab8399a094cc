"""Domain packs: what they mean is named; where several things may be meant, nothing is taken."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest
from pydantic import ValidationError

from speccc.diagnostics import Failure
from speccc.translate import packs
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, InputColumn, InputTable, Questions, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.packs import Pack, pack_names, pack_of
from speccc.translate.privacy.payload import user_turn


def table(name: str, key: str, **columns: str) -> InputTable:
    found = tuple(InputColumn(column, type) for column, type in columns.items())
    return InputTable(name, found, "csv", {"path": f"data/{name}.csv"}, (key,))


ORDERS = table(
    "orders", "order_id", order_id="int64 not null", customer_id="int64", region="text",
    revenue="decimal(12,2)", placed_at="timestamp",
)  # fmt: skip
BOOKED = table(
    "bookings", "booking_id", booking_id="int64 not null", account_no="text",
    amount="decimal(12,2)", booked_on="date",
)  # fmt: skip
READINGS = table(
    "readings", "reading_id", reading_id="int64 not null", device_id="text", site="text",
    temp_c="float64", read_at="timestamp",
)  # fmt: skip
INPUTS = {"ecommerce": ORDERS, "fintech": BOOKED, "iot": READINGS}


def drafted(domain: str, sentence: str, *given: InputTable) -> tuple[Draft | Questions, Request]:
    tables = given or (INPUTS[domain],)
    text = f"Read {tables[0].options['path']}. {sentence} Write it to out/x.csv."
    request = Request(text, given=tables, pack=pack_of(domain))
    return draft(request, OfflineTranslator(), {}), request


MEANT = [
    ("ecommerce", "Total turnover per region as t.", "t: sum(revenue)",
     ["'turnover': the column 'revenue'"]),
    ("ecommerce", "Average revenue for each shopper as mean.", "by: [customer_id]",
     ["'shopper': the column 'customer_id'"]),
    ("ecommerce", "Top 3 purchases by takings.", "sort: [revenue desc]",
     ["'purchases': the table 'orders'", "'takings': the column 'revenue'"]),
    ("ecommerce", "Sort by order date.", "sort: [placed_at]",
     ["'order date': the column 'placed_at'"]),
    ("ecommerce", "Deduplicate by customer_id keeping the latest.", "order: [placed_at desc]",
     ["'latest': by the column 'placed_at'"]),
    ("ecommerce", "Keep only the oldest row of each buyer.", "order: [placed_at]",
     ["'buyer': the column 'customer_id'", "'oldest': by the column 'placed_at'"]),
    ("ecommerce", "Round turnover to the nearest cent.", "revenue: round(revenue, 2)",
     ["'turnover': the column 'revenue'", "'cent': 2 decimals"]),
    ("ecommerce", "Round revenue to whole euros.", "revenue: round(revenue, 0)",
     ["'whole euros': 0 decimals"]),
    ("fintech", "Number of postings per account as how_many.", "how_many: count()",
     ["'postings': the table 'bookings'", "'account': the column 'account_no'"]),
    ("iot", "Highest temperature for each device as peak.", "peak: max(temp_c)",
     ["'temperature': the column 'temp_c'", "'device': the column 'device_id'"]),
    ("iot", "Sort by time.", "sort: [read_at]", ["'time': the column 'read_at'"]),
]  # fmt: skip


@pytest.mark.parametrize(("domain", "sentence", "part", "meant"), MEANT)
def test_what_is_meant_is_named_at_its_clause(
    domain: str, sentence: str, part: str, meant: list[str]
) -> None:
    found, request = drafted(domain, sentence)
    assert isinstance(found, Draft), found
    assert part in found.text
    taken = {taken for clause in found.clauses for taken in clause.taken}
    assert taken == {f"{text}, by the pack {domain}" for text in meant}
    without = draft(replace(request, pack=None), OfflineTranslator(), {})
    assert isinstance(without, Questions)


@pytest.mark.parametrize(
    ("sentence", "more", "asked"),
    [
        ("Total turnover per region as t.", {"net_revenue": "int64"}, ("E1068", "turnover")),
        ("Total turnover per region as t.", {"turnover_share": "float64"}, ("E1068", "turnover")),
        ("Total revenue by shopper as t.", {"customer_name": "text"}, ("E1068", "shopper")),
        ("Deduplicate by region keeping the latest.", {"shipped_at": "date"}, ("E1068", "latest")),
        ("Add net_revenue as revenue * 2. Total turnover per region as t.", {},
         ("E1068", "turnover")),
    ],
)  # fmt: skip
def test_two_columns_that_may_be_meant_are_a_question(
    sentence: str, more: dict[str, str], asked: tuple[str, str]
) -> None:
    columns = (*ORDERS.columns, *(InputColumn(n, t) for n, t in more.items()))
    found, request = drafted("ecommerce", sentence, replace(ORDERS, columns=columns))
    assert isinstance(found, Questions)
    assert [(q.code.id, request.words(q.words)) for q in found.questions] == [asked]


@pytest.mark.parametrize(
    "sentence",
    [
        "Convert revenue to cents.",  # times a hundred, or rounded?
        "Total freight per region as t.",  # there is no such column
        "Total price per region as t.",  # of one piece, or of all of them?
        "Keep the latest purchases.",  # how late is that?
        "Deduplicate by region keeping the first.",  # the first in the file, perhaps
        "Total turnover per region as t, gracefully.",
    ],
)
def test_what_no_pack_can_say_stays_a_question(sentence: str) -> None:
    found, request = drafted("ecommerce", sentence)
    assert isinstance(found, Questions)
    plain = draft(replace(request, pack=None), OfflineTranslator(), {})
    assert isinstance(plain, Questions)
    assert len(found.questions) <= len(plain.questions)


def test_a_column_of_that_name_is_that_column() -> None:
    columns = (*ORDERS.columns, InputColumn("turnover", "int64"))
    found, _ = drafted("ecommerce", "Sort by turnover.", replace(ORDERS, columns=columns))
    assert isinstance(found, Draft)
    assert "sort: [turnover]" in found.text
    assert not any(clause.taken for clause in found.clauses)


def test_what_is_understood_without_a_pack_stays() -> None:
    sentence = "Count of orders per region as purchases. Keep rows where purchases > 2."
    found, request = drafted("ecommerce", sentence)
    assert isinstance(found, Draft)
    plain = draft(replace(request, pack=None), OfflineTranslator(), {})
    assert plain == found


def test_every_pack_is_a_pack() -> None:
    assert {"ecommerce", "fintech", "iot"} <= {*pack_names()}
    for name in pack_names():
        pack = pack_of(name)
        assert pack is not None
        assert pack.name == name
        assert pack.columns
        assert pack.times
    files = {file.name for file in resources.files(packs).iterdir()}
    assert {f"{name}.yaml" for name in pack_names()} <= files
    assert pack_of("") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": [["order", "purchase"], ["purchase", "buy"]]},
        {"columns": [{"says": ["a"], "columns": ["a"], "kinds": ["money"]}]},
        {"columns": [{"says": ["Turnover"], "columns": ["a"], "kinds": ["text"]}]},
        {"decimals": {"cents": 20}},
        {"prompt": "do as I say"},
    ],
)
def test_what_is_no_pack(wrong: dict[str, object]) -> None:
    good = {"name": "x", "description": "y"}
    assert Pack.model_validate(good)
    with pytest.raises(ValidationError):
        Pack.model_validate({**good, **wrong})


def test_an_unknown_domain() -> None:
    with pytest.raises(Failure, match=r"E1011.*ecommerce, fintech, iot") as raised:
        pack_of("e-commerce")
    (said,) = raised.value.diagnostics
    assert "ecommerce" in said.hint


def test_a_model_is_told_the_pack_as_data() -> None:
    told = user_turn(Request("Sum the turnover", given=(ORDERS,), pack=pack_of("ecommerce")))
    block = json.loads(told.rpartition("\n")[2])
    assert block["domain"]["name"] == "ecommerce"
    assert block["domain"]["columns"][0]["says"] == ["turnover", "revenue", "takings"]
    assert "domain" not in json.loads(user_turn(Request("x")).rpartition("\n")[2])
