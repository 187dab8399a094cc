"""Random well-typed pipelines: a spec built step by step, and rows for its sources.

The analyser itself says what the columns are after each step, so that the next one fits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from speccc.analyse.pipeline import analyse
from speccc.diagnostics import Reporter
from speccc.driver import never_fitting
from speccc.ir.rel import Node, Pipeline, Row
from speccc.ir.verify import verify
from speccc.spec.document import SourceMap, SpecFile
from speccc.spec.models import SpecModel
from speccc.types import BOOL, FLOAT64, INT64, TEXT, TIMESTAMP, Column, Kind, Schema, Type, decimal
from tests.differential.expressions import (
    PLAIN,
    PRICE,
    TYPES,
    any_call,
    computed_of,
    expression,
    literal,
    or_one_of,
    result_of,
)
from tests.differential.values import cells, edges, often, pool, values

Step = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Case:
    """A pipeline, rows of its sources in their full schemas, and how to show it to a person."""

    pipeline: Pipeline
    sources: dict[str, list[Row]]
    document: dict[str, Any] = field(compare=False)

    def __repr__(self) -> str:
        return f"\n{_text(self.document)}\nrows: {self.sources!r}\n"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # hypothesis prints dataclasses field by field otherwise


def _text(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def checked(document: dict[str, Any]) -> Pipeline:
    """The pipeline of a document that must be right. Raises AssertionError if it is not."""
    reporter = Reporter()
    spec = SpecFile(
        "specs/random.yaml",
        "",
        SpecModel.model_validate(document),
        SourceMap("specs/random.yaml"),
        "sha256:0",
    )
    try:
        pipeline = analyse(spec, {}, reporter)
        shown = [f"{d} ({d.hint})" for d in reporter.diagnostics]
        assert pipeline is not None, "\n".join(shown)
        return verify(pipeline)
    except Exception as error:
        error.add_note(_text(document))
        raise


@dataclass(slots=True)
class _Draft:
    """A document under construction."""

    sources: dict[str, Any]
    types: Sequence[Type]
    steps: list[Step] = field(default_factory=list[Step])
    fresh: int = 0

    def document(self, *, probe: bool) -> dict[str, Any]:
        """The spec. As a `probe` every source and step has a reader, whatever is to come."""
        names = [*self.sources, *(s["name"] for s in self.steps)]
        aside = [f"{s['name']}.rejected" for s in self.steps if _puts_aside(s)]
        sinks = {"result": {"from": names[-1], "mode": "replace"}}
        if probe:
            sinks = {f"x_{n}": {"from": n, "mode": "replace"} for n in names}
        sinks |= {n.replace(".", "_"): {"from": n, "mode": "replace"} for n in aside}
        document: dict[str, Any] = {"speccc": 1, "name": "random", "sources": self.sources}
        return document | {"steps": self.steps or [_keep_all(names[0])], "sinks": sinks}

    def name(self) -> str:
        self.fresh += 1
        return f"c{self.fresh}"


def _puts_aside(step: Step) -> bool:
    rules = step.get("expect", ())
    return step.get("cast", {}).get("on_error") == "quarantine" or any(
        rule["severity"] == "quarantine" for rule in rules
    )


def _keep_all(source: str) -> Step:
    return {"name": "start", "from": source, "filter": "true"}


#: Decimals of a source: most often the usual ones, else shorter ones.
DECLARED = (PRICE, PRICE, decimal(5, 1), decimal(4, 0))


@st.composite
def source_columns(draw: st.DrawFn, prefix: str, kinds: Sequence[Any] = TYPES) -> dict[str, str]:
    """Declared columns: an int64 id, a text group, and some of any type, or one of each: what has
    no column of its type is called with literals, which no engine sees.
    """
    nulls = st.sampled_from(("", " not null"))
    columns = {f"{prefix}_id": "int64" + draw(nulls), f"{prefix}_group": "text" + draw(nulls)}
    some = st.lists(st.sampled_from(kinds), min_size=1, max_size=3)
    for number, kind in enumerate(draw(st.just(kinds) | some)):
        declared = draw(st.sampled_from(DECLARED)) if kind == PRICE else kind
        columns[f"{prefix}_{number}"] = str(declared) + draw(nulls)
    return columns


#: Columns of few values: groups of them have several rows.
REPEATING = ("_id", "_group")


@st.composite
def rows_of(draw: st.DrawFn, schema: Schema, key: tuple[str, ...], most: int = 12) -> list[Row]:
    """Rows that keep the contract; the id and the group repeat often. Now and then the values of a
    type are at its edge, and end a run by an overflow; of one type, since where all overflow it is
    not seen that one does not.
    """
    found: list[Row] = []
    seen: set[Any] = set()
    types = list(dict.fromkeys(column.type for column in schema))
    at_edge = draw(st.none() | st.sampled_from(types))
    cells = [_extreme(c) if c.type == at_edge else _cell(c) for c in schema]
    for _ in range(draw(st.just(most) | st.integers(0, most))):
        row = tuple(draw(cell) for cell in cells)
        identity = tuple(row[schema.index(k)] for k in key)
        if not key or identity not in seen:
            seen.add(identity)
            found.append(row)
    return found


def _extreme(column: Column) -> st.SearchStrategy[Any]:
    """As `_cell`, any value of its type where a column does not repeat, half of them edges."""
    if column.name.endswith(REPEATING):
        return _cell(column)
    own = st.sampled_from(pool(column.type)) | st.sampled_from(edges(column.type))
    return own | st.none() if column.nullable else own


def _cell(column: Column) -> st.SearchStrategy[Any]:
    own = often(column.type) if column.name.endswith(REPEATING) else values(column.type)
    return st.one_of(st.none(), own, own, own) if column.nullable else own


# --- steps ------------------------------------------------------------------------------------


#: What else a step may read, by name.
Others = dict[str, Node]
StepMaker = Callable[..., st.SearchStrategy[Step] | st.SearchStrategy[list[Step]]]


@st.composite
def derive(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    made: dict[str, str] = {}
    columns = node.schema.columns
    for _ in range(draw(st.sampled_from((2, 8, 16)))):  # many cost little more than one
        kind = draw(st.none() | st.none() | st.sampled_from(draft.types))
        some = expression(kind, columns) if kind else any_call(columns, draft.types)
        made[draft.name()] = draw(some)
    return {"derive": made}


@st.composite
def set_columns(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    name = draw(st.sampled_from(node.schema.names))
    return {"set": {name: draw(expression(draw(st.sampled_from(TYPES)), node.schema.columns))}}


@st.composite
def filter_rows(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    return {"filter": draw(expression(BOOL, node.schema.columns))}


@st.composite
def select(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    names = draw(st.lists(st.sampled_from(node.schema.names), min_size=1, unique=True))
    return {"select": [n if draw(st.booleans()) else f"{n} as {draft.name()}" for n in names]}


@st.composite
def rename(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    return {"rename": [f"{draw(st.sampled_from(node.schema.names))} as {draft.name()}"]}


@st.composite
def drop(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    assume(len(node.schema) > 1)
    return {"drop": [draw(st.sampled_from(node.schema.names))]}


@st.composite
def cast(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    texts = [c.name for c in node.schema if c.type == TEXT]
    assume(texts)
    to = draw(st.sampled_from([str(t) for t in TYPES if t != TEXT]))
    on_error = draw(st.sampled_from(("set_null", "quarantine", "fail")))
    return {"cast": {"columns": {draw(st.sampled_from(texts)): to}, "on_error": on_error}}


@st.composite
def fill(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    from speccc.types.cells import print_cell

    columns = [c for c in node.schema if c.nullable]
    assume(columns)
    column = draw(st.sampled_from(columns))
    value = draw(values(column.type))
    assert value is not None
    return {"fill": {"values": {column.name: print_cell(value)}}}


def _exact(node: Node) -> list[str]:
    return [c.name for c in node.schema if not c.inexact]


@st.composite
def _order(draw: st.DrawFn, node: Node) -> list[str]:
    assume(not any(c.inexact for c in node.schema))
    names = draw(st.lists(st.sampled_from(node.schema.names), min_size=1, max_size=2, unique=True))
    return [n + draw(st.sampled_from(("", " desc"))) for n in names]


@st.composite
def _by(draw: st.DrawFn, node: Node, least: int) -> list[str]:
    names = _exact(node)
    assume(names)
    few = [n for n in names if n.endswith(REPEATING) or node.schema[n].type == BOOL]
    drawn = st.sampled_from(few) | st.sampled_from(names) if few else st.sampled_from(names)
    return draw(st.lists(drawn, min_size=least, max_size=2, unique=True))


@st.composite
def dedupe(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    return {"dedupe": {"by": draw(_by(node, 1)), "order": draw(_order(node))}}


@st.composite
def distinct(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    return {"distinct": draw(_by(node, 1))}


@st.composite
def limited(draw: st.DrawFn, node: Node, draft: _Draft) -> list[Step]:
    return [{"sort": draw(_order(node))}, {"limit": draw(st.integers(0, 5))}]


@st.composite
def aggregate(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    by = draw(_by(node, 0))
    count = draw(st.integers(1, 4))
    measures = {draft.name(): draw(aggregate_call(node)) for _ in range(count)}
    return {"aggregate": {"by": by, "measures": measures}}


#: How the names begin of what computes with several floats; floats of which it does not go by their
#: order, nor ends the run between them; and what else an aggregate is called with.
OF_SEVERAL = ("sum", "avg", "stddev", "var", "median", "quantile")
WITHIN = "least(greatest({}, -1000000.0), 1000000.0)"
#: Of these a sum is too large in any order, or in none.
SAME_SIGN = "greatest({}, 0.0)"
LARGEST = (sys.float_info.max, 1.7e308)
#: Its square is too large, and the mean of several is just it: alike they have no spread.
_SPREADS, FAR = ("stddev", "var"), (2.0**700,)
SHARES, _SEPARATORS = ("0.25", "0.5", "0.0", "1.0"), ("', '", "''", "'a'")


@st.composite
def aggregate_call(draw: st.DrawFn, node: Node) -> str:
    """One aggregate over a column or an expression, or a call of one."""
    from speccc.functions.catalogue import AGGREGATE

    columns = [c for c in node.schema if not c.inexact]
    ordered = _has_order(node)
    name = draw(
        st.sampled_from(sorted(n for n, f in AGGREGATE.items() if ordered or not f.ordered))
    )
    function = AGGREGATE[name]
    signature = draw(st.sampled_from(function.signatures))
    group = INT64  # of a count
    args: list[str] = []
    for pattern in signature.params:
        if pattern.endswith("!"):
            known = SHARES if pattern.startswith("float64") else _SEPARATORS
            args.append(draw(st.sampled_from(known)))
            continue
        kinds = {str(t.kind): t for t in TYPES}
        kind = kinds.get(pattern, PRICE) if pattern != "T" else draw(st.sampled_from(TYPES))
        args.append(draw(expression(kind, columns, 1)))
        group = kind
    if signature.params[:1] == ("float64",) and name.startswith(OF_SEVERAL):
        args[0] = draw(_summed(name, args[0], columns))
    order = f" order by {', '.join(draw(_order(node)))}" if function.ordered else ""
    made = f"{name}({', '.join(args)}{order})"
    return draw(_or_computed_of(made, result_of(function, signature, group)))


@st.composite
def _summed(draw: st.DrawFn, name: str, value: str, columns: Sequence[Column]) -> str:
    """A float64 of which several are computed with."""
    if draw(st.integers(0, 2)):
        return WITHIN.format(value)
    if name not in ("sum", "avg"):
        far = name.startswith(_SPREADS)
        return draw(or_one_of(WITHIN.format(value), FAR, columns)) if far else WITHIN.format(value)
    if draw(st.booleans()):
        value = draw(or_one_of(value, LARGEST, columns))
    return SAME_SIGN.format(value)


@st.composite
def _or_computed_of(draw: st.DrawFn, made: str, type: Type | None) -> str:
    """What an aggregate or a window call makes, or at times what is computed of it."""
    return draw(computed_of(made, type)) if type and draw(st.integers(0, 2)) == 0 else made


FRAMES = (
    "rows so far",
    "all rows",
    "last 1 rows",
    "last 3 rows",
    "rows from 2 before to 1 after",
    "rows from 0 before to 2 after",
)


@st.composite
def window(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    by, order = draw(_by(node, 0)), draw(_order(node))
    derived = {draft.name(): draw(window_call(node)) for _ in range(draw(st.integers(1, 3)))}
    return {"window": {"by": by, "order": order, "derive": derived}}


@st.composite
def window_call(draw: st.DrawFn, node: Node) -> str:
    """One window call over a column or an expression, or a call of one."""
    from speccc.functions.catalogue import WINDOW

    columns = [c for c in node.schema if not c.inexact]
    name = draw(st.sampled_from(sorted(WINDOW)))
    function = WINDOW[name]
    signature = draw(st.sampled_from(function.signatures))
    kind = draw(st.sampled_from(TYPES))
    args: list[str] = []
    for pattern in signature.params:
        if pattern == "int64!":
            args.append(str(draw(st.integers(max(function.literal_min, 0), 3))))
        elif pattern == "T!":
            args.append(literal(draw(values(kind))))
        elif pattern == "T":
            args.append(draw(expression(kind, columns, 1)))
        else:
            number = {"int64": INT64, "decimal": PRICE}.get(pattern)
            wanted = number or next(t for t in TYPES if t.kind.value == pattern)
            arg = draw(expression(wanted, columns, 1))
            is_sum = wanted == FLOAT64 and name in OF_SEVERAL
            args.append(draw(_summed(name, arg, columns)) if is_sum else arg)
    over = f" over ({draw(st.sampled_from(FRAMES))})" if function.framed else ""
    made = f"{name}({', '.join(args)}){over}"
    return draw(_or_computed_of(made, result_of(function, signature, kind)))


@st.composite
def join(draw: st.DrawFn, node: Node, draft: _Draft, others: Others) -> Step:
    other = draw(st.sampled_from(sorted(others)))
    right = others[other]
    alike = _alike(node, right)
    pairs = [(a.name, b.name) for a, b in alike if a.type.kind is not Kind.FLOAT64]
    kinds = ("inner", "left", "full", "semi", "anti") if pairs else ()
    kind = draw(st.sampled_from((*kinds, "cross")))
    shape: dict[str, Any] = {"with": other, "kind": kind}
    if kind != "cross":
        most = 1 if kind == "full" else 2  # a full join takes each key column once
        keys = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=most, unique=True))
        shape["keys"] = [f"{a} = {b}" for a, b in keys]
        if draw(st.integers(0, 2)) == 0:
            shape["where"] = draw(_where(alike))
    if kind not in ("semi", "anti"):
        names = draw(st.lists(st.sampled_from(right.schema.names), max_size=3, unique=True))
        shape["take"] = [f"{n} as {draft.name()}" for n in names]
    if kind in ("inner", "left", "full") and draw(st.integers(0, 4)) == 0:
        shape["matches"] = "at_most_one"
    return {"join": shape}


def _alike(node: Node, right: Node) -> list[tuple[Column, Column]]:
    """Columns of both sides that can be compared."""
    return [
        (a, b)
        for a in node.schema
        for b in right.schema
        if a.type == b.type and not a.inexact and not b.inexact
    ]


@st.composite
def _where(draw: st.DrawFn, alike: list[tuple[Column, Column]]) -> str:
    """A comparison across the sides."""
    left, right = draw(st.sampled_from(alike))
    a, b = f"left.{left.name}", f"right.{right.name}"
    text = f"{a} {draw(st.sampled_from(('=', '<>', '<', '>=')))} {b}"
    return f"{text} or {a} is null" if draw(st.booleans()) else text


@st.composite
def union(draw: st.DrawFn, node: Node, draft: _Draft, others: Others) -> Step:
    same = _same_shape(node, others)
    assume(same)
    return {"union": {"with": [draw(st.sampled_from(sorted(same)))]}}


@st.composite
def pivot(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    """Values that occur, and such that do not."""
    from speccc.types.cells import print_cell

    columns = [c for c in node.schema if not c.inexact and c.type.kind is not Kind.FLOAT64]
    assume(columns)
    column = draw(st.sampled_from(columns))
    some = draw(st.lists(_cell(replace(column, nullable=False)), min_size=1, max_size=2))
    into = {print_cell(value): draft.name() for value in some}
    shape = {"by": draw(_by(node, 0)), "column": column.name}
    measure = draw(aggregate_call(node))
    return {"pivot": shape | {"measure": measure, "into": {n: v for v, n in into.items()}}}


@st.composite
def unpivot(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    kind = draw(st.sampled_from(sorted({c.type for c in node.schema}, key=str)))
    names = [c.name for c in node.schema if c.type == kind]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    return {"unpivot": {"columns": chosen, "name": draft.name(), "value": draft.name()}}


def set_operation(kind: str) -> StepMaker:
    """The same columns of both inputs, most often some, in different orders: little else would
    ever be equal."""

    @st.composite
    def made(draw: st.DrawFn, node: Node, draft: _Draft, others: dict[str, Node]) -> list[Step]:
        same = [n for n in _same_shape(node, others) if _has_order(node) and _has_order(others[n])]
        if same and draw(st.booleans()):
            return [{kind: {"with": draw(st.sampled_from(same))}}]
        other = draw(st.sampled_from(sorted(others)))
        theirs = {c.type: c.name for c in others[other].schema if not c.inexact}
        pairs = [(c.name, theirs[c.type]) for c in node.schema if c.type in theirs]
        pairs = [pair for pair in pairs if not node.schema[pair[0]].inexact]
        assume(pairs)
        chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=2, unique=True))
        named = [(a, b, draft.name()) for a, b in chosen]
        side = draft.name()
        return [
            {"name": side, "from": other, "select": [f"{b} as {n}" for _, b, n in reversed(named)]},
            {"from": draft.steps[-1]["name"], "select": [f"{a} as {n}" for a, _, n in named]},
            {kind: {"with": side}},
        ]

    return made


@st.composite
def time_window(draw: st.DrawFn, node: Node, draft: _Draft) -> list[Step]:
    """Over a computed time, if there is none; windows of a step above get other names."""
    made = [n for n in ("window_start", "window_end") if n in node.schema]
    steps: list[Step] = [{"rename": [f"{n} as {draft.name()}" for n in made]}] if made else []
    times = [c.name for c in node.schema if c.type == TIMESTAMP and c.name not in made]
    if times:
        time = draw(st.sampled_from(times))
    else:
        time = draft.name()
        left = [column for column in node.schema.columns if column.name not in made]
        steps.append({"derive": {time: draw(expression(TIMESTAMP, left, 1))}})
    by = [name for name in draw(_by(node, 0)) if name not in made]
    shape = draw(
        st.sampled_from(
            (
                {"kind": "tumble", "size": "7 days"},
                {"kind": "hop", "size": "90 minutes", "every": "60 minutes"},
                {"kind": "hop", "size": "10 days", "every": "2 days"},
                {"kind": "cumulate", "size": "1 days", "every": "8 hours"},
                {"kind": "session", "gap": "20 days", "by": by},
            )
        )
    )
    return [*steps, {"time_window": shape | {"time": time}}]


@st.composite
def runs(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    holds = draw(expression(BOOL, [c for c in node.schema if not c.inexact], 1))
    measures = {draft.name(): draw(aggregate_call(node)) for _ in range(draw(st.integers(1, 2)))}
    by, order = draw(_by(node, 0)), draw(_order(node))
    return {"runs": {"by": by, "order": order, "while": holds, "measures": measures}}


@st.composite
def expect(draw: st.DrawFn, node: Node, draft: _Draft) -> Step:
    rules = draw(st.lists(_rule(node), min_size=1, max_size=3))
    return {"expect": [{"name": f"rule_{n}"} | rule for n, rule in enumerate(rules)]}


@st.composite
def _rule(draw: st.DrawFn, node: Node) -> dict[str, Any]:
    """A rule about one row may put it aside."""
    name = draw(st.sampled_from(_exact(node) or node.schema.names))
    of_rows: list[dict[str, Any]] = [
        {"not_null": [name]},
        {"check": draw(expression(BOOL, node.schema.columns, 1))},
    ]
    others = [{"unique": [name]}, {"row_count": {"min": draw(st.integers(0, 2))}}]
    rule = draw(st.sampled_from((*of_rows, *of_rows, *others)))
    mild = ("quarantine", "quarantine", "warn") if rule in of_rows else ("warn", "warn", "warn")
    return rule | {"severity": draw(st.sampled_from((*mild, *mild, "fail")))}


ONE_INPUT: dict[str, StepMaker] = {
    "derive": derive,
    "set": set_columns,
    "filter": filter_rows,
    "select": select,
    "rename": rename,
    "drop": drop,
    "cast": cast,
    "fill": fill,
    "dedupe": dedupe,
    "distinct": distinct,
    "limit": limited,
    "aggregate": aggregate,
    "window": window,
    "pivot": pivot,
    "unpivot": unpivot,
    "time_window": time_window,
    "runs": runs,
    "expect": expect,
}
TWO_INPUTS: dict[str, StepMaker] = {
    "join": join,
    "union": union,
    "except": set_operation("except"),
    "intersect": set_operation("intersect"),
}
#: The steps that call functions, of which there are many.
OFTEN = ("derive", "derive", "derive", "aggregate", "aggregate", "window", "window")


def _has_order(node: Node) -> bool:
    """Whether its rows can be ordered: ties go by all columns, so none may be inexact."""
    return not any(column.inexact for column in node.schema)


def _has_text(node: Node, _: Others) -> bool:
    return any(column.type == TEXT for column in node.schema)


def _has_gaps(node: Node, _: Others) -> bool:
    return any(column.nullable for column in node.schema)


def _same_shape(node: Node, others: Others) -> list[str]:
    """The others of the same columns."""
    shape = {c.name: c.type for c in node.schema}
    return [n for n, o in others.items() if {c.name: c.type for c in o.schema} == shape]


#: Where a kind of step can stand, if not everywhere.
POSSIBLE: dict[str, Callable[[Node, Others], bool]] = {
    "drop": lambda node, _: len(node.schema) > 1,
    "cast": _has_text,
    "fill": _has_gaps,
    "dedupe": lambda node, _: _has_order(node),
    "distinct": lambda node, _: bool(_exact(node)),
    "limit": lambda node, _: _has_order(node),
    "aggregate": lambda node, _: bool(_exact(node)),
    "window": lambda node, _: _has_order(node),
    "time_window": lambda node, _: bool(_exact(node)),
    "runs": lambda node, _: _has_order(node),
    "union": lambda node, others: bool(_same_shape(node, others)),
}


@st.composite
def pipelines(
    draw: st.DrawFn, kinds: Sequence[str] = (), most_steps: int = 5, first: str = ""
) -> Case:
    """A random pipeline of steps of these `kinds` (default: any), `first` among them at once."""
    wanted = list(kinds) or [*ONE_INPUT, *TWO_INPUTS, *OFTEN]
    types = draw(st.sampled_from((TYPES, PLAIN)))  # SQLite refuses decimals
    left = draw(source_columns("l", types))
    twin = draw(st.booleans())
    right = left if twin else draw(source_columns("r", types))
    keyed = draw(st.booleans())
    draft = _Draft({"left_rows": {"columns": left}, "right_rows": {"columns": right}}, types)
    if keyed:
        draft.sources["right_rows"]["key"] = [next(iter(right))]
    draft.steps.append(_keep_all("left_rows"))
    if first:
        _append(draw, draft, [first])
    for _ in range(draw(st.integers(0 if first else 1, most_steps - bool(first)))):
        _append(draw, draft, wanted)
    if not any("join" in s or "union" in s for s in draft.steps):
        _append(draw, draft, ["join", "filter"])
    document = draft.document(probe=False)
    document["sinks"] |= _unread(document)
    pipeline = checked(document)
    sources = {s.name: draw(rows_of(pipeline.node(s.name).schema, s.key)) for s in pipeline.sources}
    if draw(st.integers(0, 2)):  # else what a step made is lost in a filter or an aggregate below
        names = [step["name"] for step in document["steps"][:-1]]
        document["sinks"] |= {f"also_{n}": {"from": n, "mode": "replace"} for n in names}
        pipeline = checked(document)
    return Case(pipeline, sources, document)


def _append(draw: st.DrawFn, draft: _Draft, wanted: Sequence[str]) -> None:
    """Adds a step of one of these kinds that is possible here (with its sort, if it is a limit)."""
    probe = checked(draft.document(probe=True))
    node = probe.node(probe.sink(f"x_{draft.steps[-1]['name']}").input)
    names = dict.fromkeys((*draft.sources, "start", draft.steps[-1]["name"]))  # itself, too
    others = {n: probe.node(probe.sink(f"x_{n}").input) for n in names}
    possible = [k for k in wanted if k not in POSSIBLE or POSSIBLE[k](node, others)]
    assume(possible)
    kind = draw(st.sampled_from(possible))
    maker = (
        TWO_INPUTS[kind](node, draft, others)
        if kind in TWO_INPUTS
        else ONE_INPUT[kind](node, draft)
    )
    made: Step | list[Step] = draw(maker)
    before = len(draft.steps)
    for step in made if isinstance(made, list) else [made]:
        draft.steps.append({"name": f"s{len(draft.steps)}"} | step)
    if any(never_fitting(checked(draft.document(probe=True)))):  # that is refused
        del draft.steps[before:]


def _unread(document: dict[str, Any]) -> dict[str, Any]:
    """Sinks for what nothing reads."""
    read = {document["sinks"]["result"]["from"]}
    for position, step in enumerate(document["steps"]):
        read.add(step.get("from") or document["steps"][position - 1]["name"])
        read.add(step.get("join", {}).get("with", ""))
        read.update(step.get("union", {}).get("with", ()))
        read.update(step.get(kind, {}).get("with", "") for kind in ("except", "intersect"))
    names = [*document["sources"], *(s["name"] for s in document["steps"])]
    return {f"also_{n}": {"from": n, "mode": "replace"} for n in names if n not in read}


__all__ = ["Case", "cells", "checked", "pipelines"]
