"""Items of streams as steps: windows around figures, runs of a threshold, averages that cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.streams.crossing import with_crossings
from speccc.translate.offline.streams.flow import Flow, clock
from speccc.translate.offline.streams.spans import Span
from speccc.translate.offline.subjects import check_rows
from speccc.translate.offline.values import Counted, Item, Rows, Value

#: What a window of time adds to each row.
WINDOW = ("window_start", "window_end")

#: Steps that make of several rows something else than figures.
_SHAPING = frozenset(("dedupe", "distinct", "window", "top", "top_each", "limit", "zero", "runs"))

#: What is no step, and told of a stream.
_TOLD = frozenset(("stream", "lateness", "clock"))


def with_runs(work: Assembly, flow: Flow, items: Sequence[Item]) -> list[Item]:
    """The items, with thresholds that hold and averages that cross as their steps; windows of time
    stay, for the figures that they are about.
    """
    for name, words in (u for item in items if item.kind in _TOLD for u in item.used):
        if isinstance(name, Rows):
            check_rows(work, name, words)
    edges = [item for item in items if item.kind == "edge"]
    whose = {value.text for item in items if item.kind == "edge_by" for value in item.args}
    found: list[Item] = []
    for item in items:
        if item.kind == "held":
            found += _held(work, flow, item, edges)
            if not whose <= {value.text for value in item.args[0]}:
                question = "what of all rows of a run is shown: the highest, the lowest?"
                work.question(codes.NOT_SAID, item.words, question=question)
        elif item.kind == "shown" and found and any(i.kind == "runs" for i in found[-2:]):
            found.append(_without_groups(item, found[-2]))
        elif item.kind not in (*_TOLD, "edge", "edge_by"):
            found.append(item)
    if edges and not any(item.kind == "held" for item in items):
        work.question(codes.NOT_SAID, edges[0].words, question="the start or end of what?")
    return with_crossings(work, flow, found)


def _held(work: Assembly, flow: Flow, item: Item, edges: Sequence[Item]) -> list[Item]:
    """The unbroken runs of rows for which a condition holds, and of those the long ones."""
    by, condition, (sign, unit, number) = item.args
    time = clock(work, flow, item.words)
    if not by:
        question = "is this about the rows of each device, or of what?"
        work.question(codes.NOT_SAID, item.words, "add 'for each' and a column", question=question)
    if time is None or not by:
        return []
    names = {"min": "started_at", "max": "ended_at", **{e.args[0]: e.args[1] for e in edges}}
    measures = {names["min"]: f"min({time.text})", names["max"]: f"max({time.text})"}
    if unit == "rows":
        measures["row_count"] = "count()"
        test = Value(f"row_count {sign} {number}")
    else:
        test = Value(f"seconds_between({names['min']}, {names['max']}) {sign} {number}")
    runs = Item("runs", (by, time, condition, measures), item.words, (*item.used, *time.used))
    return [runs, Item("filter", (test, None), item.words)]


def _without_groups(shown: Item, runs: Item) -> Item:
    """What is shown of each run, without the columns that it has anyway."""
    by = {value.text for value in runs.args[0]}
    left = [i for i in shown.args if not (i.kind == "entry" and i.args[0].text in by)]
    return replace(shown, args=tuple(left))


def measured_runs(work: Assembly, steps: Sequence[Item]) -> list[Item]:
    """The steps, with figures of the rows of a run as figures of that run."""
    found: list[Item] = []
    for item in steps:
        runs = next((i for i in found[-2:-1] if i.kind == "runs"), None)
        if item.kind == "aggregate" and runs is not None and _of_run(work, runs, item):
            shape = (*runs.args[:3], {**runs.args[3], **item.args[1]})
            found[-2] = replace(runs, args=shape, used=(*runs.used, *item.used))
        else:
            found.append(item)
    return found


def _of_run(work: Assembly, runs: Item, figures: Item) -> bool:
    """Whether figures are about the rows of each run: by what a run has no more of."""
    by = tuple(value.text for value in runs.args[0])
    left = {*by, *runs.args[3]}
    columns = {name for name, _ in figures.used if not isinstance(name, Rows)} - {*by}
    counted = [name for name, _ in figures.used if isinstance(name, Counted)]
    if figures.args[0]:
        if {*figures.args[0]} & {*by}:
            question = "is this for each time that it holds, or for all of them?"
            work.question(codes.NOT_SAID, figures.words, question=question)
        return False
    rows = bool(counted) and all(name.lower() in work.subjects for name in counted)
    return bool(columns - left) or (rows and not columns)


def in_windows(
    work: Assembly, flow: Flow, steps: Sequence[Item], timed: Sequence[Item]
) -> list[Item]:
    """The steps, with the rows that figures are about put into windows of time."""
    shape = _shape(work, timed)
    if shape is None:
        return [*steps]
    kind, sizes, whose = shape
    words = timed[0].words
    figures = [at for at, item in enumerate(steps) if item.kind == "aggregate"]
    at = next(iter(figures), -1)
    if len(figures) != 1:
        question = "what is computed for each window?" if not figures else "which figures?"
        work.question(codes.NOT_SAID, words, "such as 'number of rows'", question=question)
        return [*steps]
    other = next((item for item in steps if item.kind in _SHAPING), None)
    if other is not None:
        question = "is this for each window, or for all rows?"
        work.question(codes.NOT_SAID, other.words, question=question)
    time = clock(work, flow, words)
    if time is None:
        return [*steps]
    group = steps[at]
    by = (*(v.text for v in whose if v.text not in group.args[0]), *group.args[0])
    told: dict[str, Any] = {"kind": kind, "time": time.text, **sizes}
    if kind == "session":
        told["by"] = [value.text for value in whose]
    window = Item("time_window", (told,), words, (*time.used, *(u for i in timed for u in i.used)))
    grouped = replace(group, args=((*WINDOW, *by), *group.args[1:]))
    return [*steps[:at], window, grouped, *steps[at + 1 :]]


def _shape(work: Assembly, timed: Sequence[Item]) -> tuple[str, dict[str, str], Any] | None:
    """Kind, sizes and whose sessions: all sentences about windows as one; asks if they differ, or
    lack something.
    """
    if not timed:
        return None
    words = timed[-1].words
    kinds = {item.args[0] for item in timed}
    sizes: dict[str, str] = {}
    for item in timed:
        if any(sizes.get(key, size) != size for key, size in item.args[1].items()):
            kinds.add("")
        sizes |= item.args[1]
    owners = [item.args[2] for item in timed if item.args[2]]
    if len(kinds) > 1 or len({tuple(v.text for v in by) for by in owners}) > 1:
        work.question(codes.NOT_SAID, words, question="which of the two windows is meant?")
        return None
    (kind,) = kinds
    if kind == "session" and "gap" not in sizes:
        work.question(codes.NOT_SAID, words, "add 'a session ends after 30 minutes without a row'",
                      question="after which pause does a session end?")  # fmt: skip
        return None
    if kind == "session" and not owners:
        work.question(codes.NOT_SAID, words, "write 'sessions of each' and a column",
                      question="whose sessions?")  # fmt: skip
        return None
    if "every" in sizes and Span(sizes["size"]).seconds % Span(sizes["every"]).seconds:
        question = f"{sizes['size']} are no multiple of {sizes['every']}: when does each end?"
        work.question(codes.NOT_SAID, words, question=question)
        return None
    return kind, sizes, owners[0] if owners else ()
