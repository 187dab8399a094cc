"""What a row is at a point of a request, and which nouns may stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import InputTable, Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.naming import forms, stems
from speccc.translate.offline.values import Counted, Rows

_ROWS = frozenset(("rows", "row"))


def subjects_of(table: InputTable) -> frozenset[str]:
    """The nouns that one row of a table is: by its name and its key.

    What another of its columns tells apart may be in several rows.
    """
    last = table.name.lower().rpartition("_")[2]
    found = {*forms(table.name.lower()), *forms(last)}
    if len(table.key) == 1:
        found |= stems(table.key[0])
    several = {
        form for c in table.columns if table.key != (c.name,) for form in stems(c.name)
    } - {*forms(table.name.lower())}  # fmt: skip
    return frozenset(found - several)


def start(work: Assembly, table: str) -> None:
    """From here on the rows are those of a source."""
    work.main = table
    work.scope = [*work.columns[table]]
    work.subjects = work.about = subjects_of(work.tables[table])
    work.key = work.tables[table].key


def regrouped(work: Assembly, by: Iterable[str]) -> None:
    """From here on there is one row for each of these columns' values."""
    names = tuple(by)
    work.key = names
    work.subjects = stems(names[0]) if len(names) == 1 else frozenset()
    work.about = frozenset(form for name in names for form in stems(name))


def one_of_each(work: Assembly, by: Iterable[str]) -> None:
    """From here on there is one of the rows for each of these columns' values."""
    names = tuple(by)
    work.key = names
    if len(names) == 1:
        work.subjects |= stems(names[0])
    work.about |= work.subjects


def joined_rows(work: Assembly, other: str, kind: str, pairs: Sequence[tuple[str, str]]) -> None:
    """What a row is behind a join: one of the other side, where several of those match a row."""
    right = work.tables[other]
    work.about |= subjects_of(right)
    if right.key and {*right.key} <= {b for _, b in pairs}:
        return
    left_once = bool(work.key) and {*work.key} <= {a for a, _ in pairs}
    work.subjects = subjects_of(right) if left_once and kind == "inner" else frozenset()
    work.key = right.key if left_once and kind == "inner" else ()


def check_rows(work: Assembly, noun: Rows, words: Words) -> None:
    """Asks, unless the noun stands for what a row is at this point.

    Another source's noun makes that source the one that is read, before the first step.
    """
    name = noun.lower()
    strict = isinstance(noun, Counted)
    if name in _ROWS or name in (work.subjects if strict else work.about):
        return
    others = [t for t in work.tables if t != work.main and name in subjects_of(work.tables[t])]
    exact = [t for t in others if name in forms(t.lower())] or others
    if len(exact) == 1 and not work.steps and exact[0] in work.sources:
        start(work, exact[0])
    elif not strict and not others and not is_input(work, name):
        if not any(name in stems(column) for column in work.scope):
            work.subjects |= {*forms(name)}
            work.about |= {*forms(name)}
    else:
        work.question(codes.WHAT_IS_COUNTED, words, noun=name)


def is_input(work: Assembly, name: str) -> bool:
    """Whether a table of the request or of the project has rows that are so called."""
    tables = (*work.request.given, *work.request.known)
    return any(name in subjects_of(table) for table in tables)
