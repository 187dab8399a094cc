"""Items, in the order in which they were said, to a spec or to what is to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.bindings import split_binds
from speccc.translate.model import (
    NO_WORDS,
    InputColumn,
    Proposal,
    Question,
    Questions,
    Request,
    Words,
)
from speccc.translate.offline.arranging import arrange
from speccc.translate.offline.assembly import Assembly, add_source
from speccc.translate.offline.building import BUILD, build
from speccc.translate.offline.destined import with_place
from speccc.translate.offline.gathering import with_fates
from speccc.translate.offline.matching import with_tables
from speccc.translate.offline.modes import MODES, mode_of
from speccc.translate.offline.parameters import declared
from speccc.translate.offline.places import End, as_source, place_of
from speccc.translate.offline.reading import with_reads
from speccc.translate.offline.rules import slug
from speccc.translate.offline.star import with_lookups
from speccc.translate.offline.streams.flow import Flow, flow_of, set_event_time
from speccc.translate.offline.streams.sinks import streamed_mode
from speccc.translate.offline.subjects import called, check_written, start
from speccc.translate.offline.values import Item, Rows

_ATTRIBUTES = frozenset(
    ("spreadsheet", "same_spreadsheet", "sheet", "range", "credentials", "sheets", "file_type",
     "file", "table", "known", "same", "create", "delimiter", "replacing", "merge", "append",
     "new_added", "repeatable", *MODES)
)  # fmt: skip

#: What can only be said of a destination.
_OF_WRITING = frozenset(("replacing", "merge", "append", "new_added", "repeatable", *MODES))

_BODY = frozenset(
    (
        *BUILD,
        "shown",
        "classes",
        "earning",
        "all_parents",
        "where_none",
        "pause",
        "each_row",
        "week_start",
        "all_columns",
        "timed",
        "held",
        "edge",
        "edge_by",
        "averages",
        "full",
        "crossing",
        "even",
        "stream",
        "lateness",
        "clock",
        "class_unknown",
        "first",
        "columns",
        "rounding",
        "share",
        "once",
        "of_all",
        "figures",
        "same_case",
        "cased",
        "group",
        "measure",
        "unmatched",
        "called",
        "tie",
        "clear",
        "cast_it",
        "cast_error",
        "nulls_last",
        "ties",
        "keep_all",
    )
)


def assemble(request: Request, items: Sequence[tuple[Item, str]]) -> Proposal | Questions:
    """The proposal that the items make, each with the section it stood under; or questions."""
    work = Assembly(request)
    items = with_lookups(work, with_reads(work, with_place(work, with_tables(work, items))))
    _ends(work, items)
    _sources(work)
    build_all(work, [item for item, _ in items])
    _finish(work)
    flow = flow_of(work, [item for item, _ in items])
    set_event_time(work, flow)
    if work.questions:
        return Questions(tuple(_once(work.questions)))
    return _proposal(work, flow)


def build_all(work: Assembly, items: Sequence[Item]) -> None:
    """Those of the items that become steps, in the scope of the assembly."""
    body = with_fates(work, [item for item in items if item.kind in _BODY])
    whole = arrange(work, body)
    for at, item in enumerate(whole):
        work.later = whole[at + 1 :]
        build(work, item)


def is_step(item: Item) -> bool:
    """Whether an item becomes steps."""
    return item.kind in _BODY


def _once(questions: Sequence[Question]) -> list[Question]:
    found: list[Question] = []
    for question in questions:
        if question not in found:
            found.append(question)
    return found


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
            case "about":
                said = work.request.words(item.words)
                work.description = work.description or (said if item.args else "")
                work.notes.append(f"'{said}' is what it is about; what follows says what is done.")
            case "grant":
                work.granted.append((item.words, item.args[0]))
            case "parameter":
                work.parameters[item.args[0].name] = item.args[0]
                work.origin[("params", item.args[0].name)] = (item.words,)
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


#: Words that may have been meant as a source, or as a destination.
_READING = re.compile(r"\b(?:from|load|read|import|fetch|get)\b[^,.;\n]*", re.IGNORECASE)
_WRITING = re.compile(r"\b(?:save|write|store|export|output|put)\b[^,.;\n]*", re.IGNORECASE)


def _said(work: Assembly, words: re.Pattern[str]) -> Words:
    """Where the request says something of that kind; no words, if it does not."""
    found = words.search(work.request.text)
    return Words(*found.span()) if found else NO_WORDS


def _attribute(work: Assembly, item: Item, section: str) -> None:
    kind = {"source": "read", "destination": "write"}.get(section)
    if item.kind in _OF_WRITING:
        kind = "write"
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
        add_source(work, work.request.given[0], ())
    elif not reads:
        work.question(codes.NO_SOURCE, _said(work, _READING))
    for end in reads:
        table = as_source(end, work.request, work.declared, single=len(reads) == 1)
        if isinstance(table, Question):
            work.questions.append(table)
        else:
            add_source(work, table, tuple(end.words))
    if work.sources:
        start(work, next(iter(work.sources)))
        for end in reads:
            if end.noun:
                called(work, Rows(end.noun[0]), end.noun[1])


def _finish(work: Assembly) -> None:
    for end in work.ends:
        if end.kind == "write" and end.noun and work.main:
            check_written(work, Rows(end.noun[0]), end.noun[1])
    if not any(end.kind == "write" for end in work.ends):
        work.question(codes.NO_DESTINATION, _said(work, _WRITING))
    if not work.steps and work.scope:
        work.add({"select": [*work.scope]})
        work.notes.append("Nothing is computed: all columns are written as they are.")
    _sort_last(work)
    if work.steps and len(work.sources) > 1:
        first = work.steps[0]
        work.steps[0] = {"from": work.begun or work.main, **first}


#: Steps that leave the order of rows as it is, if its columns are still there.
_KEEP_ORDER = frozenset(("select", "drop", "filter", "derive", "set", "fill"))


def _sort_last(work: Assembly) -> None:
    """A sort behind the steps that were said after it, where that makes no difference to it."""
    at = next((n for n, step in enumerate(work.steps) if "sort" in step), None)
    if at is None or at == len(work.steps) - 1 or {*work.steps[at]} != {"sort"}:
        return
    keys = {key.removesuffix(" desc") for key in work.steps[at]["sort"]}
    rest = work.steps[at + 1 :]
    changed = {name for step in rest for kind in ("set", "fill") for name in step.get(kind, {})}
    changed |= {name for step in rest for name in step.get("fill", {}).get("values", {})}
    if not keys <= {*work.scope} or keys & changed or not all({*s} <= _KEEP_ORDER for s in rest):
        return
    work.steps.append(work.steps.pop(at))
    moved = work.origin.pop(("steps", at))
    for n in range(at, len(work.steps) - 1):
        work.origin[("steps", n)] = work.origin.pop(("steps", n + 1))
    work.origin[("steps", len(work.steps) - 1)] = moved


def _proposal(work: Assembly, flow: Flow) -> Proposal | Questions:
    sinks: dict[str, Any] = {}
    reads = [end for end in work.ends if end.kind == "read"]
    for end in (end for end in work.ends if end.kind == "write"):
        found = place_of(end, reads)
        if isinstance(found, Question):
            return Questions((found,))
        name, place = found
        mode = mode_of(end)
        if flow.words and not isinstance(mode, Question):
            mode = streamed_mode(work, flow, end, mode)
        if isinstance(mode, Question):
            return Questions((mode,))
        while name in work.sources or name in sinks:
            name += "_result"
        sinks[name] = {**place, **mode}
        work.origin[("sinks", name)] = tuple(end.words)
    document: dict[str, Any] = {"speccc": 1, "name": work.title or next(iter(sinks))}
    if work.description:
        document["description"] = work.description
    if work.schedule:
        document["schedule"] = work.schedule
    if work.parameters:
        columns = {c.name: c.type for table in work.tables.values() for c in table.columns}
        document["params"] = declared(work.parameters, columns, work.steps)
    document |= {"sources": work.sources, "steps": work.steps, "sinks": sinks}
    document, binds = split_binds(document)
    return Proposal(document, work.origin, binds, tuple(work.notes), tuple(work.granted))
