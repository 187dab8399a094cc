"""The type of each column, a key, and what is dirty, from the values there are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from speccc.cli.importing.keys import Candidate, find_key
from speccc.cli.importing.looks import Look, look_at, number_type
from speccc.cli.importing.table import RawColumn, RawFile
from speccc.lang.naming import column_name
from speccc.types import Type
from speccc.types.cells import read_cell
from speccc.types.model import DATE, FLOAT64, INT64, TIMESTAMP

#: A column in which at least this share of the values reads as a type is that type, but dirty.
DIRTY_SHARE = 0.8

DATE_FORMATS = ("", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYY/MM/DD", "DD-MM-YYYY")
TIME_FORMATS = (
    "",
    "YYYY-MM-DD HH:mm",
    "YYYY/MM/DD HH:mm:ss",
    *(f"{day} HH:mm{seconds}" for day in DATE_FORMATS[1:4] for seconds in (":ss", "")),
)

_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Dirt:
    """Values that do not read as `type`: how many rows, and the first few with their lines."""

    type: str
    format: str
    rows: int
    examples: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One inferred column. `path` is the header where it is not the name. With `dirt`, `type` is
    text, and `dirt.type` is what most values are. `disguised`: numbers, written for people.
    """

    name: str
    path: str | None
    type: str
    format: str
    nullable: bool
    dirt: Dirt | None = None
    notes: tuple[str, ...] = ()
    disguised: bool = False


@dataclass(frozen=True, slots=True)
class Inferred:
    """`key`: the columns that tell rows apart; empty if none do. `notes`: about the whole file."""

    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int
    delimiter: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Guess:
    type: str
    format: str
    reads: Callable[[str], bool]


def infer(file: RawFile) -> Inferred:
    """Types, nullability, key and dirt of a file's columns."""
    taken: set[str] = set()
    columns = tuple(_column(raw, taken) for raw in file.columns)
    key, notes = find_key(
        [
            Candidate(column.name, "" if column.dirt or column.disguised else column.type, raw)
            for raw, column in zip(file.columns, columns, strict=True)
        ]
    )
    return Inferred(columns, key, file.rows, file.delimiter, notes)


def _column(raw: RawColumn, taken: set[str]) -> Column:
    name = column_name(raw.header, taken)
    path = None if name == raw.header else raw.header
    nullable = raw.empty > 0
    total = raw.values.total()
    if not total:
        return Column(name, path, "text", "", nullable=True, notes=("always empty",))
    best: _Guess | None = None
    most = 0
    also: list[_Guess] = []
    for guess in _guesses(raw):
        matched = sum(n for text, n in raw.values.items() if guess.reads(text))
        if matched > most:
            best, most, also = guess, matched, []
        elif matched == most and best is not None and guess.type == best.type:
            also.append(guess)
    look = look_at(raw.values, name) if most < total else None
    if look is not None and look.rows > most and look.rows >= DIRTY_SHARE * total:
        notes = _look_notes(look, name, total)
        return Column(name, path, "text", "", nullable, notes=notes, disguised=True)
    if best is None or most < DIRTY_SHARE * total:
        return Column(name, path, "text", "", nullable, notes=_text_notes(raw))
    notes = tuple(f"could be {guess.format} as well" for guess in also)
    if most == total:
        return Column(name, path, best.type, best.format, nullable, notes=notes)
    broken = sorted((raw.lines[t], t) for t in raw.values if not best.reads(t))
    examples = tuple((text, line) for line, text in broken[:3])
    return Column(
        name,
        path,
        "text",
        "",
        nullable,
        Dirt(best.type, best.format, total - most, examples),
        notes,
    )


def _guesses(raw: RawColumn) -> Iterator[_Guess]:
    """What the values could be, the narrowest first."""
    yield _Guess("bool", "", lambda text: text in ("true", "false"))
    yield _Guess("int64", "", lambda text: _plain(text) and _reads(text, INT64))
    money = number_type({text for text in raw.values if _plain(text)})
    if money is not None and money != INT64:
        yield _Guess(str(money), "", lambda text: _plain(text) and _reads(text, money))
    yield _Guess("float64", "", lambda text: not _padded(text) and _reads(text, FLOAT64))
    for kind, formats in ((DATE, DATE_FORMATS), (TIMESTAMP, TIME_FORMATS)):
        for form in formats:
            yield _Guess(str(kind), form, partial(_reads, type=kind, format=form))


def _reads(text: str, type: Type, format: str = "") -> bool:
    return read_cell(text, type, format) is not None


def _plain(text: str) -> bool:
    """A number without leading zeros: 007 is a code."""
    return _NUMBER.fullmatch(text) is not None


def _padded(text: str) -> bool:
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()


def _look_notes(look: Look, name: str, total: int) -> tuple[str, ...]:
    """What a column looks like, and the step that makes numbers of it."""
    rest = total - look.rows
    lost = "" if not rest else f" (but for {rest} of {total})"
    step = json.dumps(look.expression, ensure_ascii=False)
    return (f"{look.words}{lost}; a step makes numbers of them:", f"- set: {{{name}: {step}}}")


def _text_notes(raw: RawColumn) -> tuple[str, ...]:
    notes: list[str] = []
    padded = sum(n for text, n in raw.values.items() if text != text.strip())
    if padded:
        notes.append(f"{padded} values have blanks around them")
    lower = {text.strip().lower() for text in raw.values}
    twins = len({text.strip() for text in raw.values}) - len(lower)
    if twins:
        notes.append(f"{twins} values differ from another one in capitals only")
    return tuple(notes)
