"""The type of each column, a key, and what is dirty, from the values there are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from speccc.cli.importing.table import RawColumn, RawFile
from speccc.lang.names import is_name, is_reserved
from speccc.types import Kind, Type
from speccc.types.cells import read_cell
from speccc.types.model import DATE, FLOAT64, INT64, MAX_DECLARED_PRECISION, TIMESTAMP

#: A column in which at least this share of the values reads as a type is that type, but dirty.
DIRTY_SHARE = 0.8

#: Decimals get room to grow: this many digits, when what is there needs fewer.
USUAL_PRECISION = 12

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
    text, and `dirt.type` is what most values are.
    """

    name: str
    path: str | None
    type: str
    format: str
    nullable: bool
    dirt: Dirt | None = None
    notes: tuple[str, ...] = ()


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
    key, notes = _key(file, columns)
    return Inferred(columns, key, file.rows, file.delimiter, notes)


def name_of(text: str, taken: set[str], fallback: str = "column") -> str:
    """A name of the language for any text, not among `taken` (in lower case), which it joins."""
    name = text
    if not is_name(name):
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lower()[:55]
        if not name or not name[0].isalpha():
            name = f"{fallback}_{name}".rstrip("_")
    if is_reserved(name):
        name += "_"
    base, number = name, 1
    while name.lower() in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name.lower())
    return name


def _column(raw: RawColumn, taken: set[str]) -> Column:
    name = name_of(raw.header, taken)
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
    money = _decimal(raw)
    if money is not None:
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


def _decimal(raw: RawColumn) -> Type | None:
    """The decimal that holds every plain number; None if they are whole, or too long."""
    numbers = [Decimal(text) for text in raw.values if _plain(text)]
    scale = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    whole = max((number.adjusted() + 1 for number in numbers), default=0)
    if scale == 0 or max(whole, 1) + scale > MAX_DECLARED_PRECISION:
        return None
    return Type(Kind.DECIMAL, max(USUAL_PRECISION, max(whole, 1) + scale), scale)


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


def _key(file: RawFile, columns: tuple[Column, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first complete column whose values never repeat, one called id or ..._id before others;
    and notes about an id that does repeat.
    """
    notes: list[str] = []
    whole = {"int64", "text"}
    candidates: list[str] = []
    for raw, column in zip(file.columns, columns, strict=True):
        twice = sum(n - 1 for n in raw.values.values())
        called_id = re.fullmatch(r"(.*_)?id", column.name, re.IGNORECASE) is not None
        if not raw.empty and not twice and file.rows and column.type in whole and not column.dirt:
            candidates.insert(0 if called_id and not _has_id(candidates) else 99, column.name)
        elif called_id and raw.values.total() and twice < 0.1 * raw.values.total():
            again = [text for text, count in raw.values.items() if count > 1]
            if again:
                line = min(raw.lines[text] for text in again)
                repeats = "1 value repeats" if len(again) == 1 else f"{len(again)} values repeat"
                repeats += f", first in line {line}"
                notes.append(f"{column.name} is no key: {repeats}")
            if raw.empty:
                notes.append(f"{column.name} is no key: it is empty in {raw.empty} rows")
    return tuple(candidates[:1]), tuple(notes)


def _has_id(names: list[str]) -> bool:
    return bool(names) and re.fullmatch(r"(.*_)?id", names[0], re.IGNORECASE) is not None
