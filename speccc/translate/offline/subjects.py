"""What a row is at a point of a request, and which nouns may stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import InputTable, Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.naming import forms, stems
from speccc.translate.offline.values import Counted, Rows

_ROWS = frozenset(("rows", "row"))
_ANYTHING = frozenset(("everybody", "everyone", "people", "things", "entries", "cases"))


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

    A column's noun may stand for the rows that it tells something of, but for counts. Another
    source's noun makes that source the one that is read, before the first step.
    """
    name = noun.lower()
    strict = isinstance(noun, Counted)
    if name in _ROWS or (name in _ANYTHING and not strict):
        return
    if name in (work.subjects if strict else work.about):
        return
    others = [t for t in work.tables if t != work.main and name in subjects_of(work.tables[t])]
    exact = [t for t in others if name in forms(t.lower())] or others
    if len(exact) == 1 and not work.steps and exact[0] in work.sources:
        start(work, exact[0])
    elif strict or others or not any(name in stems(column) for column in work.scope):
        work.question(codes.WHAT_IS_COUNTED, words, noun=name)


#: What a result may be called where it is written.
_RESULTS = frozenset(
    ("rows", "row", "summary", "report", "table", "list", "answer", "numbers", "figures", "counts",
     "totals", "averages", "rest", "groups")
)  # fmt: skip


def check_written(work: Assembly, noun: Rows, words: Words) -> None:
    """Asks, unless the noun of what is written is the result, or what the rows are or were."""
    name = noun.lower()
    were = {form for table in work.tables.values() for form in subjects_of(table)}
    of_columns = {form for column in work.scope for form in stems(column)}
    if name not in _RESULTS | _ANYTHING | work.about | were | of_columns:
        work.question(codes.WHAT_IS_COUNTED, words, noun=name)


def called(work: Assembly, noun: Rows, words: Words) -> None:
    """`read payments from transactions.csv`: the rows are called so from now on."""
    if noun.lower() in work.about or is_input(work, noun.lower()):
        check_rows(work, noun, words)
        return
    work.subjects |= {*forms(noun)}
    work.about |= {*forms(noun)}


def is_input(work: Assembly, name: str) -> bool:
    """Whether a table of the request or of the project has rows that are so called."""
    tables = (*work.request.given, *work.request.known)
    return any(name in subjects_of(table) for table in tables)
