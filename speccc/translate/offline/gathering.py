"""Items that belong together, though they were said one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.values import Item


def with_fates(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """Each join with what was said, in a clause of its own, of its rows without a match."""
    found: list[Item] = []
    for item in items:
        if item.kind == "tie":
            _break_tie(work, found, item)
            continue
        if item.kind != "unmatched":
            found.append(item)
            continue
        at = next((n for n in range(len(found) - 1, -1, -1) if found[n].kind == "join"), None)
        if at is None or found[at].args[0] not in ("", item.args[0]):
            work.question(
                codes.NOT_SAID, item.words, question="which join is meant, and what of its rows?"
            )
        else:
            found[at] = replace(found[at], args=(item.args[0], *found[at].args[1:]))
    return found


#: Where the keys stand in what orders rows.
_KEYS = {"dedupe": 1, "top": 2, "top_each": 2}


def _break_tie(work: Assembly, found: list[Item], tie: Item) -> None:
    """One more key for what was said just before."""
    last = found[-1] if found else None
    if last is None or last.kind not in _KEYS:
        work.question(codes.NOT_SAID, tie.words, question="between which rows does this decide?")
        return
    at = _KEYS[last.kind]
    args = (*last.args[:at], (*last.args[at], tie.args[0]), *last.args[at + 1 :])
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
