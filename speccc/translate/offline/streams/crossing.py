"""Moving averages of so many rows, and signals where one crosses another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.streams.flow import Flow, clock
from speccc.translate.offline.values import Item, Value


def with_crossings(work: Assembly, flow: Flow, items: Sequence[Item]) -> list[Item]:
    """The items, with averages, the rows before them and where they cross as their steps."""
    found: list[Item] = []
    made: list[tuple[int, Item]] = []
    full = any(item.kind == "full" for item in items)
    even = [item for item in items if item.kind == "even"]
    if len({*(i.args for i in even)}) > 1 or (even and not any(map(_crosses, items))):
        work.question(codes.NOT_SAID, even[-1].words, question="what is this said of?")
    tie = even[0].args[0] if even else ""
    for item in items:
        match item.kind:
            case "averages":
                windows = _averages(work, flow, item)
                made += windows
                found += [window for _, window in windows]
            case "full":
                found += _full(work, item, made)
            case "crossing":
                known = {*work.scope, *(i.args[0] for i in found if i.kind in ("derive", "window"))}
                if not full:
                    _ask_for_begin(work, item, made)
                found += _crossing(work, item, made, known, tie)
            case "even":
                pass
            case _:
                found.append(item)
    return found


def _crosses(item: Item) -> bool:
    return item.kind == "crossing"


#: Of which side two values are that are equal; a value that is missing is on no side.
_SIDES = {
    "": "case when {0} > {1} then 1 when {0} < {1} then -1 when {0} = {1} then 0 end",
    "below": "case when {0} > {1} then 1 when {0} <= {1} then -1 end",
    "above": "case when {0} >= {1} then 1 when {0} < {1} then -1 end",
}


def _averages(work: Assembly, flow: Flow, item: Item) -> list[tuple[int, Item]]:
    """Each average as a step, and over how many rows it goes."""
    column, made, by, order = item.args
    time = order or clock(work, flow, item.words)
    if time is None:
        return []
    used = (*item.used, *time.used)
    return [
        (int(rows), Item("window", (name, f"avg({column.text}) over (last {rows} rows)", by,
                                    ((time, ""),)), item.words, used))
        for rows, name in made
    ]  # fmt: skip


def _over(work: Assembly, item: Item, made: Sequence[tuple[int, Item]]) -> Any:
    """The group and the order that all averages have; asks if there is none."""
    shapes = {(tuple(v.text for v in w.args[2]), w.args[3][0][0].text) for _, w in made}
    if len(shapes) != 1:
        work.question(codes.NOT_SAID, item.words, question="of which averages is this said?")
        return None
    return made[0][1].args[2:]


def _full(work: Assembly, item: Item, made: Sequence[tuple[int, Item]]) -> list[Item]:
    """Only rows of which there are so many before."""
    number, whose = item.args
    over = _over(work, item, made)
    if over is None:
        return []
    by, order = over
    if whose and whose != tuple(v.text for v in by):
        work.question(codes.NOT_SAID, item.words, question="are the averages for each of these?")
    name = _free("rows_so_far", work)
    value = Value(name, column=name)
    return [
        Item("window", (name, f"count() over (last {number} rows)", by, order), item.words,
             item.used),
        Item("filter", (Value(f"{name} = {number}"), None), item.words),
        Item("drop", ((value,),), item.words),
    ]  # fmt: skip


def _crossing(
    work: Assembly, item: Item, made: Sequence[tuple[int, Item]], known: set[str], tie: str
) -> list[Item]:
    """A signal in each row in which one column gets above the other, or below."""
    name, sides, labels = item.args
    columns = [_side(said, made, known) for said in sides]
    over = _over(work, item, made)
    if over is None:
        return []
    if not all(columns) or columns[0] == columns[1]:
        work.question(codes.NOT_SAID, item.words, question="which two columns cross each other?")
        return []
    if not tie:
        note = "'crosses' is: above, or below, and not so in the row before; equal is neither."
        work.notes.append(note)
    by, order = over
    upper, lower = columns
    side, before = _free("side", work), _free("side_before", work)
    cases = [f"when {side} = 1 and {before} < 1 then {labels[0]}"]
    if len(labels) > 1:
        cases.append(f"when {side} = -1 and {before} > -1 then {labels[1]}")
    return [
        Item("derive", (side, Value(_SIDES[tie].format(upper, lower))), item.words),
        Item("window", (before, f"lag({side})", by, order), item.words),
        Item("derive", (name, Value(f"case {' '.join(cases)} end")), item.words),
        Item("drop", (tuple(Value(n, column=n) for n in (side, before)),), item.words),
    ]


def _side(said: str, made: Sequence[tuple[int, Item]], known: set[str]) -> str:
    """The column that is meant: by its name, its number of rows, or as the shorter of two."""
    if said in known:
        return said
    frames = {rows: window.args[0] for rows, window in made}
    if said.isdigit():
        return frames.get(int(said), "")
    if said in ("short", "long") and len(made) == len(frames) == 2:
        return frames[min(frames) if said == "short" else max(frames)]
    return ""


def _ask_for_begin(work: Assembly, item: Item, made: Sequence[tuple[int, Item]]) -> None:
    most = max((rows for rows, _ in made), default=0)
    if most > 1:
        question = f"is there a signal before there are {most} rows, and the averages are full?"
        work.question(codes.NOT_SAID, item.words, f"add 'only once there are {most} rows'",
                      question=question)  # fmt: skip


def _free(name: str, work: Assembly) -> str:
    while name in work.scope:
        name += "_"
    return name
