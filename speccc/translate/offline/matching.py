"""Rows kept or dropped by what another table holds; groups of a child counted for each parent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import InputTable, Words
from speccc.translate.offline.assembly import Assembly, add_source
from speccc.translate.offline.subjects import start, subjects_of
from speccc.translate.offline.values import Item, Value


def with_tables(work: Assembly, items: Sequence[tuple[Item, str]]) -> list[tuple[Item, str]]:
    """The items; a table whose rows are asked about is read, unless it is said what is read."""
    reads = any(item.kind == "read" for item, _ in items)
    found: list[tuple[Item, str]] = []
    for item, section in items:
        if item.kind != "about_table":
            found.append((item, section))
        elif not reads:
            table = table_of(work, item.args[0], item.words)
            if table is not None:
                place = Item("known", (table.name,), item.words)
                found.append((Item("read", (None, place), item.words), section))
    return found


def table_of(work: Assembly, noun: str, words: Words) -> InputTable | None:
    """The one table whose rows are so called; asks if there is none, or several.
    Without a noun it is the other one of two.
    """
    tables = {t.name: t for t in (*work.request.known, *work.request.given)}
    if not noun and len(work.request.given) == 2:
        return next(t for t in work.request.given if t.name != work.main)
    found = [t for t in tables.values() if noun.lower() in subjects_of(t)]
    named = [t for t in found if noun.lower() == t.name.lower()] or found
    if len(named) != 1:
        work.question(codes.NOT_SAID, words, question=f"which table holds the '{noun}'?")
        return None
    return named[0]


def common_key(work: Assembly, other: InputTable, words: Words) -> str:
    """The column that is the key of one side and stands on the other; asks if there is not one."""
    columns = {c.name for c in other.columns}
    keys = {
        key[0]
        for key, there in ((work.key, columns), (other.key, {*work.scope}))
        if len(key) == 1 and key[0] in there
    }
    if len(keys) != 1:
        question = f"by which column do the rows of '{other.name}' belong to these?"
        work.question(codes.NOT_SAID, words, "write 'whose customer_id is in …'", question=question)
        return ""
    return keys.pop()


def build_matching(work: Assembly, item: Item) -> None:
    """A semi or anti join; `condition` is about the other table's rows, as a branch of its own."""
    kind, column, noun, condition = item.args
    if not work.main:
        return
    table = table_of(work, noun[0], noun[1])
    if table is None:
        return
    if table.name == work.main and column is None:
        said = work.request.words(item.words)
        work.question(codes.NOT_UNDERSTOOD, item.words, words=said)
    if table.name not in work.sources:
        add_source(work, table, (item.words,))
    key = column.text if column else common_key(work, table, item.words)
    if key and key not in work.columns[table.name]:
        work.question(codes.UNKNOWN_COLUMN, item.words, name=f"{key} of {table.name}")
    other = table.name
    if condition is not None:
        other = _branch(work, table.name, condition, item.words)
    work.add({"join": {"with": other, "kind": kind, "keys": [key]}}, item.words)
    if condition is not None:
        work.steps[-1] = {"from": work.kept, **work.steps[-1]}


def _branch(work: Assembly, table: str, condition: Value, words: Words) -> str:
    """A step that keeps some rows of another source; what was made so far gets a name."""
    work.kept = work.name_last(f"{work.main}_kept") if work.steps else work.main
    work.add({"from": table, "filter": condition.text}, words)
    return work.name_last(f"{table}_meant")


def build_zero(work: Assembly, item: Item) -> None:
    """A count of each parent: parents without a child get a number as well."""
    parent, child, number, everywhere = item.args
    if not work.main:
        return
    above = work.steps[-1] if work.steps else {}
    shape: dict[str, Any] = above.get("aggregate", {})
    table = table_of(work, parent[0], parent[1])
    if table is None:
        return
    by = shape.get("by", [])
    counts = all(m.startswith("count") for m in shape.get("measures", {}).values())
    if len(by) != 1 or table.name not in work.sources or (*by,) != table.key:
        question = f"what is computed for each of the '{parent[0]}'?"
        work.question(codes.NOT_SAID, item.words, question=question)
        return
    if not counts and not everywhere:
        work.question(codes.NOT_SAID, item.words, question="which of the columns get this number?")
    if child is not None and not _is_child(work, child[0]):
        work.question(codes.WHAT_IS_COUNTED, child[1], noun=child[0])
    counted = work.name_last(f"{work.main}_of_each")
    measures = [*shape["measures"]]
    start(work, table.name)
    join = {"with": counted, "kind": "left", "keys": by}
    work.add({"from": table.name, "join": join}, item.words)
    work.add({"fill": {"values": dict.fromkeys(measures, number)}}, item.words)
    work.scope += measures


def build_all_parents(work: Assembly, item: Item) -> None:
    """Figures of each row of a list, and no other columns; counts of those without any get a
    number.
    """
    parent, *number = item.args
    above = work.steps[-1] if work.steps else {}
    shape: dict[str, Any] = above.get("aggregate", {})
    table = table_of(work, parent[0], parent[1])
    if table is None or not number:
        return
    by = shape.get("by", [])
    if (*by,) != table.key or table.name == work.main:
        question = f"what is computed for each of the '{parent[0]}'?"
        work.question(codes.NOT_SAID, item.words, question=question)
        return
    if table.name not in work.sources:
        add_source(work, table, (item.words,))
    days = {c.name for c in work.tables[work.main].columns if c.scalar in ("date", "timestamp")}
    for name, text in shape["measures"].items():
        if not text.startswith("count") and text[4:-1] not in days:
            question = f"is {name} {number[0]}, too, where there are none?"
            work.question(codes.NOT_SAID, item.words, question=question)
    counted = work.name_last(f"{work.main}_of_each")
    start(work, table.name)
    join = {"with": counted, "kind": "left", "keys": by}
    work.add({"from": table.name, "join": join}, item.words)
    counts = [name for name, text in shape["measures"].items() if text.startswith("count")]
    if counts:
        work.add({"fill": {"values": dict.fromkeys(counts, number[0])}}, item.words)
    work.scope = [*by, *shape["measures"]]
    work.add({"select": [*work.scope]}, item.words)


def _is_child(work: Assembly, noun: str) -> bool:
    return noun.lower() in subjects_of(work.tables[work.main]) or noun in work.scope


def build_union(work: Assembly, item: Item) -> None:
    """Rows of two sources, one after the other; the first is the one that was read so far."""
    if not work.main:
        return
    names = list(item.args) or [n for n in work.sources if n != work.main]
    if not item.args and len(names) != 1:
        work.question(codes.NOT_SAID, item.words, question="the rows of which tables?")
        return
    tables = {t.name: t for t in (*work.request.known, *work.request.given)}
    if len(names) == 2 and work.main not in names and not work.steps and names[0] in work.sources:
        start(work, names[0])
    others = [name for name in names if name != work.main]
    if len(others) != 1 or others[0] not in tables:
        work.question(codes.NOT_SAID, item.words, question="to which rows are these added?")
        return
    if others[0] not in work.sources:
        add_source(work, tables[others[0]], (item.words,))
    work.add({"union": {"with": others}}, item.words)
    both = work.subjects | subjects_of(tables[others[0]])
    work.subjects = work.about = both
    work.key = ()
