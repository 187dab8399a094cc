"""How a stream is written: rows that are final are added, others updated by what tells them apart.

See docs/streams.md for which rows are final.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, ask
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.places import End
from speccc.translate.offline.streams.flow import Flow
from speccc.translate.offline.streams.steps import WINDOW

#: Steps that leave what tells rows apart as it is.
_PLAIN = frozenset(("filter", "derive", "set", "fill", "cast", "window"))
#: Steps that would have to wait for the last row.
_WAITING = frozenset(("sort", "limit", "expect", "except", "intersect"))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of a stream at a point: what tells them apart, and whether they are final."""

    key: tuple[str, ...]
    final: bool = True


def streamed_mode(work: Assembly, flow: Flow, end: End, mode: Mapping[str, Any]) -> Any:
    """Mode and key of the sink of a stream, or what is to be asked. `mode` is what was said, or
    'replace' if nothing was.
    """
    found = _rows(work, flow)
    if isinstance(found, Question):
        return found
    said = end.said("replacing") or end.said("mode")
    if mode["mode"] == "partition" or (mode["mode"] == "replace" and said):
        question = "rows of a stream are added, or updated by a key: which?"
        return ask(codes.NOT_SAID, end.words[-1], question=question)
    if work.schedule:
        (words,) = work.origin[("schedule",)]
        question = "a stream runs all the time: is it one, or does it run by a schedule?"
        return ask(codes.NOT_SAID, words, question=question)
    if mode["mode"] == "append" and not found.final:
        question = "rows of this stream are updated later: may they be, by a key?"
        return ask(codes.NOT_SAID, flow.words, "write 'updating rows by' and columns",
                   question=question)  # fmt: skip
    if mode["mode"] != "replace":
        return mode
    if not found.key:
        question = "by which columns are rows of this stream the same?"
        return ask(codes.NOT_SAID, flow.words, "write 'the key is' and columns", question=question)
    gap = next((name for name in found.key if _may_be_missing(work, name)), "")
    if gap:
        question = f"a row without {gap} has no key: is it left out, or what stands for it?"
        closest = f"add 'rows without {gap} are left out'"
        return ask(codes.NOT_SAID, flow.words, closest, question=question)
    return {"mode": "append" if found.final else "merge", "key": [*found.key]}


def _may_be_missing(work: Assembly, column: str) -> bool:
    """Whether a column of the source may be missing, and no step says what becomes of such rows."""
    columns = work.tables[work.main].columns
    if not any(c.name == column and not c.type.endswith("not null") for c in columns):
        return False
    said = (step.get("filter", "") for step in work.steps)
    filled = (step.get("fill", {}).get("values", {}) for step in work.steps)
    return f"{column} is not null" not in said and not any(column in values for values in filled)


def _rows(work: Assembly, flow: Flow) -> _Rows | Question:
    rows = _Rows(work.tables[work.main].key)
    for at, step in enumerate(work.steps):
        kind = next(key for key in step if key not in ("name", "from", "description"))
        words = (*work.origin.get(("steps", at), ()), flow.words)[0]
        waits = kind in _WAITING or (kind == "aggregate" and not step[kind]["by"])
        if waits:
            question = "a stream never ends: for which windows of time is this?"
            return ask(codes.NOT_SAID, words, "add 'in windows of 1 hour'", question=question)
        found = _after(rows, kind, step[kind])
        if found is None:
            question = "is the result of a stream written so? by which key are its rows the same?"
            return ask(codes.NOT_SAID, words, question=question)
        rows = found
    there = {*work.scope}
    return rows if {*rows.key} <= there else _Rows((), rows.final)


def _after(rows: _Rows, kind: str, shape: Any) -> _Rows | None:
    """The rows behind a step; None for steps of which nobody said it."""
    match kind:
        case "distinct" if rows.key and {*rows.key} <= {*shape}:
            return _Rows(rows.key, rows.final and {*WINDOW} <= {*shape})
        case "aggregate" | "dedupe":
            by = tuple(cast("Sequence[str]", shape["by"]))
            return _Rows(by, rows.final and {*WINDOW} <= {*by})
        case "distinct":
            return _Rows(tuple(shape), rows.final and {*WINDOW} <= {*shape})
        case "time_window":
            return _Rows((*WINDOW, *rows.key) if rows.key else (), rows.final)
        case "runs":
            start = next(n for n, text in shape["measures"].items() if text.startswith("min("))
            return _Rows((*shape["by"], start), final=False)
        case "select" | "drop":
            return rows
        case "rename":
            names = dict(pair.split(" as ") for pair in shape)
            return _Rows(tuple(names.get(name, name) for name in rows.key), rows.final)
        case _ if kind in _PLAIN:
            ranked = kind == "window" and any("row_number()" in t for t in shape["derive"].values())
            return None if ranked else rows
        case _:
            return None
