"""What is shown: figures beside what they are for, their names, and how exact they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.naming import forms
from speccc.translate.offline.values import Counted, Item, Value

#: Functions whose result may have more digits than anybody wants.
_LONG = ("avg(", "median(", "stddev", " / ", "/")


def gathered(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items, with lists of figures taken apart and each rounding where it belongs."""
    found: list[Item] = []
    groups = [item for item in items if item.kind == "group"]
    for item in items:
        match item.kind:
            case "shown":
                found += _taken_apart(work, item, groups)
            case "of_all":
                found.append(replace(item, loose="left"))
            case "rounding":
                _round(work, found, item)
            case "called" if len(item.args) > 1:
                _name(work, found, item)
            case "cased":
                _case(work, found, item)
            case _:
                found.append(item)
    return found


def _taken_apart(work: Assembly, shown: Item, groups: list[Item]) -> list[Item]:
    """Columns beside figures are what these are for."""
    entries: Sequence[Item] = shown.args
    names = tuple(item.args[0] for item in entries if item.kind == "entry")
    figures = [item for item in entries if item.kind != "entry"]
    made: list[Item] = []
    if groups:
        by = {value.text for group in groups for value in group.args}
        for name in names:
            if name.text not in by:
                question = f"is '{name.text}' one of what the figures are for?"
                work.question(codes.NOT_SAID, shown.words, question=question)
    elif names:
        used = tuple(u for value in names for u in value.used)
        made.append(Item("group", names, shown.words, used))
        groups += made
    result: list[Item] = [*made]
    for figure in figures:
        if figure.kind == "rounding":
            _round(work, result, figure)
        else:
            result.append(figure)
    return result


def _round(work: Assembly, found: list[Item], item: Item) -> None:
    """Rounds what was said last; asks if there are several figures that it could be about."""
    digits = item.args[0]
    made = [at for at, one in enumerate(found)
            if one.kind in ("measure", "derive", "window", "share")]  # fmt: skip
    measures = [at for at in made if found[at].kind == "measure"]
    long = [at for at in measures if any(sign in found[at].args[1] for sign in _LONG)]
    at = made[-1] if made else None
    if at in measures:
        at = measures[0] if len(measures) == 1 else long[0] if len(long) == 1 else None
    if at is None:
        work.question(codes.NOT_SAID, item.words, question="which figure is rounded?")
        return
    one = found[at]
    if one.kind == "share":
        found[at] = replace(one, loose=digits)
    elif one.kind == "derive":
        text = f"round({one.args[1].text}, {digits})"
        found[at] = replace(one, args=(one.args[0], replace(one.args[1], text=text)))
    else:
        found[at] = replace(
            one, args=(one.args[0], f"round({one.args[1]}, {digits})", *one.args[2:])
        )


def _case(work: Assembly, found: list[Item], item: Item) -> None:
    """How texts are shown whose capitals do not matter: so they are compared, too."""
    at = next((n for n, one in enumerate(found) if one.kind == "same_case"), None)
    if at is None:
        work.question(codes.NOT_SAID, item.words, question="which column is shown so?")
        return
    (column,) = found[at].args
    value = Value(f"{item.args[0]}({column.text})", column.used)
    found[at] = Item("set", (column, value), found[at].words, column.used, "ignored")


def _name(work: Assembly, found: list[Item], item: Item) -> None:
    """Calls what was made last so."""
    made = [at for at, one in enumerate(found) if one.kind in ("measure", "derive", "window")]
    if not made or (len(made) > 1 and found[made[-1]].kind == "measure"):
        work.question(codes.NOT_SAID, item.words, question="which column is called so?")
        return
    one = found[made[-1]]
    found[made[-1]] = replace(one, args=(item.args[0], *one.args[1:]))


def renamed(work: Assembly, steps: list[Item], item: Item) -> list[Item]:
    """`columns a, b, c`: what there is, or names for the figures in the order they were said in."""
    names: tuple[str, ...] = item.args[0]
    group = next((i for i in reversed(steps) if i.kind == "aggregate"), None)
    made = [] if group is None else [*group.args[0], *group.args[1]]
    later = {i.args[0] for i in steps if i.kind in ("derive", "window")}
    there = {*made, *later} if group else {*work.scope, *later}
    if {*names} <= there:
        return [_selected(names, item)]
    figures = [] if group is None else [*group.args[1], *_beside(steps, group)]
    called = _of_columns(work, group, [name for name in names if name not in there])
    unnamed = [name for name in figures if name not in names and name not in called]
    new = [name for name in names if name not in there and name not in called.values()]
    known = {*new, *made, *figures, *called.values()}
    if group is None or len(unnamed) != len(new) or {*names} - known:
        unclear = next(name for name in names if name not in there)
        question = f"which column is called '{unclear}'?"
        work.question(codes.NOT_SAID, item.words, "write 'as' and the name", question=question)
        return []
    _rename(steps, group, called | dict(zip(unnamed, new, strict=True)), item)
    group = next(i for i in reversed(steps) if i.kind == "aggregate")
    shown = [*group.args[0], *group.args[1], *_beside(steps, group)]
    other_order = sorted(names) == sorted(shown) and [*names] != shown
    return [_selected(names, item)] if other_order else []


def _selected(names: Sequence[str], item: Item) -> Item:
    values = tuple(Value(name, ((name, item.words),), column=name) for name in names)
    return Item("select", (values,), item.words, tuple(u for v in values for u in v.used))


def _of_columns(work: Assembly, group: Item | None, names: Sequence[str]) -> dict[str, str]:
    """The figures that are called as the column that they, and no others, are made of."""
    found: dict[str, str] = {}
    figures: dict[str, str] = group.args[1] if group else {}
    for name in names if group else ():
        of = [figure for figure, text in figures.items()
              if re.search(rf"\b{re.escape(name)}\b", text)]  # fmt: skip
        if name in work.scope and len(of) == 1:
            found[of[0]] = name
        elif name in work.scope:
            found[name] = name
    return found


def figures_named(work: Assembly, steps: list[Item], item: Item) -> None:
    """`both figures, named a and b`: in the order in which they were said."""
    names: tuple[str, ...] = item.args[0]
    group = next((i for i in reversed(steps) if i.kind == "aggregate"), None)
    figures = [] if group is None else [*group.args[1], *_beside(steps, group)]
    if group is None or len(figures) != len(names):
        work.question(codes.NOT_SAID, item.words, question="which figures are called so?")
        return
    _rename(steps, group, dict(zip(figures, names, strict=True)), item)


def _beside(steps: Sequence[Item], group: Item) -> list[str]:
    """What is computed from the figures of a group, by its names."""
    at = next(n for n, item in enumerate(steps) if item is group)
    return [item.args[0] for item in steps[at:] if item.kind in ("window", "derive")]


def _rename(steps: list[Item], group: Item, called: dict[str, str], item: Item) -> None:
    measures: dict[str, Any] = {called.get(k) or k: text for k, text in group.args[1].items()}
    at = next(n for n, i in enumerate(steps) if i is group)
    steps[at] = replace(group, args=(group.args[0], measures, (*group.args[2], item.words)))
    for n in range(at + 1, len(steps)):
        steps[n] = _with_names(steps[n], called)


def with_shares(work: Assembly, steps: list[Item], shares: Sequence[Item]) -> None:
    """What part of all its figure makes up of each row, as a percentage, behind the group."""
    at = next((n for n, i in enumerate(steps) if i.kind == "aggregate"), None)
    for item in shares:
        group = None if at is None else steps[at]
        figures = [] if group is None else [*group.args[1]]
        by = {value.text for value in item.args}
        known = group is not None and all(counts(group, noun) for noun, _ in item.used)
        if (
            group is None
            or at is None
            or len(figures) != 1
            or not known
            or not by < {*group.args[0]}
        ):
            work.question(codes.NOT_SAID, item.words, question="of which figure is this a share?")
            continue
        text = f"100 * {figures[0]} / sum({figures[0]}) over (all rows)"
        text = f"round({text}, {item.loose})" if item.loose else text
        order = tuple((Value(name, (), column=name), "") for name in group.args[0])
        steps.insert(at + 1, Item("window", ("percent", text, item.args, order), item.words))


def _with_names(item: Item, called: dict[str, str]) -> Item:
    """A later condition that speaks of figures by the names they had."""
    value = item.args[0] if item.args else None
    if item.kind == "window":
        text = item.args[1]
        for old, new in called.items():
            text = text.replace(f"{old} ", f"{new} ").replace(f"({old})", f"({new})")
        name = called.get(item.args[0]) or item.args[0]
        return replace(item, args=(name, text, *item.args[2:]))
    if item.kind not in ("filter", "remove") or not isinstance(value, Value):
        return item
    text = value.text
    for old, new in called.items():
        text = text.replace(old, new)
    used = tuple((called.get(name, name), words) for name, words in item.used)
    return replace(item, args=(replace(value, text=text), *item.args[1:]), used=used)


def _may_lack(work: Assembly, steps: Sequence[Item], column: str) -> bool:
    """Whether a column may be empty, and nobody said that such rows are out."""
    types = {c.name: c.type for table in work.request.given for c in table.columns}
    gone = (item.args[0].text for item in steps if item.kind == "remove")
    return not types.get(column, "").endswith("not null") and f"{column} is null" not in gone


def counts(group: Item, noun: str) -> bool:
    """Whether a figure of the group counts what the noun stands for."""
    said = {*forms(noun)}
    return any(isinstance(name, Counted) and name.lower() in said for name, _ in group.used)


def called_as(
    work: Assembly, steps: Sequence[Item], item: Item, shown: Sequence[Item]
) -> tuple[Value, str] | None:
    """`biggest first`, `newest first`: by the one figure, or the one day, that there is; of several
    days by the one that is shown.
    """
    way = item.args[0]
    group = next((i for i in reversed(steps) if i.kind == "aggregate"), None)
    figures: dict[str, str] = {} if group is None else group.args[1]
    if len(item.args) > 1 and isinstance(item.args[1], str):
        found = [name for name, text in figures.items() if item.args[1] in text]
    elif len(item.args) > 1 and group is not None:
        known = counts(group, item.args[1][0])
        found = [name for name, text in figures.items() if known and text == "count()"]
    elif way in ("greatest", "least"):
        found = [*figures]
    else:
        types = {c.name: c.scalar for t in work.request.given for c in t.columns}
        there = work.scope if group is None else [*group.args[0], *group.args[1]]
        units = {i.args[0] for i in steps if i.kind == "derive" and "trunc_" in i.args[1].text}
        found = [
            name for name in there if types.get(name) in ("date", "timestamp") or name in units
        ]
        seen = {value.text for one in shown for value in one.args[0]}
        found = [name for name in found if name in seen] or found
    of = item.args[-1] if item.args else None
    if isinstance(of, Value) and _may_lack(work, steps, of.text):
        question = f"is a missing {of.text} one of them?"
        work.question(codes.NOT_SAID, item.words, "say that rows without it do not count",
                      question=question)  # fmt: skip
        return None
    if len(found) != 1:
        work.question(codes.NOT_SAID, item.words, "write 'sort by' and a column",
                      question="by which column?")  # fmt: skip
        return None
    value = Value(found[0], ((found[0], item.words),), column=found[0])
    return value, "desc" if way in ("greatest", "newest") else ""
