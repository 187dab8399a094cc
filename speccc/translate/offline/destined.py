"""What the result is called, where nothing says more of its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item

Said = tuple[Item, str]


def with_place(work: Assembly, items: Sequence[Said]) -> list[Said]:
    """The items, with `call it x` as the place of the result if nothing else is said of one.

    `call it x` is about a figure if one has no name; where both could be meant, it is asked.
    """
    items = _as_figures(items)
    writes = [item for item, _ in items if item.kind == "write"]
    names = [item for item, _ in items if item.kind == "called" and len(item.args) == 1]
    nameless = [item for item, _ in items if item.kind == "measure" and not item.args[0]]
    titles = [item for item, _ in items if item.kind == "title"]
    if writes:
        if len(writes) > 1 and any(item.loose for item in writes):
            question = "is the result written to both places?"
            work.question(codes.NOT_SAID, writes[-1].words, question=question)
        return [*items]
    if len(names) == 1 and not nameless:
        return [(_write(item) if item is names[0] else item, said) for item, said in items]
    if titles and not names:
        return [*items, (_write(titles[-1]), "")]
    return [*items]


def _as_figures(items: Sequence[Said]) -> list[Said]:
    """The items; `count them, as n` names the figure where n is used as a column."""
    used = {name for item, _ in items for name, _ in item.used}
    strict = any(item.kind == "write" and not item.loose for item, _ in items)
    found: list[Said] = []
    for item, section in items:
        place = item.args[-1] if item.kind == "write" and item.loose else item
        name = str(place.args[0]) if place.kind == "named" else ""
        before = found[-1][0] if found else None
        figure = before is not None and before.kind == "measure" and before.args[0] not in used
        if before is not None and figure and strict and name in used:
            found[-1] = (replace(before, args=(name, *before.args[1:])), found[-1][1])
        else:
            found.append((item, section))
    return found


def _write(named: Item) -> Item:
    name = Item("named", (named.args[0],), named.words)
    return Item("write", (None, name), named.words)
