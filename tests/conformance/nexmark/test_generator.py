"""The events are the same for a seed, in order, and such that every query has rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.nexmark.generator import TABLES, Event, events, write

#: Of the text of the first thousand events of seed 7: who changes them changes what is compared.
_DIGEST = "47efa09b24419417"


@pytest.fixture(scope="module")
def found() -> list[Event]:
    return list(events(5000))


def _rows(found: list[Event], table: str) -> list[Mapping[str, Any]]:
    return [row for name, row in found if name == table]


def test_a_seed_gives_the_same_events(found: list[Event]) -> None:
    text = "\n".join(f"{name} {json.dumps(row)}" for name, row in found[:1000])
    assert sha256(text.encode()).hexdigest()[:16] == _DIGEST
    assert list(events(1000)) == found[:1000]
    assert list(events(50, seed=8)) != found[:50]


def test_they_are_in_order_and_each_table_has_its_share(found: list[Event]) -> None:
    times = [row["date_time"] for _, row in found]
    assert all(one < other for one, other in pairwise(times))
    assert Counter(name for name, _ in found) == {"person": 100, "auction": 300, "bid": 4600}


def test_whom_they_name_is_there_before(found: list[Event]) -> None:
    known = {"person": set[int](), "auction": set[int]()}
    for name, row in found:
        if name == "bid":
            assert row["auction"] in known["auction"]
            assert row["bidder"] in known["person"]
            continue
        if name == "auction":
            assert row["seller"] in known["person"]
        assert row["id"] not in known[name]
        known[name].add(row["id"])


def test_every_condition_of_a_query_holds_for_some(found: list[Event]) -> None:
    bids = _rows(found, "bid")
    auctions = {row["id"]: row for row in _rows(found, "auction")}
    states = {row["id"]: row["state"] for row in _rows(found, "person")}
    of_category = [row for row in auctions.values() if row["category"] == 10]
    in_time = [b for b in bids if b["date_time"] <= auctions[b["auction"]]["expires"]]
    some: dict[str, int] = {
        "q02": sum(b["auction"] % 123 == 0 for b in bids),
        "q03": sum(states[row["seller"]] in ("OR", "ID", "CA") for row in of_category),
        "q04, in time": len(in_time),
        "q04, too late": len(bids) - len(in_time),
        "q14": sum(1_000_000 < 0.908 * b["price"] < 50_000_000 for b in bids),
        "q15, rank 1": sum(b["price"] < 10_000 for b in bids),
        "q15, rank 3": sum(b["price"] >= 1_000_000 for b in bids),
        "q20": sum(auctions[b["auction"]]["category"] == 10 for b in bids),
        "q21": sum("&channel_id=" in b["url"] for b in bids),
    }
    assert min(some.values()) > 5, some
    hours = {b["date_time"][11:13] for b in bids}
    assert {"07", "14", "21"} <= hours  # q14: another time, day, night
    assert len({b["date_time"][:10] for b in bids}) == 2


def test_files_of_json_lines(tmp_path: Path) -> None:
    rows = write(tmp_path, 100)
    assert {name: rows[name] for name in TABLES} == {"person": 2, "auction": 6, "bid": 92}
    for name, number in rows.items():
        lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()
        assert len([json.loads(line) for line in lines]) == number
