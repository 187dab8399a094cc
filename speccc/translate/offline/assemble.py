"""Items, in the order in which they were said, to a spec or to what is to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import requests as codes
from speccc.spec.document import Path
from speccc.translate.bindings import split_binds
from speccc.translate.model import (
    NO_WORDS,
    InputColumn,
    InputTable,
    Proposal,
    Question,
    Questions,
    Request,
    Words,
    ask,
)
from speccc.translate.offline.naming import forms, singular
from speccc.translate.offline.places import End, as_source, place_of
from speccc.translate.offline.rules import slug
from speccc.translate.offline.values import Item

_ATTRIBUTES = frozenset(
    ("spreadsheet", "same_spreadsheet", "sheet", "range", "credentials", "sheets", "file_type",
     "file", "table", "known", "same", "create", "delimiter", "replacing", "merge", "append")
)  # fmt: skip


@dataclass
class Assembly:
    """Builds a spec; whoever adds a part says by which words."""

    request: Request
    sections: dict[int, str] = field(default_factory=dict[int, str])
    ends: list[End] = field(default_factory=list[End])
    declared: list[InputColumn] = field(default_factory=list[InputColumn])
    sources: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    scope: list[str] = field(default_factory=list[str])
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    origin: dict[Path, tuple[Words, ...]] = field(default_factory=dict[Path, tuple[Words, ...]])
    questions: list[Question] = field(default_factory=list[Question])
    notes: list[str] = field(default_factory=list[str])
    granted: list[tuple[Words, str]] = field(default_factory=list[tuple[Words, str]])
    by: tuple[str, ...] | None = None
    title: str = ""
    schedule: dict[str, str] = field(default_factory=dict[str, str])

    # -- small things -----------------------------------------------------------------------------

    def add(self, step: dict[str, Any], *words: Words) -> None:
        """A step of the spec."""
        self.steps.append(step)
        self.origin[("steps", len(self.steps) - 1)] = words

    def question(self, code: Any, words: Words, closest: str = "", /, **params: object) -> None:
        self.questions.append(ask(code, words, closest, **params))

    def check(self, item: Item) -> None:
        """Every column that an item uses must be there."""
        for name, words in dict.fromkeys(item.used):
            if name not in self.scope and self.scope:
                hint = did_you_mean(name, tuple(self.scope))
                self.question(codes.UNKNOWN_COLUMN, words, hint, name=name)


def assemble(request: Request, items: Sequence[tuple[Item, str]]) -> Proposal | Questions:
    """The proposal that the items make, each with the section it stood under; or questions."""
    work = Assembly(request)
    _ends(work, items)
    _sources(work)
    body = [item for item, _ in items if item.kind in _BUILD or item.kind in ("group", "measure")]
    for item in _put_together(work, body):
        _build(work, item)
    _finish(work)
    if work.questions:
        return Questions(tuple(_once(work.questions)))
    return _proposal(work)


def _once(questions: Sequence[Question]) -> list[Question]:
    found: list[Question] = []
    for question in questions:
        if question not in found:
            found.append(question)
    return found


# -- sources and destinations ---------------------------------------------------------------------


def _ends(work: Assembly, items: Sequence[tuple[Item, str]]) -> None:
    """Reads and writes with their attributes; those of a heading's lines go to what it heads."""
    for item, section in items:
        match item.kind:
            case "read" | "write":
                work.ends.append(End(item.kind, list(item.args[1:]), [item.words], item.args[0]))
            case kind if kind in _ATTRIBUTES:
                _attribute(work, item, section)
            case "declare":
                work.declared += [InputColumn(c.args[0], c.args[1]) for c in item.args]
            case "grant":
                work.granted.append((item.words, item.args[0]))
            case "title":
                work.title = slug(item.args[0])
            case "schedule":
                cron, zone = item.args
                work.schedule = {"cron": cron, **({"timezone": zone} if zone else {})}
                work.origin[("schedule",)] = (item.words,)
                if not zone:
                    work.notes.append("The schedule is in UTC: no time zone was said.")
            case _:
                pass


def _attribute(work: Assembly, item: Item, section: str) -> None:
    kind = {"source": "read", "destination": "write"}.get(section)
    ends = [end for end in work.ends if kind in (None, end.kind)]
    if not ends and kind is not None:
        work.ends.append(End(kind, [], []))
        ends = work.ends[-1:]
    if not ends:
        said = work.request.words(item.words)
        work.question(codes.NOT_UNDERSTOOD, item.words, words=said)
        return
    ends[-1].items.append(item)
    ends[-1].words.append(item.words)


def _sources(work: Assembly) -> None:
    """The sources, and the columns of each; those that steps join come later."""
    reads = [end for end in work.ends if end.kind == "read"]
    if not reads and len(work.request.given) == 1 and work.request.given[0].connector:
        _add_source(work, work.request.given[0], ())
    elif not reads:
        work.question(codes.NO_SOURCE, NO_WORDS)
    for end in reads:
        table = as_source(end, work.request, work.declared, single=len(reads) == 1)
        if isinstance(table, Question):
            work.questions.append(table)
        else:
            _add_source(work, table, tuple(end.words))
    if work.sources:
        work.scope = [*work.columns[next(iter(work.sources))]]


def _add_source(work: Assembly, table: InputTable, words: tuple[Words, ...]) -> None:
    columns: dict[str, Any] = {}
    for column in table.columns:
        long: dict[str, Any] = {"type": column.type}
        if column.path:
            long["path"] = column.path[0] if len(column.path) == 1 else [*column.path]
        if column.format:
            long["format"] = column.format
        if column.tags:
            long["tags"] = [*column.tags]
        columns[column.name] = long if len(long) > 1 else column.type
    source: dict[str, Any] = {}
    if table.connector:
        source |= {"connector": table.connector, "options": dict(table.options)}
    if table.connector != "pipeline":
        source["columns"] = columns
        if table.key:
            source["key"] = [*table.key]
    work.sources[table.name] = source
    work.columns[table.name] = tuple(column.name for column in table.columns)
    work.origin[("sources", table.name)] = words


# -- steps ----------------------------------------------------------------------------------------


def _put_together(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """A group and the measures beside it as one 'aggregate'."""
    found: list[Item] = []
    run: list[Item] = []
    for item in [*items, Item("end", ())]:
        if item.kind in ("group", "measure"):
            run.append(item)
            continue
        if run:
            found += _aggregate(work, run)
            run = []
        if item.kind != "end":
            found.append(item)
    return found


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
    made = {m.args[0]: m.args[1] for m in measures}
    if len(made) < len(names):
        work.question(codes.NOT_SAID, measures[-1].words, question="two results have one name")
    return [Item("aggregate", (tuple(v.text for v in by), made, words), measures[0].words, used)]


def _build(work: Assembly, item: Item) -> None:
    work.check(item)
    _BUILD[item.kind](work, item)


def _derive(work: Assembly, item: Item) -> None:
    """One step for columns that are added one after the other: later ones see earlier ones."""
    name, value = item.args
    above = work.steps[-1].get("derive") if work.steps else None
    if above is not None and name not in above:
        above[name] = value.text
        work.origin[("steps", len(work.steps) - 1)] += (item.words,)
    else:
        work.add({"derive": {name: value.text}}, item.words)
    work.scope.append(name)


def _set(work: Assembly, item: Item) -> None:
    column, value = item.args
    work.add({"set": {column.text: value.text}}, item.words)


def _fill(work: Assembly, item: Item) -> None:
    columns, value = item.args
    literal = _bare_literal(value.text)
    work.add({"fill": {"values": {c.text: literal for c in columns}}}, item.words)


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
    work.add({"filter": item.args[0].text}, item.words)


def _remove(work: Assembly, item: Item) -> None:
    """Rows for which the condition is NULL stay: only those for which it holds go."""
    text = item.args[0].text
    null_test = re.fullmatch(r"(\w+) is (not )?null", text)
    if null_test:
        opposite = f"{null_test[1]} is {'' if null_test[2] else 'not '}null"
    else:
        opposite = f"not coalesce({text}, false)"
    work.add({"filter": opposite}, item.words)


def _dedupe(work: Assembly, item: Item) -> None:
    columns, direction, column = item.args
    order = f"{column.text} {direction}".strip()
    work.add({"dedupe": {"by": [c.text for c in columns], "order": [order]}}, item.words)


def _same_rows(work: Assembly, item: Item) -> None:
    work.add({"distinct": [*work.scope]}, item.words)


def _distinct(work: Assembly, item: Item) -> None:
    names = [v.text for v in item.args[0]]
    work.add({"distinct": names}, item.words)
    work.scope = names


def _sort(work: Assembly, item: Item) -> None:
    work.add({"sort": [_key(key) for key in item.args]}, item.words)


def _key(key: Any) -> str:
    return f"{key[0].text} {key[1]}".strip()


def _limit(work: Assembly, item: Item) -> None:
    work.add({"limit": item.args[0]}, item.words)


def _top(work: Assembly, item: Item) -> None:
    count, noun, key = item.args
    _rows_are(work, noun)
    work.add({"sort": [_key(key)]}, item.words)
    work.add({"limit": count}, item.words)


def _top_each(work: Assembly, item: Item) -> None:
    count, noun, key, names = item.args
    _rows_are(work, noun)
    place = "place"
    while place in work.scope:
        place += "_"
    by = [v.text for v in names]
    window = {"by": by, "order": [_key(key)], "derive": {place: "row_number()"}}
    work.add({"window": window}, item.words)
    work.add({"filter": f"{place} <= {count}"}, item.words)
    work.add({"drop": [place]}, item.words)


def _rows_are(work: Assembly, noun: Any) -> None:
    """Asks, unless the noun stands for what a row is at this point."""
    if noun is None or noun[0] in ("rows", "row"):
        return
    known: set[str] = set()
    if work.by is None:
        known = {form for name in work.sources for form in forms(name)}
    elif len(work.by) == 1:
        stem = work.by[0].lower()
        known = {form for form in (stem, stem.partition("_")[0]) for form in forms(form)}
    if noun[0] not in known and singular(noun[0]) not in known:
        work.question(codes.WHAT_IS_COUNTED, noun[1], noun=noun[0])


def _aggregated(work: Assembly, item: Item) -> None:
    by, measures, words = item.args
    work.add({"aggregate": {"by": [*by], "measures": measures}}, *words)
    work.scope = [*by, *measures]
    work.by = by


def _window(work: Assembly, item: Item) -> None:
    name, text, by, order = item.args
    shape = {
        "by": [v.text for v in by],
        "order": [_key(key) for key in order],
        "derive": {name: text},
    }
    work.add({"window": shape}, item.words)
    work.scope.append(name)


def _expect(work: Assembly, item: Item) -> None:
    kind, what = item.args
    work.add({"expect": [{kind: [*what] if isinstance(what, tuple) else what}]}, item.words)


def _join(work: Assembly, item: Item) -> None:
    kind, place, keys, taken = item.args
    other = _other(work, place)
    if other is None:
        return
    left = next(iter(work.sources))
    pairs = [_join_key(key.args, left, other) for key in keys]
    missing = [
        (a, key.words) for (a, _), key in zip(pairs, keys, strict=True) if a not in work.scope
    ]
    missing += [
        (b, key.words)
        for (_, b), key in zip(pairs, keys, strict=True)
        if b not in work.columns[other]
    ]
    for name, words in missing:
        work.question(codes.UNKNOWN_COLUMN, words, name=name)
    if not kind:
        work.question(
            codes.NOT_SAID,
            item.words,
            "write 'left join' or 'inner join'",
            question="what becomes of a row without a match?",
        )
    shape: dict[str, Any] = {
        "with": other,
        "kind": kind,
        "keys": [a if a == b else f"{a} = {b}" for a, b in pairs],
    }
    if taken is not None:
        shape["take"] = [*taken]
    work.add({"join": shape}, item.words)
    of_keys = {b for _, b in pairs}
    work.scope += taken or [c for c in work.columns[other] if c not in of_keys]


def _join_key(args: tuple[str, ...], left: str, other: str) -> tuple[str, str]:
    if len(args) == 2:
        return args[0], args[0]
    first, a, second, b = args
    if first == other or second == left:
        return b, a
    return a, b


def _other(work: Assembly, place: Item) -> str | None:
    """The source that is joined; it becomes one if it is a table that is known."""
    name = place.args[0]
    if name in work.sources:
        return name
    end = End("read", [place], [place.words])
    table = as_source(end, work.request, [], single=False)
    if isinstance(table, Question):
        work.questions.append(table)
        return None
    if table.name not in work.sources:
        _add_source(work, table, (place.words,))
    return table.name


def _union(work: Assembly, item: Item) -> None:
    other = _other(work, Item("known", item.args, item.words))
    if other is not None:
        work.add({"union": {"with": [other]}}, item.words)


_BUILD: dict[str, Any] = {
    "derive": _derive, "set": _set, "fill": _fill, "cast": _cast, "rename": _rename,
    "select": _select, "drop": _drop, "filter": _filter, "remove": _remove, "dedupe": _dedupe,
    "same_rows": _same_rows, "distinct": _distinct, "sort": _sort, "limit": _limit, "top": _top,
    "top_each": _top_each, "aggregate": _aggregated, "window": _window, "expect": _expect,
    "join": _join, "union": _union,
}  # fmt: skip


# -- the end --------------------------------------------------------------------------------------


def _finish(work: Assembly) -> None:
    if not any(end.kind == "write" for end in work.ends):
        work.question(codes.NO_DESTINATION, NO_WORDS)
    if not work.steps and work.scope:
        work.add({"select": [*work.scope]})
        work.notes.append("Nothing is computed: all columns are written as they are.")
    if work.steps and len(work.sources) > 1:
        first = work.steps[0]
        work.steps[0] = {"from": next(iter(work.sources)), **first}


def _proposal(work: Assembly) -> Proposal | Questions:
    sinks: dict[str, Any] = {}
    reads = [end for end in work.ends if end.kind == "read"]
    for end in (end for end in work.ends if end.kind == "write"):
        found = place_of(end, reads)
        if isinstance(found, Question):
            return Questions((found,))
        name, place = found
        while name in work.sources or name in sinks:
            name += "_result"
        sinks[name] = {**place, **end.mode()}
        work.origin[("sinks", name)] = tuple(end.words)
    document: dict[str, Any] = {"speccc": 1, "name": work.title or next(iter(sinks))}
    if work.schedule:
        document["schedule"] = work.schedule
    document |= {"sources": work.sources, "steps": work.steps, "sinks": sinks}
    document, binds = split_binds(document)
    return Proposal(document, work.origin, binds, tuple(work.notes), tuple(work.granted))
