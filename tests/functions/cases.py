"""The cases of the catalogue's functions as small pipelines, for any engine to run.

`trials(form)` reads the yaml files beside this one. Each trial is a pipeline with the source
`given`, its rows, and the rows due in the sink `out`; or an overflow, which must end the run.
The cases of one shape run together, once with nullable columns, and once more, without the cases
that hold NULL, with columns that are not null: engines write other code for those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from speccc.functions.catalogue import TABLES
from speccc.functions.model import Exact, Form, Function, Nulls
from speccc.ir.expr import (
    Aggregate,
    Call,
    Column,
    Expr,
    Frame,
    Literal,
    OrderKey,
    Value,
    WindowCall,
)
from speccc.ir.rel import (
    GroupBy,
    Item,
    Node,
    Op,
    Pipeline,
    Project,
    Row,
    Scan,
    Sink,
    Source,
    SourceColumn,
    Window,
)
from speccc.types import INT64, Kind, Schema, Type, decimal
from speccc.types import Column as SchemaColumn
from speccc.types.cells import read_cell

HERE = Path(__file__).parent
FILES = {
    Form.SCALAR: ("operators", "nulls", "math", "texts", "dates"),
    Form.AGGREGATE: ("aggregates",),
    Form.WINDOW: ("windows",),
}
OVERFLOW = "OVERFLOW"


@dataclass(frozen=True, slots=True)
class Shape:
    """The cases of one function for one list of argument types, as they are written."""

    function: Function
    takes: tuple[Type, ...]
    gives: Type
    literals: tuple[tuple[Type, Value], ...]
    frame: Frame | None
    cases: tuple[Any, ...]

    @property
    def name(self) -> str:
        return f"{self.function.name}({', '.join(str(type) for type in self.takes)})"

    @property
    def inexact(self) -> bool:
        floats = any(type.kind is Kind.FLOAT64 for type in self.takes)
        exact = self.function.exact
        return exact is Exact.NO or (exact is Exact.FLOATS and floats)


@dataclass(frozen=True, slots=True)
class Trial:
    """`due` are the rows of the sink `out`, a bag; None if the run must end with an overflow."""

    name: str
    pipeline: Pipeline
    given: tuple[Row, ...]
    due: tuple[Row, ...] | None
    inexact: bool


def type_of(text: str) -> Type:
    """A type's text; unlike in a spec, a decimal may have 38 digits."""
    if text.startswith("decimal("):
        precision, scale = text.removeprefix("decimal(").removesuffix(")").split(",")
        return decimal(int(precision), int(scale))
    return Type(Kind(text))


def value_of(text: str, type: Type) -> Value:
    if text == "NULL":
        return None
    value = read_cell(text, type)
    assert value is not None, f"'{text}' is no {type}"
    return value


@cache
def shapes(form: Form) -> tuple[Shape, ...]:
    """Every shape of a form, as the files have them."""
    found: list[Shape] = []
    for file in FILES[form]:
        content = yaml.load(HERE.joinpath(f"{file}.yaml").read_bytes(), yaml.BaseLoader)  # noqa: S506
        for name, written in content.items():
            found += [_shape(TABLES[form][name], one) for one in written]
    return tuple(found)


def _shape(function: Function, written: dict[str, Any]) -> Shape:
    assert set(written) <= {"takes", "gives", "cases", "literals", "frame"}
    literals = [
        (type_of(kind), value_of(text, type_of(kind)))
        for kind, texts in written.get("literals", {}).items()
        for text in ([texts] if isinstance(texts, str) else texts)
    ]
    frame = written.get("frame")
    return Shape(
        function,
        tuple(type_of(text) for text in written["takes"]),
        type_of(written["gives"]),
        tuple(literals),
        None if frame is None else Frame(*(None if e == "-" else int(e) for e in frame)),
        tuple(written["cases"]),
    )


def trials(form: Form) -> tuple[Trial, ...]:
    """Every trial of a form."""
    made = {Form.SCALAR: _scalar, Form.AGGREGATE: _aggregate, Form.WINDOW: _window}[form]
    return tuple(trial for shape in shapes(form) for trial in made(shape))


# --- scalars --------------------------------------------------------------------------------------


def _patterns(shape: Shape) -> tuple[str, ...]:
    """The pattern of each argument, from the signature of as many."""
    count = len(shape.takes)
    for sig in shape.function.signatures:
        more = count - len(sig.params)
        if more == 0 or (more > 0 and sig.variadic):
            return sig.params + sig.params[-1:] * more
    raise AssertionError(f"{shape.name}: no such signature")


def _scalar(shape: Shape) -> Iterator[Trial]:
    fixed = [pattern.endswith("!") for pattern in _patterns(shape)]
    batches: dict[tuple[Any, ...], list[tuple[int, Row, Value]]] = {}
    for at, case in enumerate(shape.cases):
        *cells, result = case
        row = tuple(value_of(c, t) for c, t in zip(cells, shape.takes, strict=True))
        literals = tuple(v for v, is_literal in zip(row, fixed, strict=True) if is_literal)
        if result == OVERFLOW:
            yield _project(shape, fixed, literals, [(at, row, OVERFLOW)], nullable=True)
        else:
            entry = (at, row, value_of(result, shape.gives))
            batches.setdefault(literals, []).append(entry)
    for literals, batch in batches.items():
        yield _project(shape, fixed, literals, batch, nullable=True)
        whole = [entry for entry in batch if None not in entry[1]]
        if whole:
            yield _project(shape, fixed, literals, whole, nullable=False)


def _project(
    shape: Shape,
    fixed: Sequence[bool],
    literals: Row,
    batch: Sequence[tuple[int, Row, Value]],
    *,
    nullable: bool,
) -> Trial:
    names = [f"a{at}" for at in range(len(shape.takes))]
    given_literals = iter(literals)
    args: list[Expr] = [
        Literal(type=type, nullable=False, value=next(given_literals))
        if is_literal
        else Column(type=type, nullable=nullable, name=name)
        for name, type, is_literal in zip(names, shape.takes, fixed, strict=True)
    ]
    flags = [arg.nullable for arg in args]
    call = Call(
        type=shape.gives,
        nullable=_may_be_null(shape.function.nulls, flags),
        inexact=shape.inexact,
        function=shape.function.name,
        args=tuple(args),
    )
    columns = [
        (name, type, nullable)
        for name, type, is_literal in zip(names, shape.takes, fixed, strict=True)
        if not is_literal
    ]
    given = [
        (at, *(v for v, is_literal in zip(row, fixed, strict=True) if not is_literal))
        for at, row, _ in batch
    ]
    op = Project("given", (Item("id", _column("id")), Item("result", call)))
    due = [(at, result) for at, _, result in batch]
    title = f"{shape.name} {list(literals) if literals else ''}{'' if nullable else ' not null'}"
    return _trial(shape, title, columns, given, [("made", op, call)], due)


def _may_be_null(rule: Nulls, flags: Sequence[bool]) -> bool:
    match rule:
        case Nulls.NEVER:
            return False
        case Nulls.FIRST:
            return all(flags)
        case Nulls.PARTIAL | Nulls.ALWAYS:
            return True
        case _:
            return any(flags)


# --- aggregates -----------------------------------------------------------------------------------


def _grouped(shape: Shape, at: int, case: dict[str, Any]) -> list[Row]:
    """The rows of one case: its number, the order key, and the argument if there is one."""
    rows = case["rows"] if "rows" in case else case["order"]
    orders = case.get("order", [str(place) for place in range(len(rows))])
    keys = [value_of(text, INT64) for text in orders]
    if not shape.takes:
        return [(at, key) for key in keys]
    values = [value_of(text, shape.takes[0]) for text in rows]
    return [(at, key, value) for key, value in zip(keys, values, strict=True)]


def _literals(shape: Shape) -> tuple[Expr, ...]:
    return tuple(Literal(type=t, nullable=v is None, value=v) for t, v in shape.literals)


def _aggregate(shape: Shape) -> Iterator[Trial]:
    whole: list[tuple[int, list[Row], Value]] = []
    for at, case in enumerate(shape.cases):
        rows = _grouped(shape, at, case)
        result: Value = case["gives"]
        if result != OVERFLOW:
            result = value_of(case["gives"], shape.gives)
        if result == OVERFLOW or not rows:
            yield _group_by(shape, [(at, rows, result)], by=(), nullable=True)
        else:
            whole.append((at, rows, result))
    yield _group_by(shape, whole, by=("id",), nullable=True)
    full = [case for case in whole if not any(None in row for row in case[1])]
    if full:
        yield _group_by(shape, full, by=("id",), nullable=False)


def _group_by(
    shape: Shape,
    cases: Sequence[tuple[int, list[Row], Value]],
    *,
    by: tuple[str, ...],
    nullable: bool,
) -> Trial:
    columns = [("at", INT64, nullable), *(("a0", type, nullable) for type in shape.takes)]
    values = [Column(type=type, nullable=nullable, name="a0") for type in shape.takes]
    rule = shape.function.nulls
    call = Aggregate(
        type=shape.gives,
        nullable=rule is not Nulls.NEVER and (nullable or rule is Nulls.ALWAYS or not by),
        inexact=shape.inexact,
        function=shape.function.name,
        args=(*values, *_literals(shape)),
        order=_completed(shape) if shape.function.ordered else (),
    )
    op = GroupBy("given", by, (Item("result", call),))
    given = [row for _, rows, _ in cases for row in rows]
    due = [((at,) if by else ()) + (result,) for at, _, result in cases]
    title = f"{shape.name}{'' if by else ' of all'}{'' if nullable else ' not null'}"
    return _trial(shape, title, columns, given, [("made", op, call)], due)


def _completed(shape: Shape) -> tuple[OrderKey, ...]:
    return tuple(OrderKey(name) for name in ("at", "id", *(["a0"] if shape.takes else [])))


# --- windows --------------------------------------------------------------------------------------


def _window(shape: Shape) -> Iterator[Trial]:
    whole: list[tuple[list[Row], list[Value]]] = []
    for at, case in enumerate(shape.cases):
        rows = _grouped(shape, at, case)
        if case["gives"] == OVERFLOW:
            yield _window_trial(shape, [(rows, [OVERFLOW] * len(rows))], nullable=True)
        else:
            whole.append((rows, [value_of(text, shape.gives) for text in case["gives"]]))
    yield _window_trial(shape, whole, nullable=True)
    full = [case for case in whole if not any(None in row for row in case[0])]
    if full:
        yield _window_trial(shape, full, nullable=False)


def _window_trial(
    shape: Shape, cases: Sequence[tuple[list[Row], list[Value]]], *, nullable: bool
) -> Trial:
    columns = [("at", INT64, nullable), *(("a0", type, nullable) for type in shape.takes)]
    values = [Column(type=type, nullable=nullable, name="a0") for type in shape.takes]
    rule, name = shape.function.nulls, shape.function.name
    may_lack = shape.frame is not None or name in ("lag", "lead")
    call = WindowCall(
        type=shape.gives,
        nullable=rule is not Nulls.NEVER and (nullable or may_lack),
        inexact=shape.inexact,
        function=name,
        args=(*values, *_literals(shape)),
        frame=shape.frame,
    )
    windowed = Window("given", ("id",), _completed(shape), 1, (Item("result", call),))
    result = Column(type=call.type, nullable=call.nullable, inexact=call.inexact, name="result")
    key = Column(type=INT64, nullable=nullable, name="at")
    kept = (Item("id", _column("id")), Item("at", key), Item("result", result))
    given = [row for rows, _ in cases for row in rows]
    due = [
        (*row[:2], value)
        for rows, results in cases
        for row, value in zip(rows, results, strict=True)
    ]
    frame = f" {shape.frame.start, shape.frame.end}" if shape.frame else ""
    title = f"{shape.name}{frame}{'' if nullable else ' not null'}"
    steps: list[tuple[str, Op, Expr]] = [
        ("windowed", windowed, call),
        ("made", Project("windowed", kept), call),
    ]
    return _trial(shape, title, columns, given, steps, due)


# --- pipelines ------------------------------------------------------------------------------------


def _column(name: str) -> Column:
    return Column(type=INT64, nullable=False, name=name)


def _passed(op: Op) -> tuple[str, ...]:
    """The columns that a node passes on beside the result."""
    if isinstance(op, GroupBy):
        return op.by
    assert isinstance(op, Project)
    return tuple(item.name for item in op.items if item.name != "result")


def _trial(
    shape: Shape,
    title: str,
    columns: Sequence[tuple[str, Type, bool]],
    given: Sequence[Row],
    steps: Sequence[tuple[str, Op, Expr]],
    due: Sequence[Row],
) -> Trial:
    declared = (
        SourceColumn("id", INT64, nullable=False, path=("id",)),
        *(SourceColumn(name, type, may, path=(name,)) for name, type, may in columns),
    )
    schema = Schema(tuple(SchemaColumn(c.name, c.type, c.nullable) for c in declared))
    nodes = [Node("given", Scan("given"), schema, "given", "sources.given")]
    for at, (id, op, call) in enumerate(steps):
        result = SchemaColumn("result", call.type, call.nullable, inexact=call.inexact)
        kept = schema.names if isinstance(op, Window) else _passed(op)
        before = [column for column in schema if column.name in kept]
        schema_now = Schema((*before, result))
        nodes.append(Node(id, op, schema_now, id, f"steps[{at}]"))
    last = nodes[-1].schema
    written = tuple(SourceColumn(c.name, c.type, c.nullable, path=(c.name,)) for c in last)
    pipeline = Pipeline(
        name="trial",
        file="specs/trial.yaml",
        digest="sha256:0",
        params=(),
        sources=(Source("given", declared, (), "fail", None),),
        nodes=tuple(nodes),
        sinks=(Sink("out", nodes[-1].id, written, "replace", (), None),),
    )
    overflow = any(OVERFLOW in row for row in due)
    return Trial(title, pipeline, tuple(given), None if overflow else tuple(due), shape.inexact)
