"""What the analysis of one step works with, and what it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from speccc.analyse.expressions import type_expression
from speccc.analyse.meeting import condition_hint
from speccc.analyse.rejects import unknown_note
from speccc.analyse.scope import Scope
from speccc.diagnostics import Code, Reporter, Span, did_you_mean
from speccc.diagnostics.codes import names, types
from speccc.ir.expr import Column as ColumnExpr
from speccc.ir.expr import Expr, OrderKey
from speccc.ir.rel import Item, Node, NodeId, Op, Parameter
from speccc.lang.ast import Name
from speccc.lang.items import parse_order
from speccc.lang.names import is_reserved, why_reserved
from speccc.lang.parser import parse_expression
from speccc.lang.walk import walk
from speccc.spec.document import SourceMap
from speccc.types import BOOL, Column, Kind, Schema

Key = tuple[str, ...]

_TAKEN_NAME = "choose another name"


@dataclass(frozen=True, slots=True)
class Made:
    """One node of a step; the last one of a step is its result.

    `id` is its own name, for nodes that are neither the result nor one of its numbered parts.
    """

    op: Op
    schema: Schema
    keys: tuple[Key, ...] = ()
    id: NodeId = ""


@dataclass(frozen=True, slots=True)
class Build:
    """One step being analysed. `path` is its place in the document; `input` its main input.
    The nodes of a step but the last are called `parts`, `_` and their number, or `judged` and
    `rejected`, if it puts rows aside.

    Methods that return None have reported why.
    """

    marks: SourceMap
    reporter: Reporter
    params: Mapping[str, Parameter]
    path: tuple[str | int, ...]
    parts: str
    input: Node
    relations: Mapping[str, Node | None]
    judged: NodeId = "judged"
    rejected: NodeId = "rejected"
    #: New columns of this step that could not be typed: what reads them stays silent.
    broken: frozenset[str] = frozenset()

    @property
    def schema(self) -> Schema:
        return self.input.schema

    def span(self, *path: str | int) -> Span:
        return self.marks.value(*self.path, *path)

    def report(self, code: Code, *path: str | int, note: str = "", **params: object) -> None:
        self.reporter.add(code.at(self.span(*path), note=note, **params))

    def expression(self, text: str, *path: str | int, scope: Scope | None = None) -> Expr | None:
        """The expression `text`, which stands at `path`, typed in `scope` (default: the input)."""
        full = (*self.path, *path)
        node = parse_expression(
            text, lambda start, end: self.marks.within(start, end, *full), self.reporter
        )
        if node is None:
            return None
        read = {n.name for n in walk(node) if isinstance(n, Name)}
        if read & self.broken:
            return None
        return type_expression(node, scope or Scope(self.schema, self.params), self.reporter)

    def condition(self, text: str, *path: str | int, scope: Scope | None = None) -> Expr | None:
        """As `expression`, and it must be bool."""
        expr = self.expression(text, *path, scope=scope)
        if expr is not None and expr.type != BOOL:
            note = condition_hint(expr)
            self.report(types.NOT_A_CONDITION, *path, type=expr.type, note=note)
            return None
        return expr

    def columns(
        self, wanted: Sequence[str], *path: str | int, schema: Schema | None = None
    ) -> tuple[Column, ...] | None:
        """The columns of those names, each at its place in the list at `path`."""
        found: list[Column] = []
        known = schema or self.schema
        for position, name in enumerate(wanted):
            if name in wanted[:position]:
                self.report(names.DUPLICATE_ITEM, *path, position, name=name)
            elif name not in known:
                self.unknown_column(name, self.span(*path, position), known)
            else:
                found.append(known[name])
        return tuple(found) if len(found) == len(wanted) else None

    def unknown_column(self, name: str, span: Span, schema: Schema | None = None) -> None:
        note = did_you_mean(name, (schema or self.schema).names)
        self.reporter.add(names.UNKNOWN_COLUMN.at(span, name=name, note=note))

    def new_name(
        self, name: str, taken: Iterable[str], span: Span, note: str = _TAKEN_NAME
    ) -> bool:
        """Whether a column may be called so, beside the columns `taken`.

        `note` says what to do about a name that is taken.
        """
        if is_reserved(name):
            why = why_reserved(name)
            self.reporter.add(names.RESERVED_NAME.at(span, name=name, what="column", note=why))
            return False
        clash = next((t for t in taken if t.lower() == name.lower()), None)
        if clash is not None:
            note = note if clash == name else f"'{clash}' differs in case only"
            self.reporter.add(names.COLUMN_EXISTS.at(span, name=name, note=note))
            return False
        return True

    def order(self, texts: Sequence[str], *path: str | int) -> tuple[OrderKey, ...] | None:
        """The order keys written at `path`, their columns checked."""
        keys: list[OrderKey] = []
        for position, text in enumerate(texts):
            full = (*self.path, *path, position)
            item = parse_order(
                text,
                lambda start, end, full=full: self.marks.within(start, end, *full),
                self.reporter,
            )
            if item is None:
                continue
            if item.column not in self.schema:
                at = text.index(item.column)
                span = self.marks.within(at, at + len(item.column), *full)
                self.unknown_column(item.column, span)
            elif any(k.column == item.column for k in keys):
                self.reporter.add(names.DUPLICATE_ITEM.at(item.span, name=item.column))
            else:
                keys.append(OrderKey(item.column, item.descending))
        return tuple(keys) if len(keys) == len(texts) else None

    def relation(self, name: str, *path: str | int) -> Node | None:
        """The source or earlier step of that name (None without a report if it is broken)."""
        if name not in self.relations:
            note = unknown_note(name, tuple(self.relations))
            self.report(names.UNKNOWN_RELATION, *path, name=name, note=note)
            return None
        return self.relations[name]


def completed(
    order: tuple[OrderKey, ...], schema: Schema, keys: Iterable[Key], fixed: Iterable[str] = ()
) -> tuple[OrderKey, ...]:
    """The order, completed by the remaining columns in schema order until no two rows can tie.

    `fixed` are columns that are equal in all rows compared (the group's). Rows that still tie are
    identical, so that every engine keeps the same bag of rows.
    """
    used = {k.column for k in order} | set(fixed)
    result = list(order)
    known = [set(k) for k in keys]
    for column in schema:
        if any(key <= used for key in known):
            break
        if column.name not in used:
            used.add(column.name)
            result.append(OrderKey(column.name))
    return tuple(result)


def column_expr(column: Column, span: Span | None = None) -> ColumnExpr:
    """The expression that is just this column."""
    return ColumnExpr(
        type=column.type,
        nullable=column.nullable,
        inexact=column.inexact,
        span=span,
        name=column.name,
    )


def kept(schema: Schema) -> tuple[Item, ...]:
    """Items that keep every column as it is."""
    return tuple(Item(c.name, column_expr(c)) for c in schema)


def made_column(name: str, expr: Expr, inputs: Iterable[Column], description: str = "") -> Column:
    """The column that `expr` makes: tags follow from the columns it reads."""
    tags = sorted({tag for c in inputs for tag in c.tags})
    return Column(name, expr.type, expr.nullable, tuple(tags), expr.inexact, description)


def merged_column(columns: Sequence[Column]) -> Column:
    """The first of these columns, of one type, with the values of all of them."""
    return replace(
        columns[0],
        nullable=any(c.nullable for c in columns),
        inexact=any(c.inexact for c in columns),
        tags=tuple(sorted({tag for c in columns for tag in c.tags})),
    )


def not_null(schema: Schema, proven: Iterable[str]) -> Schema:
    """The schema, with these columns known to hold a value."""
    return schema.not_null(set(proven))


def float_key(build: Build, columns: Iterable[Column], *path: str | int) -> bool:
    """Reports float64 among key columns; whether there was one."""
    found = False
    for position, column in enumerate(columns):
        if column.type.kind is Kind.FLOAT64:
            build.report(types.FLOAT_KEY, *path, position, name=column.name)
            found = True
    return found
