"""Joins and unions: the other input, its keys, and which of its columns come over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import (
    Question,
)
from speccc.translate.offline.assembly import Assembly, add_source
from speccc.translate.offline.places import End, as_source
from speccc.translate.offline.subjects import joined_rows
from speccc.translate.offline.values import Item


def join(work: Assembly, item: Item) -> None:
    kind, place, keys, taken = item.args
    other = _other(work, place)
    if other is None or not work.sources:
        return
    left = work.main
    pairs = [_join_key(key.args, left, other) for key in keys]
    missing = [
        (a, key.words) for (a, _), key in zip(pairs, keys, strict=True) if a not in work.scope
    ]
    missing += [
        (b, key.words)
        for (_, b), key in zip(pairs, keys, strict=True)
        if b not in work.columns[other]
    ]
    for name, words in missing:
        work.question(codes.UNKNOWN_COLUMN, words, name=name)
    if not kind:
        work.question(
            codes.NOT_SAID,
            item.words,
            "write 'left join' or 'inner join'",
            question="what becomes of a row without a match?",
        )
    shape: dict[str, Any] = {
        "with": other,
        "kind": kind,
        "keys": [a if a == b else f"{a} = {b}" for a, b in pairs],
    }
    if taken is not None:
        shape["take"] = [*taken]
    work.add({"join": shape}, item.words)
    of_keys = {b for _, b in pairs}
    more = [c for c in work.columns[other] if c not in of_keys]
    if taken is None and (twice := [c for c in more if c in work.scope]) and _cut(work, twice):
        more = [c for c in more if c not in twice]
        shape["take"] = more
        work.notes.append(
            f"Of '{other}' are not taken, since both sides have them: {', '.join(twice)}."
        )
    work.scope += taken or more
    joined_rows(work, other, kind, pairs)


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


def union(work: Assembly, item: Item) -> None:
    other = _other(work, Item("known", item.args, item.words))
    if other is not None:
        work.add({"union": {"with": [other]}}, item.words)
