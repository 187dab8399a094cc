"""What holds wherever it was said, in its place among the steps.

People say what counts, what comes first and what is shown before, between or behind the figures. A
condition goes where its columns are; where it could stand before a step that makes other rows and
behind it, and the two differ, it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.classes import with_classes
from speccc.translate.offline.each_row import with_each_row
from speccc.translate.offline.gathering import put_together
from speccc.translate.offline.pauses import with_pauses
from speccc.translate.offline.showing import (
    called_as,
    figures_named,
    gathered,
    renamed,
    with_shares,
)
from speccc.translate.offline.streams.flow import flow_of
from speccc.translate.offline.streams.steps import in_windows, measured_runs, with_runs
from speccc.translate.offline.subjects import check_rows
from speccc.translate.offline.values import Described, Item, Rows, Value
from speccc.translate.offline.workings import with_earning, with_zeros

#: What makes other rows of those that there are, or says something of a row by others.
_SHAPING = frozenset(
    ("aggregate", "dedupe", "distinct", "same_rows", "window", "top", "top_each", "limit")
)
_LAST = frozenset(("sort", "first", "select", "columns", "figures", "once", "limit"))
_LOOSE = frozenset(("columns", "figures", "share", "once"))


def arrange(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items in the order of their steps, groups and figures put together."""
    flow = flow_of(work, items)
    items = with_each_row(work, with_pauses(work, with_runs(work, flow, items)))
    timed = [item for item in items if item.kind == "timed"]
    items = [item for item in items if item.kind != "timed"]
    said = with_earning(work, gathered(work, with_zeros(work, with_classes(work, items))))
    loose = [item for item in said if item.loose or item.kind in _LOOSE]
    strict = [item for item in said if item not in loose]
    steps = measured_runs(work, _with_gaps(put_together(work, strict)))
    steps = in_windows(work, flow, steps, timed)
    _of_windows(work, loose, timed)
    if not loose:
        return steps
    first = next((at for at, item in enumerate(said) if _shapes(item)), len(said))
    with_shares(work, steps, [item for item in loose if item.kind == "share"])
    early = {id(item) for item in said[:first]}
    for item in loose:
        if item.kind in ("set", "fill"):
            steps.insert(0, item)
        elif item.kind == "of_all":
            check_nouns(work, item)
        elif item.kind in ("filter", "remove"):
            _place(work, steps, item, early=id(item) in early)
    _agree(work, [*steps, *loose])
    ending = _ending(work, steps, [item for item in loose if item.kind in _LAST])
    return [*steps, *ending]


def _agree(work: Assembly, items: Sequence[Item]) -> None:
    """Asks where the same rows are kept, and left out."""
    said = [item for item in items if item.kind in ("filter", "remove") and item.args[0]]
    kept = {item.args[0].text for item in said if item.kind == "filter"}
    for item in said:
        if item.kind == "remove" and item.args[0].text in kept:
            question = "are these rows kept, or left out?"
            work.question(codes.NOT_SAID, item.words, question=question)


def check_nouns(work: Assembly, item: Item) -> None:
    """Asks, unless the nouns of an item stand for the rows that are read."""
    for name, words in item.used:
        if isinstance(name, Rows):
            check_rows(work, name, words)


def _with_gaps(steps: list[Item]) -> list[Item]:
    """What a gap counts as, before the groups that it is about."""
    at = next((n for n, item in enumerate(steps) if item.kind == "aggregate"), len(steps))
    late = [item for item in steps[at:] if item.kind == "treat" and _before(item, steps[at])]
    return [*steps[:at], *late, *(item for item in steps[at:] if item not in late)]


def _before(treat: Item, group: Item) -> bool:
    return not {value.text for value in treat.args[0]} & {*group.args[0], *group.args[1]}


def _shapes(item: Item) -> bool:
    return item.kind in _SHAPING or item.kind in ("group", "measure")


def _of_windows(work: Assembly, loose: Sequence[Item], timed: Sequence[Item]) -> None:
    """Asks whether shares and first rows are those of each window."""
    for item in loose if timed else ():
        if item.kind in ("share", "limit", "once"):
            question = "is this for each window, or for all of them?"
            work.question(codes.NOT_SAID, item.words, question=question)


@dataclass
class _Scope:
    """The columns before and behind the first shaping step, and what comes in between."""

    before: set[str]
    after: set[str] = field(default_factory=set[str])
    at: int = 0
    item: Item | None = None


def _place(work: Assembly, steps: list[Item], item: Item, *, early: bool) -> None:
    """Puts a condition on rows among the steps."""
    told: Described | None = item.args[1]
    scope = _scope(work, steps)
    if told is not None and told.thing and _of_group(work, steps, scope, item, told):
        return
    names = {name for name, _ in item.used if not isinstance(name, Rows)}
    in_front = names <= scope.before
    behind = names <= scope.after
    if scope.item is None:
        steps.append(item)
    elif in_front and (early or not behind or item.loose == "ignored" or _same(scope, names)):
        steps.insert(_derived(steps, scope, names), item)
    elif behind and not in_front:
        steps.append(item)
    elif in_front:
        question = "is this left out before the step that this is about, or behind it?"
        work.question(codes.NOT_SAID, item.words, "say 'does not count'", question=question)
    else:
        steps.append(item)


def _scope(work: Assembly, steps: Sequence[Item]) -> _Scope:
    joined = {item.args[1].args[:1] for item in steps if item.kind == "join"}
    before = {*work.scope} | {c for columns in work.columns.values() for c in columns}
    before |= {c.name for t in work.request.given if (t.name,) in joined for c in t.columns}
    for at, item in enumerate(steps):
        if item.kind in _SHAPING:
            after = {*before, *(i.args[0] for i in steps[at:] if i.kind in ("derive", "window"))}
            if item.kind == "aggregate":
                made = {name for i in steps[at:] if i.kind in ("derive", "window")
                        for name in (i.args[0],)}  # fmt: skip
                after = {*item.args[0], *item.args[1], *made}
            return _Scope(before, after, at, item)
        if item.kind == "derive":
            before.add(item.args[0])
    return _Scope(before, before, len(steps))


def _same(scope: _Scope, names: set[str]) -> bool:
    """Whether it is the same before and behind: of whole groups."""
    if scope.item is None:
        return True
    match scope.item.kind:
        case "aggregate":
            return names <= {*scope.item.args[0]}
        case "dedupe":
            return names <= {value.text for value in scope.item.args[0]}
        case "distinct" | "same_rows":
            return True
        case "window":
            return names <= {value.text for value in scope.item.args[2]}
        case _:
            return False


def _derived(steps: Sequence[Item], scope: _Scope, names: set[str]) -> int:
    """Where the columns are there: at the start, or behind the step that makes the last of them."""
    made = [
        at
        for at in range(scope.at)
        if steps[at].kind == "join" or (steps[at].kind == "derive" and steps[at].args[0] in names)
    ]
    return made[-1] + 1 if made else 0


def _of_group(
    work: Assembly, steps: list[Item], scope: _Scope, item: Item, told: Described
) -> bool:
    """`countries with fewer than two orders`: of the groups, not of the rows."""
    group = scope.item
    if group is None or group.kind != "aggregate" or group.args[0] != (told.thing,):
        if told.count is not None:
            work.question(codes.NOT_SAID, item.words, question="of which groups is this said?")
            return True
        return False
    if told.count is None:
        return False
    sign, number, noun = told.count
    counts = [name for name, text in group.args[1].items() if text == "count()"]
    if len(counts) != 1:
        work.question(codes.NOT_SAID, item.words, question=f"which figure counts '{noun[0]}'?")
        return True
    value = Value(f"{counts[0]} {sign} {number}", ((counts[0], item.words),))
    steps.append(Item(item.kind, (value, None), item.words, value.used))
    return True


def _ending(work: Assembly, steps: list[Item], loose: Sequence[Item]) -> list[Item]:
    """What is shown, under which names, in which order, and how many rows."""
    found: list[Item] = []
    for item in loose:
        if item.kind == "columns":
            found += renamed(work, steps, item)
        elif item.kind == "figures":
            figures_named(work, steps, item)
    shown = [item for item in loose if item.kind == "select"]
    if len(shown) > 1:
        work.question(codes.NOT_SAID, shown[1].words, question="which of the two lists is shown?")
    once = [item for item in loose if item.kind == "once"]
    if any(item.loose == "things" for item in shown) and not once:
        question = "each of them once, or for each row?"
        work.question(codes.NOT_SAID, shown[0].words, "add 'each one once'", question=question)
    if once and not shown:
        work.question(codes.NOT_SAID, once[0].words, question="each what?")
    found += [Item("distinct", i.args, i.words, i.used) if once else i for i in shown[:1]]
    keys: list[Any] = []
    words: Item | None = None
    for item in loose:
        if item.kind == "sort":
            keys += [_of_figure(steps, key) for key in item.args]
        elif item.kind == "first":
            key = called_as(work, steps, item, shown)
            keys += [key] if key is not None else []
        else:
            continue
        words = words or item
    if keys and words is not None:
        used = tuple(u for key in keys for u in key[0].used)
        found.append(Item("sort", tuple(keys), words.words, used))
    found += [item for item in loose if item.kind == "limit"]
    return found


def _of_figure(steps: Sequence[Item], key: Any) -> Any:
    """The key; of a column that only one figure of a group is made of, that figure: `most nights
    first` where their sum is shown.
    """
    group = next((i for i in reversed(steps) if i.kind == "aggregate"), None)
    column, direction = key
    if group is None or column.text in (*group.args[0], *group.args[1]):
        return key
    found = [
        name
        for name, text in group.args[1].items()
        if re.search(rf"\b{re.escape(column.text)}\b", text)
    ]
    if len(found) != 1:
        return key
    used = tuple((found[0], words) for _, words in column.used)
    return Value(found[0], used, column=found[0]), direction
