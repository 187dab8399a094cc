"""Items to steps, each in the scope that the steps before it leave."""

from __future__ import annotations

import re
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.contradictions import emptied, removed
from speccc.translate.offline.joining import join, join_self
from speccc.translate.offline.matching import (
    build_all_parents,
    build_matching,
    build_union,
    build_zero,
)
from speccc.translate.offline.ranking import RANK
from speccc.translate.offline.subjects import check_rows, one_of_each, regrouped
from speccc.translate.offline.values import Counted, Item, Rows


def build(work: Assembly, item: Item) -> None:
    for name, words in dict.fromkeys(item.used):
        if isinstance(name, Rows):
            check_rows(work, name, words)
    if item.kind not in BUILD:
        said = work.request.words(item.words)
        work.question(codes.NOT_UNDERSTOOD, item.words, words=said)
        return
    work.check(item)
    work.now = item
    BUILD[item.kind](work, item)


def _derive(work: Assembly, item: Item) -> None:
    """One step for columns that are added one after the other: later ones see earlier ones."""
    name, value = item.args
    if value.doubt:
        work.question(
            codes.NOT_SAID,
            item.words,
            f"write 'the first day of the {value.doubt} of', or '{value.doubt} number of'",
            question=f"is it where that {value.doubt} begins, or its number?",
        )
    above = work.steps[-1].get("derive") if work.steps else None
    if above is not None and name not in above:
        above[name] = value.text
        work.uses[-1] += sorted({used for used, _ in item.used})
        work.origin[("steps", len(work.steps) - 1)] += (item.words,)
    else:
        work.add({"derive": {name: value.text}}, item.words)
    work.scope.append(name)


def _set(work: Assembly, item: Item) -> None:
    column, value = item.args
    work.add({"set": {column.text: value.text}}, item.words)


def _fill(work: Assembly, item: Item) -> None:
    columns, value = item.args
    if any(_computes(work, at, c.text) for at in range(len(work.steps)) for c in columns):
        work.question(
            codes.NOT_SAID,
            item.words,
            "say it before the column is used",
            question="are the gaps filled before that column is used, or after?",
        )
    literal = _bare_literal(value.text)
    work.add({"fill": {"values": {c.text: literal for c in columns}}}, item.words)


def _computes(work: Assembly, at: int, column: str) -> bool:
    """Whether a step makes something of a column's values, and not only shows or groups by it."""
    if "select" in work.steps[at]:
        return False
    by = work.steps[at].get("aggregate", work.steps[at].get("dedupe", {})).get("by", ())
    return column in work.uses[at] and column not in by


def _treat(work: Assembly, item: Item) -> None:
    """A gap counts so from the first use of its column on."""
    columns, value = item.args
    names = {c.text for c in columns}
    if any("from" in step for step in work.steps):
        work.question(codes.NOT_SAID, item.words, question="in which of the tables is this meant?")
    if sum(name in names for uses in work.uses for name in uses) > len(names):
        question = "does it count so from the start, or only in what was said last?"
        work.question(codes.NOT_SAID, item.words, question=question)
    at = next((n for n, uses in enumerate(work.uses) if names & {*uses}), len(work.steps))
    later = {("steps", n): work.origin.pop(("steps", n)) for n in range(at, len(work.steps))}
    work.steps.insert(
        at, {"fill": {"values": dict.fromkeys(sorted(names), _bare_literal(value.text))}}
    )
    work.uses.insert(at, [])
    work.origin[("steps", at)] = (item.words,)
    work.origin |= {("steps", n + 1): words for (_, n), words in later.items()}


def _bare_literal(text: str) -> str:
    """A literal as `fill` has it: typed by the column, without marks."""
    match = re.fullmatch(r"(?:date |timestamp )?'((?:[^']|'')*)'", text)
    return match[1].replace("''", "'") if match else text


def _cast(work: Assembly, item: Item) -> None:
    columns, type, on_error = item.args
    if not on_error:
        work.question(
            codes.NOT_SAID,
            item.words,
            "add 'invalid values become null' or 'or fail'",
            question="what becomes of a value that does not read?",
        )
    shape = {"columns": {c.text: type for c in columns}, "on_error": on_error}
    work.add({"cast": shape}, item.words)


def _rename(work: Assembly, item: Item) -> None:
    pairs = {column.text: new for column, new in item.args}
    work.add({"rename": [f"{old} as {new}" for old, new in pairs.items()]}, item.words)
    work.scope = [pairs.get(name, name) for name in work.scope]


def _select(work: Assembly, item: Item) -> None:
    names = [v.text for v in item.args[0]]
    work.add({"select": names}, item.words)
    work.scope = names


def _drop(work: Assembly, item: Item) -> None:
    names = [v.text for v in item.args[0]]
    work.add({"drop": names}, item.words)
    work.scope = [name for name in work.scope if name not in names]


def _filter(work: Assembly, item: Item) -> None:
    text = item.args[0].text
    for name in emptied(work.left, text):
        question = f"no row has such a {name}, after what was kept before: which is meant?"
        work.question(codes.NOT_SAID, item.words, question=question)
    work.add({"filter": text}, item.words)


def _remove(work: Assembly, item: Item) -> None:
    """Rows for which the condition is NULL stay: only those for which it holds go."""
    text = item.args[0].text
    null_test = re.fullmatch(r"(\w+) is (not )?null", text)
    if null_test:
        opposite = f"{null_test[1]} is {'' if null_test[2] else 'not '}null"
    else:
        opposite = f"not coalesce({text}, false)"
    removed(work.left, text)
    work.add({"filter": opposite}, item.words)


def _dedupe(work: Assembly, item: Item) -> None:
    columns, keys = item.args
    order = [_key(key) for key in keys]
    names = [c.text for c in columns]
    work.add({"dedupe": {"by": names, "order": order}}, item.words)
    one_of_each(work, names)


def _same_rows(work: Assembly, item: Item) -> None:
    work.add({"distinct": [*work.scope]}, item.words)


def _distinct(work: Assembly, item: Item) -> None:
    names = [v.text for v in item.args[0]]
    work.add({"distinct": names}, item.words)
    work.scope = names
    regrouped(work, names)


def _sort(work: Assembly, item: Item) -> None:
    work.add({"sort": [_key(key) for key in item.args]}, item.words)


def _key(key: Any) -> str:
    return f"{key[0].text} {key[1]}".strip()


def _limit(work: Assembly, item: Item) -> None:
    work.add({"limit": item.args[0]}, item.words)


def _top(work: Assembly, item: Item) -> None:
    count, noun, keys = item.args
    if noun is not None:
        check_rows(work, Counted(noun[0]), noun[1])
    work.add({"sort": [_key(key) for key in keys]}, item.words)
    work.add({"limit": count}, item.words)


def _top_each(work: Assembly, item: Item) -> None:
    count, noun, keys, names = item.args
    if noun is not None and not (work.by and noun[0] in work.about):
        check_rows(work, Counted(noun[0]), noun[1])
    place = "place"
    while place in work.scope:
        place += "_"
    by = [v.text for v in names]
    window = {"by": by, "order": [_key(key) for key in keys], "derive": {place: "row_number()"}}
    work.add({"window": window}, item.words)
    work.add({"filter": f"{place} <= {count}"}, item.words)
    work.add({"drop": [place]}, item.words)


def _aggregated(work: Assembly, item: Item) -> None:
    by, measures, words = item.args
    work.add({"aggregate": {"by": [*by], "measures": measures}}, *words)
    work.scope = [*by, *measures]
    work.by = by
    regrouped(work, by)


def _window(work: Assembly, item: Item) -> None:
    name, text, by, order = item.args
    if RANK in text:
        question = "which rank do equal values get? what decides between them?"
        work.question(codes.NOT_SAID, item.words, "add 'equal values get the same rank'",
                      question=question)  # fmt: skip
    if not name:
        work.question(
            codes.NOT_SAID, item.words, "add 'as' and a name", question="what is it called?"
        )
    shape = {
        "by": [v.text for v in by],
        "order": [_key(key) for key in order],
        "derive": {name: text},
    }
    work.add({"window": shape}, item.words)
    work.scope.append(name)


def _time_window(work: Assembly, item: Item) -> None:
    work.add({"time_window": {**item.args[0]}}, item.words)
    work.scope += ["window_start", "window_end"]


def _runs(work: Assembly, item: Item) -> None:
    """One row for each unbroken run of rows: of one thing there may be several."""
    by, order, condition, measures = item.args
    names = [v.text for v in by]
    shape = {"by": names, "order": [order.text], "while": condition.text, "measures": measures}
    work.add({"runs": shape}, item.words)
    work.scope = [*names, *measures]
    regrouped(work, names)
    work.subjects = frozenset()


def _expect(work: Assembly, item: Item) -> None:
    kind, what = item.args
    work.add({"expect": [{kind: [*what] if isinstance(what, tuple) else what}]}, item.words)


BUILD: dict[str, Any] = {
    "derive": _derive, "set": _set, "fill": _fill, "treat": _treat, "cast": _cast,
    "rename": _rename, "select": _select, "drop": _drop, "filter": _filter, "remove": _remove,
    "dedupe": _dedupe, "same_rows": _same_rows, "distinct": _distinct, "sort": _sort,
    "limit": _limit, "top": _top, "top_each": _top_each, "aggregate": _aggregated,
    "window": _window, "expect": _expect, "join": join, "join_self": join_self,
    "union": build_union, "matching": build_matching, "zero": build_zero,
    "all_parents": build_all_parents, "time_window": _time_window, "runs": _runs,
}  # fmt: skip
