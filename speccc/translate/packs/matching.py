"""Which table or column the words of a pack stand for. Where several may be meant, none is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from speccc.translate.model import InputColumn, InputTable
from speccc.translate.packs.model import Kind, Pack, Sense


@dataclass(frozen=True, slots=True)
class Match:
    """What may be meant, by name. `sure`: only this one can be."""

    names: tuple[str, ...]
    sure: bool


def columns_for(sense: Sense, tables: Iterable[InputTable], made: Iterable[str] = ()) -> Match:
    """The columns that a sense is about. `made` are names that a request gives to something new.

    A column that only shares a word with the sense is no candidate, but a rival: with `net_revenue`
    beside it, not even `revenue` is surely what "turnover" means.
    """
    columns = {column.name: column for table in tables for column in table.columns}
    meant = [n for n, c in columns.items() if _is_called(n, sense.columns) and _fits(c, sense)]
    stems = {singular(phrase.rpartition(" ")[2]) for phrase in sense.says}
    names = [n for n in (*columns, *made) if n in meant or _shares(n, stems, sense)]
    return _match(names, meant)


def tables_for(group: Sequence[str], tables: Iterable[InputTable]) -> Match:
    """The tables whose rows are what these nouns say."""
    names = dict.fromkeys(table.name for table in tables)
    meant = [name for name in names if singular(name) in group]
    rivals = [name for name in names if {singular(p) for p in _parts(name)} & {*group}]
    return _match([*meant, *rivals], meant)


def time_for(pack: Pack, tables: Iterable[InputTable]) -> Match:
    """The column with the time that a row is about; each other time beside it is a rival."""
    times = [c.name for table in tables for c in table.columns if _kind(c) == "time"]
    return _match(times, [name for name in times if _is_called(name, pack.times)])


def singular(noun: str) -> str:
    """A noun without the ending of its plural, in lower case."""
    low = noun.lower()
    if low.endswith("ies"):
        return low[:-3] + "y"
    return low[:-1] if low.endswith("s") and not low.endswith("ss") else low


def _match(names: Sequence[str], meant: Sequence[str]) -> Match:
    every = tuple(dict.fromkeys(names))
    return Match(every, len(every) == 1 and every[0] in meant)


def _is_called(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in patterns)


def _fits(column: InputColumn, sense: Sense) -> bool:
    return _kind(column) in sense.kinds


def _shares(name: str, stems: set[str], sense: Sense) -> bool:
    return bool({singular(part) for part in _parts(name)} & stems) or _is_called(
        name, sense.columns
    )


def _parts(name: str) -> list[str]:
    return name.lower().split("_")


def _kind(column: InputColumn) -> Kind:
    match column.scalar:
        case "bool" | "text" as same:
            return same
        case "date" | "timestamp":
            return "time"
        case _:
            return "number"
