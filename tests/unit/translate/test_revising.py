"""Requests about a spec: what changes, what stays, what is asked, and what no model may do."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from speccc.diagnostics import Failure, Reporter
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec
from speccc.spec.models import CatalogTableModel
from speccc.translate.document import canonical
from speccc.translate.model import Questions, Request
from speccc.translate.offline.refining import OfflineReviser
from speccc.translate.patching import document_of, spelled_out
from speccc.translate.privacy.specs import told_values
from speccc.translate.revising import Revision, revise
from speccc.translate.tables import of_project
from speccc.translate.wire import encode
from tests.support.model_server import Models, Says, speaking
from tests.unit.translate.drafts import translator

ROOT = Path(__file__).parents[3]
BIG = """\
# The top.
speccc: 1
name: big
owner: somebody@example.com
schedule: {cron: 0 6 * * *}

params:
  least: {type: int64, default: 5}

sources:
  orders:
    connector: csv
    options: {path: data/orders.csv}
    columns:
      order_id: int64 not null
      customer_id: int64
      country: text  # two letters
      amount: decimal(12,2)
      qty: int64
    key: [order_id]

steps:
  # Only at home.
  - filter: country = 'DE'
  # Large ones.
  - filter: amount > 100 and qty >= :least
  - sort: [amount desc]
  - limit: 20
  - sort: [amount desc]

# The end.
sinks:
  big_orders:
    connector: csv
    options: {path: out/big.csv}
    mode: replace

examples:
  - name: a large one
    given:
      orders: |
        order_id, country, amount, qty
        1,        DE,      200,    9
    then:
      big_orders: |
        order_id
        1
"""
CUSTOMERS = """\
speccc: 1
name: customers_of_note

sources:
  customers:
    connector: csv
    options: {path: data/customers.csv}
    columns:
      customer_id: int64 not null
      segment: text
    key: [customer_id]

steps:
  - filter: segment is not null

sinks:
  good_customers:
    connector: csv
    options: {path: out/good.csv}
    mode: replace
"""
JOINED = BIG.replace(
    "  orders:\n    connector", CUSTOMERS.partition("sources:\n")[2].partition("\nsteps")[0]
    + "  orders:\n    connector",
).replace("- filter: country = 'DE'", "- from: orders\n    filter: country = 'DE'\n"
          "  - join: {with: customers, kind: left, keys: [customer_id]}")  # fmt: skip


def loaded(text: str) -> SpecFile:
    reporter = Reporter()
    found = load_spec(text, "specs/x.yaml", reporter)
    assert found is not None
    assert not reporter.failed
    return found


CUSTOMER = loaded(CUSTOMERS)
OTHERS = {CUSTOMER.model.name: CUSTOMER}


def asked_of(words: str, others: dict[str, SpecFile]) -> Request:
    return Request(words, known=tuple(of_project(others)))


def refined(words: str, text: str = BIG, **others: SpecFile) -> Revision | Questions:
    known = {**OTHERS, **others}
    return revise(asked_of(words, known), OfflineReviser(known), loaded(text), known)


def changes(found: Revision | Questions, before: str = BIG) -> list[str]:
    """The lines that went, and those that came."""
    assert isinstance(found, Revision), found
    old, new = before.splitlines(), found.text.splitlines()
    gone = [f"- {line.strip()}" for line in old if line not in new]
    return [*gone, *(f"+ {line.strip()}" for line in new if line not in old)]


CHANGES = [
    ("Remove the filter on country.", ["- # Only at home.", "- - filter: country = 'DE'"]),
    ("Remove step 2.",
     ["- # Large ones.", "- - filter: amount > 100 and qty >= :least"]),
    ("Remove the schedule", ["- schedule: {cron: 0 6 * * *}"]),
    ("Run hourly", ["- schedule: {cron: 0 6 * * *}", "+ schedule: {cron: 0 * * * *}"]),
    ("Raise the threshold on amount to 200.",
     ["- - filter: amount > 100 and qty >= :least", "+ - filter: amount > 200 and qty >= :least"]),
    ("Lower the amount threshold from 100 to 99.50",
     ["- - filter: amount > 100 and qty >= :least",
      "+ - filter: amount > 99.50 and qty >= :least"]),
    ("Set the minimum for qty to 3",
     ["- least: {type: int64, default: 5}", "+ least: {type: int64, default: 3}"]),
    ("Change the limit to 7", ["- - limit: 20", "+ - limit: 7"]),
    ("Remove the filter on country. Add double_amount as amount * 2.",
     ["- # Only at home.", "- - filter: country = 'DE'", "+ - derive:",
      "+ double_amount: amount * 2"]),
    ("Left join good_customers on customer_id.",
     ["- - filter: country = 'DE'", "+ good_customers:", "+ connector: pipeline",
      "+ options: {sink: customers_of_note.good_customers}", "+ - from: orders",
      "+ filter: country = 'DE'",
      "+ - join: {with: good_customers, kind: left, keys: [customer_id]}",
      "+ good_customers: |", "+ customer_id, segment"]),
    ("Join with customers on customer_id. Orders without a known customer are dropped.",
     ["- - filter: country = 'DE'", "+ customers:", "+ options: {path: data/customers.csv}",
      "+ customer_id: int64 not null", "+ segment: text", "+ key: [customer_id]",
      "+ - from: orders", "+ filter: country = 'DE'",
      "+ - join: {with: customers, kind: inner, keys: [customer_id]}",
      "+ customers: |", "+ customer_id, segment"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), CHANGES, ids=[words for words, _ in CHANGES])
def test_what_changes(words: str, expected: list[str]) -> None:
    found = refined(words)
    assert changes(found) == expected
    assert isinstance(found, Revision)
    again = canonical(found.text, "x.yaml", Reporter())
    assert found.text == again


def test_a_source_that_only_a_join_read_goes_with_it() -> None:
    found = refined("Remove the join with customers", JOINED)
    assert isinstance(found, Revision)
    assert found.notes == ("The source 'customers' goes, too: nothing else reads it.",)
    assert "customers" not in found.text
    assert changes(found, BIG) == ["- - filter: country = 'DE'", "+ - from: orders",
                                   "+ filter: country = 'DE'"]  # fmt: skip


def test_what_followed_a_step_reads_what_it_read() -> None:
    found = refined("Remove the filter on country", JOINED)
    assert isinstance(found, Revision)
    assert "  - from: orders\n    join: {with: customers, kind: left" in found.text


def test_rows_of_a_key_are_still_what_was_read() -> None:
    text = BIG.replace("  - sort: [amount desc]\n  - limit: 20\n  - sort: [amount desc]\n", "")
    assert changes(refined("Top 3 orders by qty.", text), text) == ["+ - sort: [qty desc]",
                                                                    "+ - limit: 3"]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (
            "Remove the filter",
            "which filter? step 1, Keep only the rows",
        ),
        ("Remove the filter on segment", "which filter? there is none like that"),
        ("Remove the sort", "which sort? step 3, Order by"),
        ("Remove step 9", "which step? there is none"),
        ("Remove the join", "which join? there is none"),
        (
            "Raise the threshold to 200",
            "which threshold? amount at least 100; qty at least 5",
        ),
        ("Raise the threshold on country to 200", "which threshold? there is none"),
        ("Raise the threshold on amount to 50", "is 50 right? it is 100 now, and 50 is not more"),
        ("Lower the limit to 50", "is 50 right? it is 20 now, and 50 is not less"),
        ("Lower the amount threshold from 90 to 50", "which threshold? there is none"),
        ("Set the maximum for amount to 5", "which maximum? there is none"),
        ("Raise the threshold on amount to many", "what is 'many', as a rule?"),
        ("Remove the filter on country or qty", "which filter? there is none like that"),
        ("Raise the threshold on qty to 7.5", "E0"),
        ("Join with customers on customer_id.", "what becomes of a row without a match?"),
        ("Left join strangers on customer_id.", "'strangers' is not understood"),
        ("Write it to out/other.csv", "is no step that can be added"),
        ("", "what is to be changed?"),
    ],
)
def test_what_is_asked(words: str, asked: str) -> None:
    found = refined(words)
    assert isinstance(found, Questions), found
    request = Request(words)
    assert asked in " ".join(q.diagnostic(request).message for q in found.questions)


def test_a_column_is_not_taken_for_a_step() -> None:
    text = BIG.replace("qty: int64", "limit: int64").replace("qty", "limit")
    found = refined("Change limit to 7", text)
    assert isinstance(found, Questions)
    assert "is 'limit' the column" in str(found.questions[0].params["question"])


def test_two_tables_of_a_name_are_asked_about() -> None:
    other = (
        CUSTOMERS.replace("customers_of_note", "more")
        .replace("data/", "new/")
        .replace("good_customers", "best")
    )
    found = refined("Left join customers on customer_id.", more=loaded(other))
    assert isinstance(found, Questions)
    question = str(found.questions[0].params["question"])
    assert (
        "which 'customers' is meant: csv data/customers.csv or csv new/customers.csv?" in question
    )


def test_who_reads_the_result_is_not_broken_in_silence() -> None:
    reader = """\
speccc: 1
name: reader
sources:
  big_orders: {connector: pipeline, options: {sink: big.big_orders}}
steps:
  - filter: country is not null
sinks:
  y: {connector: csv, options: {path: out/y.csv}, mode: replace}
"""
    words = "Drop columns country."
    assert isinstance(refined(words), Revision)
    found = refined(words, reader=loaded(reader))
    assert isinstance(found, Questions)


# -- by a model ---------------------------------------------------------------------------------


def by_model(
    tmp_path: Path, *documents: dict[str, Any], words: str = "Only those above 200", text: str = BIG
) -> tuple[Revision | Questions, Models]:
    """What comes of answers of a model, each a whole document."""
    says = [Says(json.dumps(encode(document))) for document in documents]
    with speaking(*says) as models:
        asks = translator("ollama", models, tmp_path)
        return revise(asked_of(words, OTHERS), asks, loaded(text), OTHERS), models


def changed(**parts: Any) -> dict[str, Any]:
    told = deepcopy(document_of(loaded(BIG)))
    del told["owner"]  # no model knows it
    return {**told, **parts}


def test_a_model_is_told_the_spec_and_changes_it(tmp_path: Path) -> None:
    document = changed()
    document["steps"][1]["filter"] = "amount > 200 and qty >= :least"
    found, models = by_model(tmp_path, document)
    assert changes(found) == [
        "- - filter: amount > 100 and qty >= :least",
        "+ - filter: amount > 200 and qty >= :least",
    ]
    assert isinstance(found, Revision)
    assert found.provenance["provider"] == "ollama"
    (heard,) = models.heard
    system, user = heard.body["messages"]
    assert "A spec that is there" in system["content"]
    block = json.loads(user["content"].rpartition("\n")[2])
    assert block["spec"] == {**encode(document_of(loaded(BIG))), "owner": ""}
    assert "owner: somebody@example.com" in found.text
    assert {table["name"] for table in block["tables"]} == {"customers", "good_customers"}


SPECS = sorted((ROOT / "specs").glob("*.yaml"))


@cache
def _specs() -> tuple[SpecFile, ...]:
    return tuple(loaded(path.read_text(encoding="utf-8")) for path in SPECS)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_what_a_model_gives_back_unchanged_is_unchanged(tmp_path: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    own = loaded(text)
    known = {f.model.name: f for f in _specs() if own.model.name != f.model.name}
    with speaking(Says(json.dumps(encode(document_of(own))))) as models:
        asks = translator("ollama", models, tmp_path)
        found = revise(asked_of("Leave it", known), asks, own, known)
    assert isinstance(found, Revision), found
    assert found.text == canonical(text, path.name, Reporter())


def test_what_no_model_may_do(tmp_path: Path) -> None:
    elsewhere = changed()
    elsewhere["sinks"]["big_orders"]["options"] = {"path": "elsewhere/all.csv"}
    for number, (document, code) in enumerate(
        ((changed(name="small"), "E1069"), (elsewhere, "E1004"),
         (changed(steps=[{"filter": "prize > 1"}]), "E0401"))
    ):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(Failure, match=rf"E1034.*{code}"):
            by_model(folder, document)


def test_a_model_that_is_told_what_is_wrong_mends_it(tmp_path: Path) -> None:
    wrong, right = changed(), changed()
    wrong["steps"][0]["filter"] = "land = 'AT'"
    right["steps"][0]["filter"] = "country = 'AT'"
    found, models = by_model(tmp_path, wrong, right)
    assert changes(found) == ["- - filter: country = 'DE'", "+ - filter: country = 'AT'"]
    assert "land" in models.heard[1].body["messages"][-1]["content"]


def test_examples_that_no_longer_hold_in_form_are_told(tmp_path: Path) -> None:
    document = changed()
    document["steps"].append({"drop": ["order_id"]})
    document["steps"][-2:] = [document["steps"][-1], document["steps"][-2]]
    with pytest.raises(Failure, match="E1034"):
        by_model(tmp_path, document)


def test_columns_of_the_catalog_stay_there(tmp_path: Path) -> None:
    columns = {"id": "int64 not null", "price": "decimal(9,2)"}
    catalog = {"orders": CatalogTableModel.model_validate({"columns": columns, "key": ["id"]})}
    text = """\
speccc: 1
name: prices

sources:
  orders:
    connector: csv
    options: {path: data/orders.csv}
    catalog: orders

steps:
  - filter: id > 1

sinks:
  result:
    connector: csv
    options: {path: out/prices.csv}
    mode: replace
"""
    own = load_spec(text, "specs/prices.yaml", Reporter(), catalog)
    assert own is not None
    expected = text.replace("id > 1", "id > 1\n  - filter: price >= 5")
    request = Request("Keep rows where price is at least 5.")
    found = revise(request, OfflineReviser({}), own, {})
    assert isinstance(found, Revision)
    assert found.text == expected
    told = spelled_out(own)
    assert told["sources"]["orders"]["columns"] == columns
    told["steps"].append({"filter": "price >= 5"})
    with speaking(Says(json.dumps(encode(told)))) as models:
        found = revise(request, translator("ollama", models, tmp_path), own, {})
    assert isinstance(found, Revision)
    assert found.text == expected


@pytest.mark.parametrize(
    ("steps", "named"),
    [
        ([{"filter": "country = 'DE'"}], []),
        ([{"filter": "name = 'Miller'"}], ["name"]),
        ([{"derive": {"short": "upper(name)"}}, {"filter": "short like 'MIL%'"}], ["short"]),
        ([{"rename": ["name as who"]}, {"expect": [{"check": "who <> 'Miller'"}]}], ["who"]),
        ([{"filter": "name is not null"}, {"filter": "country in ('name')"}], []),
        ([{"set": {"name": "nullif(trim(name), '')"}}, {"filter": "contains(name, '@')"}], []),
    ],
)
def test_a_spec_that_holds_values_of_persons_is_told_to_no_model(
    tmp_path: Path, steps: list[dict[str, Any]], named: list[str]
) -> None:
    column = "name: {type: text, tags: [personal]}"
    tagged = BIG.replace("country: text  # two letters", f"country: text\n      {column}")
    document = {**document_of(loaded(tagged)), "steps": steps}
    assert told_values(document) == named
    text = tagged.replace("country = 'DE'", "name = 'Miller'")
    own = loaded(text)
    with speaking(Says("{}")) as models, pytest.raises(Failure, match=r"E1035.*of 'name'"):
        revise(asked_of("Only 200", OTHERS), translator("ollama", models, tmp_path), own, {})
    assert models.heard == []
