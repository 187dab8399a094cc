"""What the result is called, where nothing says more of its place."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item

Said = tuple[Item, str]


def with_place(work: Assembly, items: Sequence[Said]) -> list[Said]:
    """The items, with `call it x` as the place of the result if nothing else is said of one.

    `call it x` is about a figure if one has no name; where both could be meant, it is asked.
    """
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


def _write(named: Item) -> Item:
    name = Item("named", (named.args[0],), named.words)
    return Item("write", (None, name), named.words)
