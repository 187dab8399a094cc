"""Other words than those of controlled English: what they are, and what is asked about."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.translate.drafting import draft
from speccc.translate.model import Draft, InputColumn, InputTable, Questions, Request
from speccc.translate.offline import OfflineTranslator

FOLDER = Path(__file__).parent

pytestmark = pytest.mark.drafts


def _table(name: str, key: str, columns: dict[str, str], **values: str) -> InputTable:
    made = tuple(
        InputColumn(column, type, values=frozenset(values.get(column, "").split()))
        for column, type in columns.items()
    )
    return InputTable(name, made, "csv", {"path": f"data/{name}.csv"}, (key,))


TICKETS = _table(
    "tickets",
    "ticket_id",
    {
        "ticket_id": "int64 not null", "customer_id": "text", "region": "text",
        "state": "text not null", "channel": "text not null", "price_eur": "decimal(12,2)",
        "hours": "int64", "opened_on": "date not null", "closed_on": "date",
    },
    region="north south",
    state="solved rejected waiting",
    channel="mail phone chat",
)  # fmt: skip
STAYS = _table(
    "stays",
    "stay_id",
    {
        "stay_id": "int64 not null", "room_id": "text", "guest_id": "text", "nights": "int64",
        "rate": "decimal(12,2)", "arrived_on": "date not null", "kind": "text not null",
    },
    kind="business holiday",
)  # fmt: skip
ROOMS = _table("rooms", "room_id", {"room_id": "text not null", "floor": "int64", "wing": "text"})
GIVEN = {"tickets": (TICKETS,), "stays": (STAYS,), "both": (STAYS, ROOMS)}


def _drafted(given: str, text: str) -> tuple[Request, Draft | Questions]:
    request = Request(text, given=GIVEN[given])
    return request, draft(request, OfflineTranslator(), {})


def _cases(file: str) -> list[Any]:
    cases: list[dict[str, Any]] = yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["text"]) for case in cases]


@pytest.mark.parametrize("case", [*_cases("phrases.yaml"), *_cases("further.yaml")])
def test_what_is_read(case: dict[str, Any]) -> None:
    request, found = _drafted(case["given"], case["text"])
    if isinstance(found, Questions):
        pytest.fail("\n".join(str(q.diagnostic(request)) for q in found.questions))
    _, steps, sinks = re.split(r"(?m)^(?:steps|sinks):$", found.text)
    assert textwrap.dedent(steps.strip("\n")) == case["steps"].rstrip("\n")
    assert re.findall(r"(?m)^  (\w+):", sinks) in (["x_y"], ["hours_per_region"])


@pytest.mark.parametrize("case", _cases("near_misses.yaml"))
def test_near_misses_are_asked_about(case: dict[str, Any]) -> None:
    request, found = _drafted(case["given"], case["text"])
    assert isinstance(found, Questions), found.text
    assert [[q.code.id, request.words(q.words)] for q in found.questions] == case["asked"]


def test_what_a_word_is_taken_for_is_told() -> None:
    _, found = _drafted("tickets", "How are regions doing? Total price per region. Into x_y.")
    assert isinstance(found, Draft)
    assert "'price' is about the column price_eur." in found.notes
    assert found.notes[0].startswith("'How are regions doing' is what it is about")


def test_a_table_that_is_given_hides_a_column_of_another_part_of_the_project() -> None:
    totals = _table("totals", "wing", {"wing": "text not null", "stays": "int64"})
    request = Request("Number of stays per room. Into x_y.", given=(STAYS,), known=(totals,))
    found = draft(request, OfflineTranslator(), {})
    assert isinstance(found, Draft)
    assert "number_stays: count()" in found.text
