"""Items that belong together, though they were said one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.cells import belongs_to_cast
from speccc.translate.offline.naming import forms
from speccc.translate.offline.ranking import RANK, equal_ranks
from speccc.translate.offline.values import Counted, Described, Item, Value


def with_fates(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """Each join with what was said, in a clause of its own, of its rows without a match."""
    found: list[Item] = []
    for said in items:
        item = said
        if item.kind == "ties":
            equal_ranks(work, found, item)
            continue
        if item.kind == "called" and found and found[-1].kind == "window" and not found[-1].args[0]:
            found[-1] = replace(found[-1], args=(item.args[0], *found[-1].args[1:]))
            continue
        if item.kind == "tie":
            _break_tie(work, found, item)
            continue
        if item.kind == "matching" and found and found[-1].kind in _JOINS and not found[-1].args[0]:
            question = "are only these rows kept, or these as well as those with a match?"
            work.question(codes.NOT_SAID, item.words, question=question)
        if item.kind == "sort" and found and found[-1].kind == "sort" and _goes_on(work, item):
            both = (*found[-1].args, *item.args)
            found[-1] = replace(found[-1], args=both, used=(*found[-1].used, *item.used))
            continue
        if item.kind == "nulls_last":
            _check_last(work, found, item)
            continue
        if item.kind in ("cast_it", "cast_error"):
            belongs_to_cast(work, found, item)
            continue
        if item.kind == "keep_all" and found and found[-1].kind in _JOINS:
            item = replace(item, kind="unmatched", args=("left", item.args))
        if item.kind == "zero" and found and found[-1].kind == "keep_all":
            _same_parent(work, found.pop(), item)
        if item.kind == "clear":
            _make_clear(work, found, item)
            continue
        if item.kind != "unmatched":
            found.append(item)
            continue
        at = next((n for n in range(len(found) - 1, -1, -1) if found[n].kind in _JOINS), None)
        gap = _without_column(work, item) if at is None else None
        if gap is not None:
            found.append(gap)
        elif at is None or found[at].args[0] not in ("", item.args[0]):
            work.question(
                codes.NOT_SAID, item.words, question="which join is meant, and what of its rows?"
            )
        else:
            args = found[at].args
            found[at] = replace(found[at], args=(item.args[0], *args[1:4], item.args[1]))
    for item in found:
        if item.kind == "keep_all":
            question = f"in which column do all of the '{item.args[0][0]}' get which value?"
            work.question(codes.NOT_SAID, item.words, question=question)
    return [item for item in found if item.kind != "keep_all"]


def _without_column(work: Assembly, item: Item) -> Item | None:
    """`orders without a quantity are left out`: of a column, where nothing is joined."""
    fate, things = item.args
    if fate != "inner" or not things or things[-1][0] not in work.scope:
        return None
    name, words = things[-1]
    value = Value(f"{name} is null", ((name, words),))
    nouns = tuple((Counted(noun), at) for noun, at in things[:-1])
    return Item("remove", (value, Described(value)), item.words, (*value.used, *nouns), "left")


def _same_parent(work: Assembly, kept: Item, zero: Item) -> None:
    """`keep all districts; a district without requests has 0`."""
    if not {*forms(kept.args[0][0])} & {*forms(zero.args[0][0])}:
        work.question(codes.NOT_SAID, kept.words, question="what is kept, and what gets a number?")


def _check_last(work: Assembly, found: list[Item], item: Item) -> None:
    """Rows without a value come last in any order: it must be a column of the one just said."""
    last = found[-1] if found else Item("", ())
    if found:
        found[-1] = replace(last, used=(*last.used, *item.used))
    keys = last.args if last.kind == "sort" else last.args[_KEYS.get(last.kind, 0) :][:1]
    columns = {key[0].text for key in (keys if last.kind == "sort" else keys[0] if keys else ())}
    if last.kind not in (*_KEYS, "sort") or not {*item.args} <= columns:
        work.question(codes.NOT_SAID, item.words, question="last in which order?")


_GOING_ON = ("by ", "then by ", "inside ", "within ", "and then by ", "and by ")


def _goes_on(work: Assembly, sort: Item) -> bool:
    """`…; then by type` is a part of the sort before it."""
    return work.request.words(sort.words).lower().startswith(_GOING_ON)


def _make_clear(work: Assembly, found: list[Item], clear: Item) -> None:
    """`it is the first day of the month`: of the last column that may be that, or a number."""
    at = next((n for n in range(len(found) - 1, -1, -1) if _doubt(found[n])), None)
    if at is None:
        work.question(codes.NOT_SAID, clear.words, question="what is 'it'?")
        return
    name, value = found[at].args
    if clear.args[1] not in ("", value.doubt):
        work.question(codes.NOT_SAID, clear.words, question=f"is it a {value.doubt}?")
    text = value.text.removeprefix("trunc_") if clear.args[0] == "number" else value.text
    found[at] = replace(found[at], args=(name, replace(value, text=text, doubt="")))


def _doubt(item: Item) -> str:
    return item.args[1].doubt if item.kind == "derive" else ""


_JOINS = ("join", "join_self")

#: Where the keys stand in what orders rows.
_KEYS = {"dedupe": 1, "top": 2, "top_each": 2, "window": 3}


def _break_tie(work: Assembly, found: list[Item], tie: Item) -> None:
    """One more key for what was said just before."""
    last = found[-1] if found else None
    if last is not None and last.kind == "sort" and not tie.args[1]:
        found[-1] = replace(last, args=(*last.args, tie.args[0]), used=(*last.used, *tie.used))
        return
    if last is None or last.kind not in _KEYS:
        work.question(codes.NOT_SAID, tie.words, question="between which rows does this decide?")
        return
    at = _KEYS[last.kind]
    if not {*tie.args[1]} <= {column.text for column, _ in last.args[at]}:
        work.question(codes.NOT_SAID, tie.words, question="are the rows ordered by this column?")
    args = (*last.args[:at], (*last.args[at], tie.args[0]), *last.args[at + 1 :])
    if last.kind == "window":
        text = str(last.args[1]).replace(RANK, "row_number()")
        args = (last.args[0], text, *args[2:])
    found[-1] = replace(last, args=args, used=(*last.used, *tie.used))


def put_together(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """A group and the measures beside it as one 'aggregate'."""
    found: list[Item] = []
    run: list[Item] = []
    for item in [*items, Item("end", ())]:
        if item.kind in ("group", "measure"):
            run.append(item)
            continue
        if item.kind == "called":
            _name_last(work, run, item)
            continue
        if run:
            found += _aggregate(work, run)
            run = []
        if item.kind != "end":
            found.append(item)
    return found


def _name_last(work: Assembly, run: list[Item], called: Item) -> None:
    """`call it revenue`: the one measure that has no name yet."""
    nameless = [at for at, item in enumerate(run) if item.kind == "measure" and not item.args[0]]
    if len(nameless) != 1:
        work.question(codes.NOT_SAID, called.words, question="what is to be called so?")
        return
    (at,) = nameless
    run[at] = replace(run[at], args=(called.args[0], *run[at].args[1:]))


def _aggregate(work: Assembly, run: list[Item]) -> list[Item]:
    groups = [item for item in run if item.kind == "group"]
    measures = [item for item in run if item.kind == "measure"]
    if len({item.args for item in groups}) > 1:
        work.question(
            codes.NOT_SAID, groups[1].words, question="which group does each measure belong to?"
        )
        return []
    if not measures:
        question = "what is to be computed for each group?"
        work.question(codes.NOT_SAID, groups[0].words, "such as 'sum of price as revenue'",
                      question=question)  # fmt: skip
        return []
    by = groups[0].args if groups else ()
    words = tuple(item.words for item in run)
    used = tuple(u for item in run for u in item.used)
    names = [m.args[0] for m in measures]
    for nameless in (m for m in measures if not m.args[0]):
        work.question(
            codes.NOT_SAID, nameless.words, "add 'as' and a name", question="what is it called?"
        )
    made = {m.args[0]: m.args[1] for m in measures}
    if len(made) < len(names):
        work.question(codes.NOT_SAID, measures[-1].words, question="two results have one name")
    return [Item("aggregate", (tuple(v.text for v in by), made, words), measures[0].words, used)]
