"""Random pipelines over streams, of the steps that streams have, and rows that come in order.

Most of them are built by the target: windows of time over the clock, groups that are keys of sinks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from speccc.backends.flink.functions import AGGREGATES, WINDOWS
from speccc.backends.flink.streams.flows import flows
from speccc.driver import never_fitting
from speccc.functions.catalogue import AGGREGATE
from speccc.ir.rel import Node, Pipeline, Row
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, Column, Kind
from tests.differential.expressions import PRICE, TYPES, expression
from tests.differential.pipelines import OF_SEVERAL, SHARES, WITHIN, Case, Step, checked
from tests.differential.values import values

NOON = dt.datetime(2026, 3, 1, 12)
_BOUNDS = ["window_start", "window_end"]
_WINDOWS = (
    {"kind": "tumble", "size": "20 seconds"},
    {"kind": "hop", "size": "30 seconds", "every": "10 seconds"},
    {"kind": "cumulate", "size": "1 minutes", "every": "20 seconds"},
    {"kind": "session", "gap": "5 seconds", "by": []},
)
#: Kinds of the other columns of a source.
_KINDS = (BOOL, INT64, FLOAT64, PRICE, TEXT, DATE)


@dataclass(slots=True)
class _Draft:
    """A document under construction, of which every step reads the one above, if it says nothing
    else. `side` is the prefix of the source's columns that the rows are still told apart by.
    """

    sources: dict[str, Any]
    steps: list[Step] = field(default_factory=list[Step])
    fresh: int = 0

    def name(self) -> str:
        self.fresh += 1
        return f"c{self.fresh}"

    def add(self, *steps: Step) -> str:
        """The name of the last of them."""
        for step in steps:
            self.steps.append({"name": f"s{len(self.steps)}"} | step)
        return self.steps[-1]["name"]

    def document(self, **sink: Any) -> dict[str, Any]:
        """With one sink, of the last step; without a source that nothing reads."""
        read = {name for at in range(len(self.steps)) for name in self._reads(at)}
        return {
            "speccc": 1,
            "name": "random",
            "sources": {name: s for name, s in self.sources.items() if name in read},
            "steps": self.steps,
            "sinks": {"result": {"mode": "replace"} | sink},
        }

    def _reads(self, at: int) -> list[str]:
        step = self.steps[at]
        others = [step.get("join", {}).get("with"), *step.get("union", {}).get("with", ())]
        return [step.get("from") or self.steps[at - 1]["name"], *filter(None, others)]

    def last(self) -> Node:
        probe = checked(self.document())
        return probe.node(probe.sink("result").input)


@st.composite
def stream_pipelines(draw: st.DrawFn) -> Case:
    """Steps that keep rows, maybe a union or a join, and a step that groups, or none."""
    draft = _Draft({"left": draw(_source("l")), "right": draw(_source("r"))})
    draft.add({"from": "left", "filter": "true"})
    for _ in range(draw(st.integers(0, 2))):
        _kept(draw, draft)
    draw(st.sampled_from((_alone, _alone, _union, _join, _in_time)))(draw, draft)
    if draw(st.booleans()):
        _kept(draw, draft)
    draw(st.sampled_from([end for end, where in _ENDS if where(draft)]))(draw, draft)
    pipeline, document = _with_sink(draft)
    assume(not any(never_fitting(pipeline)))
    given = {s.name: draw(_rows(s.name[0], pipeline.node(s.name))) for s in pipeline.sources}
    return Case(pipeline, given, document)


@st.composite
def _source(draw: st.DrawFn, prefix: str) -> dict[str, Any]:
    keys = draw(st.sampled_from(([f"{prefix}_id"], [f"{prefix}_group", f"{prefix}_at"])))
    columns = {f"{prefix}_id": "int64 not null", f"{prefix}_group": "text not null"}
    for number, kind in enumerate(draw(st.lists(st.sampled_from(_KINDS), min_size=1, max_size=3))):
        columns[f"{prefix}_{number}"] = str(kind) + draw(st.sampled_from(("", " not null")))
    columns[f"{prefix}_at"] = "timestamp not null"
    clock = {"column": f"{prefix}_at", "max_lateness": "5 seconds"}
    return {"columns": columns, "key": keys, "event_time": clock}


@st.composite
def _rows(draw: st.DrawFn, prefix: str, node: Node) -> list[Row]:
    """In order, no two at one time: which of them is the first is no matter of chance."""
    rows: list[Row] = []
    moment = NOON
    for number in range(draw(st.sampled_from((0, 3, 6, 9, 12)))):
        moment += dt.timedelta(milliseconds=draw(st.sampled_from((1, 999, 1000, 2500, 5000, 9001))))
        own: dict[str, Any] = {f"{prefix}_id": number, f"{prefix}_at": moment}
        rows.append(tuple(own[c.name] if c.name in own else draw(_cell(c)) for c in node.schema))
    return rows


def _cell(column: Column) -> st.SearchStrategy[Any]:
    """Floats of which sums are exact: those of updates are taken back, too."""
    if column.name.endswith("_group"):
        return st.sampled_from(("a", "A", "b"))
    small = st.integers(-200, 200).map(lambda n: n / 4)
    own = small if column.type == FLOAT64 else values(column.type)
    return own | st.none() if column.nullable else own


# --- steps that keep rows -----------------------------------------------------------------------


def _kept(draw: st.DrawFn, draft: _Draft) -> None:
    """One step; what it makes is never out of range."""
    columns = draft.last().schema.columns
    kind = draw(st.sampled_from(("derive", "filter", "set", "fill", "rename")))
    free = [c for c in columns if not c.name.endswith(("_id", "_group", "_at"))]
    free = [c for c in free if c.name not in _BOUNDS]
    gaps = [c for c in free if c.nullable and c.type == INT64]
    before = len(draft.steps)
    match kind:
        case "filter":
            draft.add({"filter": draw(expression(BOOL, columns))})
        case "set" if free:
            made = draw(expression(draw(st.sampled_from(TYPES)), columns))
            draft.add({"set": {draw(st.sampled_from(free)).name: made}})
        case "fill" if gaps:
            draft.add({"fill": {"values": {draw(st.sampled_from(gaps)).name: "0"}}})
        case "rename" if free:
            draft.add({"rename": [f"{draw(st.sampled_from(free)).name} as {draft.name()}"]})
        case _:
            made = draw(expression(draw(st.sampled_from(TYPES)), columns))
            draft.add({"derive": {draft.name(): made}})
    if any(never_fitting(checked(draft.document()))):  # that is refused
        del draft.steps[before:]


def _alone(draw: st.DrawFn, draft: _Draft) -> None:
    del draw, draft


def _union(draw: st.DrawFn, draft: _Draft) -> None:
    """Of two parts of the rows, which may overlap."""
    above = draft.steps[-1]["name"]
    parts = [
        draft.add({"from": above, "filter": draw(expression(BOOL, draft.last().schema.columns, 1))})
        for _ in range(2)
    ]
    draft.add({"from": parts[0], "union": {"with": parts[1:]}})


def _taken(draw: st.DrawFn, draft: _Draft) -> dict[str, Any]:
    columns = draft.sources["right"]["columns"]
    names = draw(st.lists(st.sampled_from(sorted(columns)), max_size=2, unique=True))
    return {"take": [f"{name} as {draft.name()}" for name in names]}


def _join(draw: st.DrawFn, draft: _Draft) -> None:
    kind = draw(st.sampled_from(("inner", "left", "semi", "anti")))
    keys = draw(st.sampled_from((["l_id = r_id"], ["l_group = r_group"])))
    shape = {"with": "right", "kind": kind, "keys": keys}
    draft.add({"join": shape | (_taken(draw, draft) if kind in ("inner", "left") else {})})


def _in_time(draw: st.DrawFn, draft: _Draft) -> None:
    kind = draw(st.sampled_from(("inner", "left")))
    least, most = draw(st.integers(-20, 5)), draw(st.integers(5, 30))
    where = (
        f"right.r_at >= add_seconds(left.l_at, {least})"
        f" and right.r_at <= add_seconds(left.l_at, {most})"
    )
    shape = {"with": "right", "kind": kind, "keys": ["l_group = r_group"], "where": where}
    draft.add({"join": shape | _taken(draw, draft)})


# --- steps that group ---------------------------------------------------------------------------


def _measures(draw: st.DrawFn, draft: _Draft) -> dict[str, str]:
    """Of the aggregates that the target has."""
    columns = [c for c in draft.last().schema if not c.inexact]
    found: dict[str, str] = {}
    for _ in range(draw(st.integers(1, 2))):
        name = draw(st.sampled_from(sorted(set(AGGREGATES) & set(AGGREGATE))))
        params = draw(st.sampled_from(AGGREGATE[name].signatures)).params
        args = [draw(_argument(pattern, columns)) for pattern in params]
        if params[:1] == ("float64",) and name.startswith(OF_SEVERAL):
            args[0] = WITHIN.format(args[0])
        found[draft.name()] = f"{name}({', '.join(args)})"
    return found


def _argument(pattern: str, columns: Sequence[Column]) -> st.SearchStrategy[str]:
    if pattern.endswith("!"):  # the one that there is
        return st.sampled_from(SHARES)
    kinds = {kind.kind.value: kind for kind in TYPES}
    types = [kinds[pattern]] if pattern in kinds else _KINDS
    return st.sampled_from(types).flatmap(lambda kind: expression(kind, columns, 1))


def _windowed(draw: st.DrawFn, draft: _Draft) -> None:
    shape = draw(st.sampled_from(_WINDOWS))
    draft.add({"time_window": shape | {"time": "l_at"}})


def _of_windows(draw: st.DrawFn, draft: _Draft) -> None:
    """Groups of windows, maybe their groups again."""
    _windowed(draw, draft)
    draft.add({"aggregate": {"by": [*_BOUNDS, "l_group"], "measures": _measures(draw, draft)}})
    if draw(st.booleans()):
        _kept(draw, draft)
    if draw(st.integers(0, 2)) == 0:
        draft.add({"aggregate": {"by": list(_BOUNDS), "measures": _measures(draw, draft)}})


def _first_of_windows(draw: st.DrawFn, draft: _Draft) -> None:
    _windowed(draw, draft)
    _first(draw, draft, [*_BOUNDS, "l_group"])


def _first_of_groups(draw: st.DrawFn, draft: _Draft) -> None:
    _first(draw, draft, ["l_group"])


def _first(draw: st.DrawFn, draft: _Draft, by: Sequence[str]) -> None:
    """The first row, or the first few. Ties go by all columns: none may be inexact."""
    schema = draft.last().schema
    assume(not any(c.inexact for c in schema))
    names = [c.name for c in schema if c.name not in by]
    order = [draw(st.sampled_from(names)) + draw(st.sampled_from(("", " desc")))]
    if draw(st.booleans()):
        draft.add({"dedupe": {"by": [*by], "order": order}})
        return
    place = draft.name()
    derived = {place: "row_number()"}
    draft.add(
        {"window": {"by": [*by], "order": order, "derive": derived}},
        {"filter": f"{place} <= {draw(st.integers(2, 3))}"},
    )


def _grouped(draw: st.DrawFn, draft: _Draft) -> None:
    draft.add({"aggregate": {"by": ["l_group"], "measures": _measures(draw, draft)}})


def _distinct(draw: st.DrawFn, draft: _Draft) -> None:
    exact = [c.name for c in draft.last().schema if not c.inexact and c.name != "l_group"]
    draft.add({"distinct": ["l_group", draw(st.sampled_from(exact))]})


def _runs(draw: st.DrawFn, draft: _Draft) -> None:
    columns = draft.last().schema.columns
    shape = {"by": ["l_group"], "order": ["l_at"], "while": draw(expression(BOOL, columns, 1))}
    measures = {draft.name(): "min(l_at)"} | _measures(draw, draft)
    draft.add({"runs": shape | {"measures": measures}})


def _over_rows(draw: st.DrawFn, draft: _Draft) -> None:
    """Calls of windows that look at rows up to the current one."""
    columns = draft.last().schema.columns
    frame = draw(st.sampled_from(("rows so far", "last 2 rows", "last 1 rows")))
    name = draw(
        st.sampled_from(sorted({"sum", "avg", "min", "max", "count", "lag"} & set(WINDOWS)))
    )
    kind = draw(st.sampled_from((INT64, PRICE) if name in ("sum", "avg") else _KINDS))
    arg = draw(expression(kind, columns, 1))
    call = f"lag({arg}, 2)" if name == "lag" else f"{name}({arg}) over ({frame})"
    shape = {"by": ["l_group"], "order": ["l_at"], "derive": {draft.name(): call}}
    draft.add({"window": shape})


def _anywhere(_: _Draft) -> bool:
    return True


def _by_the_clock(draft: _Draft) -> bool:
    """Whether the clock of the source is still one."""
    made = checked(draft.document())
    flow = flows(made)[made.sink("result").input]
    return "l_at" in flow.clocks and flow.final


def _in_order(draft: _Draft) -> bool:
    """Whether no two rows of a group have one time, and all can be ordered."""
    node = draft.last()
    exact = not any(column.inexact for column in node.schema)
    return exact and node.unique_in(("l_group", "l_at")) and _by_the_clock(draft)


#: By what may stand there.
_ENDS: tuple[tuple[Callable[[st.DrawFn, _Draft], None], Callable[[_Draft], bool]], ...] = (
    (_of_windows, _by_the_clock),
    (_of_windows, _by_the_clock),
    (_first_of_windows, _by_the_clock),
    (_windowed, _by_the_clock),
    (_runs, _in_order),
    (_over_rows, _in_order),
    (_first_of_groups, _anywhere),
    (_grouped, _anywhere),
    (_distinct, _anywhere),
    (_alone, _anywhere),
)


def _with_sink(draft: _Draft) -> tuple[Pipeline, dict[str, Any]]:
    """The last rows are written by a key that they are known to have, none of it missing."""
    node = draft.last()
    if not node.keys:
        draft.add({"aggregate": {"by": ["l_group"], "measures": {draft.name(): "count()"}}})
        node = draft.last()
    key = list(node.keys[0])
    gaps = [name for name in key if node.schema[name].nullable]
    assume(not any(node.schema[name].type.kind is Kind.FLOAT64 for name in key))
    if gaps:
        draft.add({"filter": " and ".join(f"{name} is not null" for name in gaps)})
    made = checked(draft.document(mode="merge", key=key))
    final = flows(made)[made.sink("result").input].final
    document = draft.document(mode="append" if final else "merge", key=key)
    return checked(document), document
