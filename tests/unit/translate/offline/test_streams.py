"""Windows of time, lateness, thresholds that hold, crossings: what is read, and what is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.backends.api import Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.diagnostics import Failure, Reporter
from speccc.driver import check, optimise
from speccc.spec.load import load_spec, read_document
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, InputColumn, InputTable, Question, Questions, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.offline.streams.items import item_of
from speccc.translate.offline.streams.phrases import Line, Phrase, table
from speccc.translate.offline.tokens import Kind, Token
from tests.differential.engines import bound

FOLDER = Path(__file__).parent

pytestmark = pytest.mark.drafts


def _table(name: str, columns: dict[str, str], *key: str, **values: str) -> InputTable:
    made = tuple(
        InputColumn(column, type, values=frozenset(values.get(column, "").split()))
        for column, type in columns.items()
    )
    return InputTable(name, made, "json", {"path": f"data/{name}.jsonl"}, key)


TABLES = (
    _table(
        "purchases",
        {
            "purchase_id": "int64 not null", "user_id": "text not null", "country": "text",
            "amount": "decimal(12,2) not null", "bought_at": "timestamp not null",
        },
        "purchase_id",
    ),
    _table(
        "clicks",
        {
            "user_id": "text not null", "event": "text not null", "page": "text not null",
            "clicked_at": "timestamp not null",
        },
        event="view add_to_cart purchase search",
    ),
    _table(
        "readings",
        {"device_id": "text not null", "read_at": "timestamp not null", "temperature": "float64"},
        "device_id",
        "read_at",
    ),
    _table(
        "prices",
        {
            "symbol": "text not null", "traded_at": "timestamp not null",
            "price": "decimal(12,2) not null",
        },
        "symbol",
        "traded_at",
    ),
    _table(
        "rides",
        {
            "ride_id": "int64 not null", "driver_id": "text not null",
            "ordered_at": "timestamp not null", "ended_at": "timestamp", "fare": "decimal(12,2)",
        },
        "ride_id",
    ),
    _table(
        "logins",
        {
            "login_id": "int64 not null", "user_id": "text not null", "status": "text not null",
            "tried_at": "timestamp not null",
        },
        "login_id",
        status="ok failed",
    ),
)  # fmt: skip
GIVEN = {table.name: table for table in TABLES}


def _drafted(given: str, said: str) -> tuple[Request, Draft | Questions]:
    request = Request(f"Read {given}. {said} Write it to x_y.", given=(GIVEN[given],))
    return request, draft(request, OfflineTranslator(), {})


def _plain(data: Any) -> Any:
    """Data as a spec is read: every scalar is a text."""
    match data:
        case dict():
            return {key: _plain(value) for key, value in data.items()}  # type: ignore[misc]
        case list():
            return [_plain(value) for value in data]  # type: ignore[misc]
        case _:
            return str(data)


def _refused_on_streams(text: str) -> list[str]:
    """What keeps a spec from being a job over streams."""
    file = load_spec(text, "specs/drafted.yaml", Reporter())
    assert file is not None
    (pipeline,) = check({file.model.name: file}, Reporter()).values()
    lines = bound(optimise(pipeline), "json", ".jsonl")
    try:
        FlinkBackend().compile(lines, Target("flink", "flink", streaming=Streaming()))
    except Failure as failure:
        return [str(d) for d in failure.diagnostics]
    return []


def _cases(file: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))


READ = [
    pytest.param(case, said, id=said) for case in _cases("streams.yaml") for said in case["said"]
]
ASKED = [pytest.param(case, id=case["said"]) for case in _cases("streams_near.yaml")]


@pytest.mark.parametrize(("case", "said"), READ)
def test_what_is_read(case: dict[str, Any], said: str) -> None:
    request, found = _drafted(case["given"], said)
    if isinstance(found, Questions):
        pytest.fail("\n".join(str(q.diagnostic(request)) for q in found.questions))
    read = read_document(found.text, "draft.yaml", "speccc", Reporter())
    assert read is not None
    document: Any = read[1].value
    assert document["steps"] == _plain(yaml.safe_load(case["steps"]))
    if "clock" in case and document["sinks"]["x_y"]["mode"] != "replace":
        assert _refused_on_streams(found.text) == []
    if "sink" in case:
        assert document["sinks"]["x_y"] == case["sink"]
        assert document["sources"][case["given"]].get("event_time") == case.get("clock")


@pytest.mark.parametrize("case", ASKED)
def test_near_misses_are_asked_about(case: dict[str, Any]) -> None:
    _, found = _drafted(case["given"], case["said"])
    assert isinstance(found, Questions), found.text
    assert [q.code.id for q in found.questions] == case["asked"]


class Seen(dict[str, tuple[Token, ...]]):
    """Slots of a phrase, and those of them that were looked at."""

    def __init__(self, names: set[str]) -> None:
        super().__init__({name: _tokens(name.rstrip("0123456789")) for name in names})
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> tuple[Token, ...]:
        self.seen.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)


def _tokens(slot: str) -> tuple[Token, ...]:
    """What a slot may take in."""
    number = Token(Kind.NUMBER, "3", 0, 1)
    match slot:
        case "NUM" | "ORD":
            return (number,)
        case "SPAN":
            return (number, Token(Kind.WORD, "minutes", 2, 9, "minutes"))
        case "K":
            return (Token(Kind.WORD, "hourly", 0, 6, "hourly"),)
        case "COL" | "WHEN" | "BYS":
            return (Token(Kind.COLUMN, "price", 0, 5, "price"),)
        case _:
            return (Token(Kind.WORD, "word", 0, 4, "word"),)


LINES = [
    pytest.param(line, id=line.rule.text)
    for name in ("windows", "units", "holding", "crossing")
    for line in table(name)
]


@pytest.mark.parametrize("line", LINES)
def test_what_a_slot_takes_in_is_never_lost(line: Line) -> None:
    names = {n for n in line.rule.pattern.groupindex if not n.endswith("_word")}
    left = names - {*line.rule.instead}
    if not line.kind:
        assert not left
        return
    slots = Seen(left)
    found = item_of(Phrase(line.kind, slots, (Token(Kind.WORD, "word", 0, 4, "word"),)))
    assert isinstance(found, Question) or left <= slots.seen


def test_there_are_enough_of_both() -> None:
    assert len(READ) >= 60
    assert len(ASKED) >= 20
