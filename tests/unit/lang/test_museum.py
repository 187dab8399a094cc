"""Every wrong form has its own message, at its exact place."""

from __future__ import annotations

import re

import pytest

from speccc.diagnostics import Code
from speccc.diagnostics.codes import expressions as codes
from speccc.functions.catalogue import TABLES
from speccc.lang import sqlisms
from tests.unit.lang.museum import FOLDER, ROOMS, diagnose, exhibits, picture
from tests.unit.lang.support import parse

ALL = {value.id: value for value in vars(codes).values() if isinstance(value, Code)}
FUNCTIONS = {name for table in TABLES.values() for name in table}


@pytest.mark.parametrize("room", ROOMS)
def test_pictures_are_as_they_hang(room: str) -> None:
    hanging = (FOLDER / f"{room}.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert hanging == [picture(room, text) for text in exhibits(room)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_exhibit_is_wrong(room: str) -> None:
    assert [text for text in exhibits(room) if not diagnose(room, text)] == []


def test_every_code_is_shown() -> None:
    shown = {d.code.id for room in ROOMS for text in exhibits(room) for d in diagnose(room, text)}
    assert set(ALL) - shown == {codes.TOO_DEEP.id}  # shown by test_parser, being too long to hang


@pytest.mark.parametrize("code", ALL.values(), ids=ALL)
def test_codes_are_of_this_family_and_explained(code: Code) -> None:
    assert code.id.startswith("E03")
    assert "\n\n    wrong:" in code.explain or code in (codes.TOO_DEEP, codes.STRANGE_CHARACTER)


SUGGESTIONS = {
    "0 < a < 1": ["0 < a and a < 1"],
    "a = b + 1 = c or d": ["a = b + 1 and b + 1 = c"],
    "a or b and c": ["(a or b) and c", "a or (b and c)"],
    "a and b or not c": ["(a and b) or not c", "a and (b or not c)"],
    "f(a or b and c)": ["(a or b) and c", "a or (b and c)"],
    "a or b or c and d AND e": ["a or b or (c and d and e)"],
    "a and b or c and d or e": ["(a and b) or (c and d) or e"],
    "not a and b = 1 or (c or d) and e": ["(not a and b = 1) or ((c or d) and e)"],
    "x = null": ["x is null"],
    "null <> f(x)": ["f(x) is not null"],
    "x is not true": ["not same(a, true)"],
    "booked_on >= 2024-01-31": ["date '2024-01-31'"],
    "t < 2024-01-31 10:00:59": ["timestamp '2024-01-31 10:00:59'"],
    "t < 2024-01-31T10:00": ["timestamp '2024-01-31 10:00:00'"],
    "timestamp '2024-01-31'": ["timestamp '2024-01-31 00:00:00'"],
    "007.50": ["7.50"],
    "orders.amount": ["amount"],
    '"it\'s"': ["'it''s'"],
}


@pytest.mark.parametrize("text", SUGGESTIONS)
def test_what_a_hint_suggests_is_right(text: str) -> None:
    (found,) = diagnose("expressions", text)
    for suggestion in SUGGESTIONS[text]:
        assert suggestion in found.hint
        parse(suggestion)


def test_functions_that_hints_name_exist() -> None:
    tables = (sqlisms.FOLLOWING, sqlisms.BEFORE_TEXT, sqlisms.BEFORE_OPERAND, sqlisms.CALLS)
    hints = [hint for table in tables for hint in table.values()]
    hints += [code.hint for code in ALL.values()] + [sqlisms.STAR, sqlisms.STAR_OF_COUNT]
    hints += [d.hint for text in exhibits("expressions") for d in diagnose("expressions", text)]
    named = {name for hint in hints for name in re.findall(r"\b([a-z_]+)\(", hint)}
    assert {"mod", "year", "count"} <= named
    assert named - {"cast", "decimal", "f"} <= FUNCTIONS


def test_functions_with_a_syntax_of_their_own_are_none_of_ours() -> None:
    assert not set(sqlisms.CALLS) & FUNCTIONS
