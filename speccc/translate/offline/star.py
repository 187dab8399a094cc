"""Several inputs of which nobody said how they belong together, where there is only one way.

One table, the main one, holds the keys of all others; each of them is looked up by its key. What
becomes of rows that it does not know has to be said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import NO_WORDS, InputTable
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item, Rows, Value, is_list, is_tuple

Said = tuple[Item, str]


def main_of(tables: Sequence[InputTable]) -> InputTable | None:
    """The one table that holds the keys of all others, if there is one."""
    found = [
        table
        for table in tables
        if all(_looks_up(table, other) for other in tables if other is not table)
    ]
    return found[0] if len(tables) > 1 and len(found) == 1 else None


def _looks_up(table: InputTable, other: InputTable) -> bool:
    names = {column.name for column in table.columns}
    return len(other.key) == 1 and other.key[0] in names and table.key != other.key


def with_lookups(work: Assembly, items: Sequence[Said]) -> list[Said]:
    """The items, with the main table read and the others looked up where their columns are used."""
    given = work.request.given
    fates = [item for item, _ in items if item.kind == "lookup"]
    rest = [(item, section) for item, section in items if item.kind != "lookup"]
    main = main_of(given)
    reads = any(item.kind in ("read", "join", "join_self", "union") for item, _ in items)
    if reads or main is None:
        for fate in fates:
            work.question(codes.NOT_UNDERSTOOD, fate.words, words=work.request.words(fate.words))
        return rest
    own = {column.name for column in main.columns}
    used = {name for item, _ in rest for name in _names(item) if not isinstance(name, Rows)}
    if not used & (own - {c.name for t in given if t is not main for c in t.columns}):
        return rest
    made: list[Item] = [Item("read", (None, Item("known", (main.name,))))]
    for table in given:
        wanted = [c.name for c in table.columns if c.name in used and c.name not in own]
        if table is not main and wanted:
            made += _looked_up(work, table, wanted, fates)
    if fates and len(made) == 1:
        work.question(codes.NOT_SAID, fates[0].words, question="which column is looked up?")
    return [*((item, "") for item in made), *rest]


def _looked_up(
    work: Assembly, table: InputTable, wanted: Sequence[str], fates: Sequence[Item]
) -> Iterator[Item]:
    """The join with one table, and what stands for what it does not know."""
    own = [fate for fate in fates if fate.args[0] in ("", *wanted)]
    words = own[0].words if own else NO_WORDS
    if len(own) != 1 or (not own[0].args[0] and len(wanted) != 1):
        question = f"what becomes of rows that '{table.name}' does not know?"
        closest = f"say whether they are kept, and what stands for {', '.join(wanted)}"
        work.question(codes.NOT_SAID, words, closest, question=question)
        return
    key = Item("join_key", (table.key[0], ""), words)
    taken = tuple((name, name) for name in wanted)
    yield Item("join", ("left", Item("known", (table.name,), words), (key,), taken, ()), words)
    name, value = own[0].args
    column = Value(name or wanted[0], ((name or wanted[0], words),), column=name or wanted[0])
    yield Item("fill", ((column,), value), words, column.used)


def _names(part: Any) -> Iterator[str]:
    """The columns that an item and its parts use."""
    if isinstance(part, Item | Value):
        yield from (name for name, _ in part.used)
        yield from _names(part.args if isinstance(part, Item) else ())
    elif is_tuple(part) or is_list(part):
        for inner in part:
            yield from _names(inner)
