"""Joins: the other input, its keys, and which of its columns come over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import (
    Question,
    Words,
)
from speccc.translate.offline.assembly import Assembly, add_source
from speccc.translate.offline.naming import stems
from speccc.translate.offline.places import End, as_source
from speccc.translate.offline.subjects import is_input, joined_rows, subjects_of
from speccc.translate.offline.values import Item


def join(work: Assembly, item: Item) -> None:
    """A join with another table. What is not said of its kind or its columns is asked."""
    kind, place, keys, taken, unmatched = item.args
    other = _other(work, place)
    if other is None or not work.main:
        return
    pairs = _pairs(work, keys, other)
    _check_unmatched(work, other, unmatched, {name for pair in pairs for name in pair})
    if not kind:
        _ask_kind(work, item)
    shape: dict[str, Any] = {
        "with": other,
        "kind": kind,
        "keys": [a if a == b else f"{a} = {b}" for a, b in pairs],
    }
    if taken is not None:
        shape["take"] = _taken(taken)
    work.add({"join": shape}, item.words)
    of_keys = {b for _, b in pairs}
    more = [c for c in work.columns[other] if c not in of_keys]
    if taken is None and (twice := [c for c in more if c in work.scope]) and _cut(work, twice):
        more = [c for c in more if c not in twice]
        shape["take"] = more
        work.notes.append(
            f"Of '{other}' are not taken, since both sides have them: {', '.join(twice)}."
        )
    work.scope += [new for _, new in taken] if taken is not None else more
    joined_rows(work, other, kind, pairs)


def join_self(work: Assembly, item: Item) -> None:
    """A join of a table with itself: what is taken has the stem of the left key in its name."""
    kind, _, keys, taken, _ = item.args
    if work.steps or not work.main:
        question = "is the table meant as it was read, or what was made of it?"
        work.question(codes.NOT_SAID, item.words, question=question)
        return
    pairs = _pairs(work, keys, work.main)
    if taken is None:
        stem = pairs[0][0].rpartition("_")[0]
        later = {name for other in work.later for name, _ in other.used}
        named = ((c, f"{stem}_{c}") for c in work.columns[work.main])
        taken = tuple(pair for pair in named if pair[1] in later)
    new = {name for _, name in taken}
    if not kind and any(_needs(other, new) for other in work.later):
        kind = "inner"
    if not kind:
        _ask_kind(work, item)
    if not taken:
        work.question(
            codes.NOT_SAID, item.words, question="which columns are taken, under which names?"
        )
    keys_said = [f"{a} = {b}" for a, b in pairs]
    shape = {"with": work.main, "kind": kind, "keys": keys_said, "take": _taken(taken)}
    work.add({"join": shape}, item.words)
    work.scope += [name for _, name in taken]


def _needs(item: Item, names: set[str]) -> bool:
    """Whether a filter keeps only rows in which one of these columns is there."""
    if item.kind != "filter" or not {name for name, _ in item.used} & names:
        return False
    text = item.args[0].text
    return " or " not in text and not any(f"{name} is null" in text for name in names)


def _pairs(work: Assembly, keys: Sequence[Item], other: str) -> list[tuple[str, str]]:
    """The columns that are equal, left and right; asks where one is not there."""
    found = [_join_key(key.args, work.main, other) for key in keys]
    for (a, b), key in zip(found, keys, strict=True):
        if a not in work.scope:
            work.question(codes.UNKNOWN_COLUMN, key.words, name=a)
        if b not in work.columns[other]:
            work.question(codes.UNKNOWN_COLUMN, key.words, name=b)
    return found


def _taken(taken: Sequence[tuple[str, str]]) -> list[str]:
    return [old if old == new else f"{old} as {new}" for old, new in taken]


def _ask_kind(work: Assembly, item: Item) -> None:
    work.question(
        codes.NOT_SAID,
        item.words,
        "write 'left join' or 'inner join'",
        question="what becomes of a row without a match?",
    )


def _check_unmatched(
    work: Assembly, other: str, said: Sequence[tuple[str, Words]], keys: set[str]
) -> None:
    """`orders without a known customer are kept`: it must be the rows that lack the other side."""
    partners = subjects_of(work.tables[other]) | {s for key in keys for s in stems(key)}
    for at, (name, words) in enumerate(said):
        ours = name in work.about | subjects_of(work.tables[work.main]) or name == "rows"
        ours = ours or (
            not is_input(work, name) and any(name in stems(column) for column in work.scope)
        )
        if not (ours if at == 0 else name in partners or name == "rows"):
            work.question(codes.NOT_SAID, words, question=f"which rows are kept or dropped, if "
                          f"'{name}' is the other side of the join?")  # fmt: skip


def _cut(work: Assembly, names: Sequence[str]) -> bool:
    """Whether columns of these names are neither used later nor written."""
    for item in work.later:
        if {name for name, _ in item.used} & {*names}:
            return False
        if item.kind in ("aggregate", "select"):
            return True
    return False


def _join_key(args: tuple[str, ...], left: str, other: str) -> tuple[str, str]:
    if len(args) == 2:
        return args[0], args[0]
    first, a, second, b = args
    if first == other or second == left:
        return b, a
    return a, b


def _other(work: Assembly, place: Item) -> str | None:
    """The source that is joined; it becomes one if it is a table that is known."""
    if place.kind == "other_table":
        others = [name for name in work.sources if name != work.main]
        if len(others) == 1:
            return others[0]
        work.question(codes.NOT_SAID, place.words, question="with which table?")
        return None
    name = place.args[0]
    if name in work.sources:
        return name
    end = End("read", [place], [place.words])
    table = as_source(end, work.request, [], single=False)
    if isinstance(table, Question):
        work.questions.append(table)
        return None
    if table.name not in work.sources:
        add_source(work, table, (place.words,))
    return table.name
