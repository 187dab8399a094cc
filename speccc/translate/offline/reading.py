"""Which tables are read, where nobody says `read`: those that the first step names."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item, Rows

Said = tuple[Item, str]


def with_reads(work: Assembly, items: Sequence[Said]) -> list[Said]:
    """The items; if none of them reads, `join a with b` reads a, and so does `stack a and b`."""
    if any(item.kind in ("read", "about_table", "shown") for item, _ in items):
        return [*items]
    first = next((item for item, _ in items if item.kind in ("join", "union")), None)
    if first is None:
        return [*items]
    given = {table.name for table in work.request.given}
    if first.kind == "union":
        named = [str(name) for name in first.args] if len(first.args) > 1 else []
    else:
        named = [str(name) for name, _ in first.used if isinstance(name, Rows)]
    tables = [name for name in named if name in given][:1]
    read = [Item("read", (None, Item("known", (name,), first.words)), first.words)
            for name in tables]  # fmt: skip
    return [*((item, "") for item in read), *items]
