"""Events of Nexmark's auction house, from a seed: persons, auctions and bids, in order.

    python -m tests.conformance.nexmark.generator FOLDER [--events N] [--seed N]

writes a file of JSON lines for each, and `side_input.jsonl`, which query 13 joins.

What is taken from Nexmark's public description: of 50 events the first is a person, three are
auctions and 46 are bids; ids start at 1000, categories are 10 to 14; half of the bids are for a hot
auction, three of four bidders and sellers are hot ones; prices are spread over six powers of ten;
half of the channels are one of four. The distances are scaled to a few thousand events, so that
every query has rows: an event is 10 ms after the last, but after each 1,250 the house is closed for
seven hours, so that days, hours and sessions change.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")

#: A table, and a row of it.
Event = tuple[str, Mapping[str, Any]]
TABLES = ("person", "auction", "bid")
SIDE_INPUT = "side_input"

START = datetime(2026, 1, 1, 23, 59, 55)
_GAP, _OPEN, _CLOSED = timedelta(milliseconds=10), 1250, timedelta(hours=7)
_EPOCH, _PERSONS, _AUCTIONS = 50, 1, 3
_FIRST_ID, _FIRST_CATEGORY, _CATEGORIES = 1000, 10, 5
#: How many of the newest are still of interest, and in what steps a new one becomes hot.
_ACTIVE, _HOT = 60, 20
#: An auction is open for so many seconds at most.
_LONGEST = 20
_SIDE_KEYS = 10_000

_FIRST_NAMES = (
    "Peter",
    "Paul",
    "Luke",
    "John",
    "Saul",
    "Vicky",
    "Kate",
    "Julie",
    "Sarah",
    "Deiter",
)
_LAST_NAMES = (
    "Shultz",
    "Abrams",
    "Spencer",
    "White",
    "Bartels",
    "Walton",
    "Smith",
    "Jones",
    "Noris",
)
_PLACES = (
    ("Phoenix", "AZ"),
    ("Los Angeles", "CA"),
    ("San Francisco", "CA"),
    ("Boise", "ID"),
    ("Portland", "OR"),
    ("Bend", "OR"),
    ("Redmond", "WA"),
    ("Seattle", "WA"),
    ("Kent", "WA"),
    ("Cheyenne", "WY"),
)
_CHANNELS = ("Google", "Facebook", "Baidu", "Apple")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class _Dice:
    """All rests on `random()`, whose sequence Python guarantees for a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def often(self, share: float) -> bool:
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self._random() * (high - low + 1))

    def pick(self, values: Sequence[_T]) -> _T:
        return values[self.between(0, len(values) - 1)]

    def word(self, low: int, high: int) -> str:
        return "".join(self.pick(_LETTERS) for _ in range(self.between(low, high)))

    def price(self) -> int:
        """In cents, 1.00 to 999,000.00: every power of ten is as likely."""
        return self.between(100, 999) * 10 ** self.between(0, 5)

    def id_of(self, known: int, hot: float) -> int:
        """One of the newest of so many, in `hot` of all cases the newest that is hot."""
        newest = known - 1
        if self.often(hot):
            return _FIRST_ID + newest // _HOT * _HOT
        return _FIRST_ID + self.between(max(newest - _ACTIVE, 0), newest)


def events(count: int, seed: int = 7) -> Iterator[Event]:
    """The first `count` events; each is later than the one before."""
    dice = _Dice(seed)
    persons = auctions = 0
    for number in range(count):
        at = START + number * _GAP + number // _OPEN * _CLOSED
        place = number % _EPOCH
        if place < _PERSONS:
            yield "person", _person(dice, _FIRST_ID + persons, at)
            persons += 1
        elif place < _PERSONS + _AUCTIONS:
            yield "auction", _auction(dice, _FIRST_ID + auctions, dice.id_of(persons, 3 / 4), at)
            auctions += 1
        else:
            yield "bid", _bid(dice, dice.id_of(auctions, 1 / 2), dice.id_of(persons, 3 / 4), at)


def side_input() -> Iterator[Mapping[str, Any]]:
    """The rows of the side input: a value for every key."""
    for key in range(_SIDE_KEYS):
        yield {"key": key, "value": f"value {key}"}


def _person(dice: _Dice, id: int, at: datetime) -> Mapping[str, Any]:
    first, last = dice.pick(_FIRST_NAMES), dice.pick(_LAST_NAMES)
    city, state = dice.pick(_PLACES)
    return {
        "id": id,
        "name": f"{first} {last}",
        "email_address": f"{dice.word(5, 7)}@{dice.word(3, 5)}.com",
        "credit_card": " ".join(f"{dice.between(0, 9999):04}" for _ in range(4)),
        "city": city,
        "state": state,
        "date_time": _text(at),
        "extra": dice.word(4, 12),
    }


def _auction(dice: _Dice, id: int, seller: int, at: datetime) -> Mapping[str, Any]:
    first = dice.price()
    open_for = timedelta(milliseconds=dice.between(1, _LONGEST * 1000))
    return {
        "id": id,
        "item_name": dice.word(4, 12),
        "description": f"{dice.word(3, 8)} {dice.word(3, 8)}",
        "initial_bid": first,
        "reserve": first + dice.price(),
        "date_time": _text(at),
        "expires": _text(at + open_for),
        "seller": seller,
        "category": _FIRST_CATEGORY + dice.between(0, _CATEGORIES - 1),
        "extra": dice.word(4, 12),
    }


def _bid(dice: _Dice, auction: int, bidder: int, at: datetime) -> Mapping[str, Any]:
    way = "/".join(dice.word(3, 5) for _ in range(3))
    if dice.often(1 / 2):
        channel, query = dice.pick(_CHANNELS), "item.htm?query=1"
    else:
        number = dice.between(0, 9999)
        channel, query = f"channel-{number}", f"item.htm?query=1&channel_id={number}"
    return {
        "auction": auction,
        "bidder": bidder,
        "price": dice.price(),
        "channel": channel,
        "url": f"https://www.nexmark.com/{way}/{query}",
        "date_time": _text(at),
        "extra": dice.word(4, 12),
    }


def _text(at: datetime) -> str:
    return at.isoformat(" ", "milliseconds")


def write(folder: Path, count: int, seed: int = 7) -> dict[str, int]:
    """A file of JSON lines for each table, NAME.jsonl; how many rows are in it."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = dict.fromkeys((*TABLES, SIDE_INPUT), 0)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / f"{name}.jsonl").open("w", encoding="utf-8"))
            for name in rows
        }
        for name, row in (*events(count, seed), *((SIDE_INPUT, row) for row in side_input())):
            files[name].write(json.dumps(row) + "\n")
            rows[name] += 1
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes events of Nexmark's auction house.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    write(given.folder, given.events, given.seed)


if __name__ == "__main__":
    main()
