"""Statements of the generated module, and what emits them."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from speccc.backends.pandas.dtypes import changes, dtype, dtypes
from speccc.backends.pandas.expressions import Scope, series
from speccc.backends.pandas.names import Names
from speccc.backends.pandas.syntax import called, code, mapping, text, texts
from speccc.ir.expr import Column, Expr, OrderKey
from speccc.ir.rel import Item, Node, NodeId, Pipeline
from speccc.types import Kind, Schema

Code = cst.BaseExpression


@dataclass(frozen=True, slots=True)
class Statement:
    """`target = value`, or only the value where there is no target."""

    value: Code
    target: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the emitters of steps share."""

    pipeline: Pipeline
    names: Names
    schemas: Mapping[NodeId, Schema] = field(default_factory=dict[NodeId, Schema])

    def variable(self, id: NodeId) -> str:
        return self.names("node", id)

    def frame(self, id: NodeId) -> Code:
        return cst.Name(self.variable(id))

    def param(self, name: str) -> str:
        return self.names("param", name)

    def scope(self, frame: Code, label: Callable[[Column], str] | None = None) -> Scope:
        return Scope(frame, self.param, label) if label else Scope(frame, self.param)

    def schema(self, id: NodeId) -> Schema:
        return self.schemas[id]


def cast_columns(frame: Code, wanted: Mapping[str, str]) -> Code:
    """The frame with some columns in another dtype."""
    if not wanted:
        return frame
    return code("{0}.astype({1})", frame, mapping({n: text(d) for n, d in wanted.items()}))


def conformed(frame: Code, have: dict[str, str], node: Node) -> Code:
    """The frame in the dtypes of the node's schema."""
    return cast_columns(frame, changes(have, dtypes(node.schema)))


def assigned(frame: Code, columns: Mapping[str, Code]) -> Code:
    """`frame.assign(name=…)`."""
    if not columns:
        return frame
    if all(_keyword(name) for name in columns):
        made = [cst.Arg(value, cst.Name(name), equal=_EQUAL) for name, value in columns.items()]
    else:
        made = [cst.Arg(mapping(columns), star="**")]
    return cst.Call(code("{0}.assign", frame), made)


_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _keyword(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name) and name != "self"


def selected(frame: Code, names: Sequence[str]) -> Code:
    """`frame[[…]]`."""
    return code("{0}[{1}]", frame, texts(names))


def chosen(frame: Code, held: Code, schema: Schema, node: Node) -> Code:
    """The rows for which a condition holds, with those of the frame's columns that the node has."""
    names = node.schema.names
    rows = code("{0}[{1}]", frame, held)
    if names != schema.names:
        rows = code("{0}.loc[{1}, {2}]", frame, held, texts(names))
    return conformed(rows, dtypes(schema), node)


def sorted_by(frame: Code, order: Sequence[OrderKey]) -> Code:
    """`frame.sort_values(…)`: NULLs come last both ways by pandas' own default."""
    if not order:
        return frame
    keys = texts([key.column for key in order])
    if not any(key.descending for key in order):
        return code("{0}.sort_values({1})", frame, keys)
    ways = cst.List([cst.Element(cst.Name(str(not key.descending))) for key in order])
    return code("{0}.sort_values({1}, ascending={2})", frame, keys, ways)


def needed_order(
    order: Sequence[OrderKey], by: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> tuple[OrderKey, ...]:
    """The keys that decide the order of rows which agree in `by`.

    What follows the columns of a unique key decides nothing.
    """
    kept: list[OrderKey] = []
    for key in order:
        fixed = {*by, *(k.column for k in kept)}
        if any(fixed.issuperset(unique) for unique in keys):
            break
        if key.column not in by:
            kept.append(key)
    return tuple(kept)


def projected(
    frame: Code, have: dict[str, str], items: Sequence[Item], scope: Scope, node: Node
) -> Code:
    """Exactly the items, of a frame whose columns have the dtypes of `have`, in that order."""
    names = [item.name for item in items]
    plain = [item.expr.name for item in items if isinstance(item.expr, Column)]
    if len(plain) == len(items) and len(set(plain)) == len(plain):
        moved = _moved(frame, list(have), names, plain)
        return conformed(moved, _dtypes_after(have, items), node)
    computed = {i.name: series(i.expr, scope) for i in items if not _kept(i)}
    if len(computed) == len(items):
        made = code("pd.DataFrame({0})", mapping(computed))
    else:
        made = _extended(frame, list(have), names, computed)
    return conformed(made, _dtypes_after(have, items), node)


def _extended(frame: Code, have: list[str], names: list[str], computed: Mapping[str, Code]) -> Code:
    """Kept columns and computed ones, in the order of `names`."""
    if [*have, *(n for n in computed if n not in have)] == names:
        return assigned(frame, computed)
    kept = [n for n in names if n not in computed]
    if [*kept, *computed] == names:
        return assigned(selected(frame, kept), computed)
    return selected(assigned(frame, computed), names)


def _kept(item: Item) -> bool:
    return isinstance(item.expr, Column) and item.expr.name == item.name


def _moved(frame: Code, have: list[str], names: list[str], plain: list[str]) -> Code:
    """Only selecting and renaming."""
    renamed = {old: text(new) for old, new in zip(plain, names, strict=True) if old != new}
    if plain != have:
        frame = selected(frame, plain)
    return code("{0}.rename(columns={1})", frame, mapping(renamed)) if renamed else frame


def _dtypes_after(have: dict[str, str], items: Sequence[Item]) -> dict[str, str]:
    return {item.name: _natural(have, item.expr) for item in items}


def _natural(have: dict[str, str], expr: Expr) -> str:
    if isinstance(expr, Column):
        return have[expr.name]
    return dtype(expr.type, expr.nullable)


def alike(frame: Code, columns: Sequence[str], schema: Schema) -> Code:
    """The frame, made safe for looking for duplicates in these columns."""
    mixed = [c for c in columns if schema[c].nullable and schema[c].type.kind is Kind.DECIMAL]
    return called("same_nulls", frame, texts(mixed)) if mixed else frame


def unused(wanted: str, taken: Sequence[str] | set[str]) -> str:
    """A column label that is not taken."""
    label = wanted
    while label in taken:
        label += "_"
    return label
