"""Steps that change columns: select, rename, drop, derive, set, cast, fill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from speccc.analyse.applying import no_cast_hint
from speccc.analyse.build import Build, Key, Made, column_expr, kept, made_column
from speccc.analyse.quarantine import sorted_out
from speccc.analyse.rejects import free_of_broken_rules
from speccc.analyse.writing import writing_hint
from speccc.diagnostics import Span, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.functions.catalogue import SCALAR
from speccc.ir.expr import Call, Cast, Expr, Literal, columns_of
from speccc.ir.expr import Column as ColumnRef
from speccc.ir.rel import CheckRule, Conversion, Convert, Item, Project, Rule
from speccc.lang.items import parse_item
from speccc.spec import models
from speccc.types import BOOL, Column, Schema, Type
from speccc.types.cells import read_cell
from speccc.types.parse import TypeTextError, parse_type
from speccc.types.rules import Conversion as Allowed
from speccc.types.rules import conversion


def select(step: models.SelectStep, build: Build) -> list[Made] | None:
    """`[a, b as c]`: exactly these, in this order."""
    pairs = _items(step.select, build, "select")
    if pairs is None:
        return None
    made: list[Column] = []
    for column, name, span in pairs:
        if not build.new_name(name, (c.name for c in made), span):
            return None
        made.append(replace(column, name=name))
    items = tuple(Item(name, column_expr(column, span)) for column, name, span in pairs)
    return [_projected(build, items, Schema(tuple(made)))]


def rename(step: models.RenameStep, build: Build) -> list[Made] | None:
    """`[a as b]`: the same columns, in place."""
    pairs = _items(step.rename, build, "rename")
    if pairs is None:
        return None
    new = {column.name: name for column, name, _ in pairs}
    rest = [n for n in build.schema.names if n not in new]
    for position, (_, name, span) in enumerate(pairs):
        if not build.new_name(name, [*rest, *(p[1] for p in pairs[:position])], span):
            return None
    columns = tuple(replace(c, name=new.get(c.name, c.name)) for c in build.schema)
    items = tuple(Item(new.get(c.name, c.name), column_expr(c)) for c in build.schema)
    return [_projected(build, items, Schema(columns))]


def drop(step: models.DropStep, build: Build) -> list[Made] | None:
    """`[a]`: the rest."""
    if build.columns(step.drop, "drop") is None:
        return None
    rest = Schema(tuple(c for c in build.schema if c.name not in step.drop))
    if not rest.columns:
        build.report(steps.NOTHING_LEFT, "drop", problem="this drops every column")
        return None
    return [_projected(build, kept(rest), rest)]


def derive(step: models.DeriveStep, build: Build) -> list[Made] | None:
    """`{new: expr}`, later ones see earlier ones: one node for each level of that."""
    schema, fresh, broken = build.schema, set[str](), frozenset[str]()
    made: list[Made] = []
    level: list[Item] = []
    base = build.input.id
    for name, text in step.derive.items():
        span = build.marks.key(*build.path, "derive", name)
        note = f"write 'set: {{{name}: …}}' to change it, or choose another name"
        ok = build.new_name(name, schema.names, span, note)
        expr = _over(build, schema, broken).expression(text, "derive", name)
        if not ok or expr is None:
            broken |= {name}
            continue
        if fresh.intersection(columns_of(expr)):
            made.append(_level(build, base, made, level, schema))
            level, fresh = [], set[str]()
        schema = Schema((*schema.columns, _made(name, expr, schema)))
        level.append(Item(name, expr))
        fresh.add(name)
    if broken:
        return None
    made.append(_level(build, base, made, level, schema))
    return made


def _over(build: Build, schema: Schema, broken: frozenset[str]) -> Build:
    """The same step, its expressions seeing `schema`."""
    return replace(build, input=replace(build.input, schema=schema), broken=broken)


def _level(
    build: Build, base: str, made: Sequence[Made], level: Sequence[Item], schema: Schema
) -> Made:
    """A node that adds `level` to what the node before it has."""
    count = len(level)
    before = Schema(schema.columns[: len(schema.columns) - count])
    source = f"{build.parts}_{len(made)}" if made else base
    return Made(Project(source, (*kept(before), *level)), schema, build.input.keys)


def set_columns(step: models.SetStep, build: Build) -> list[Made] | None:
    """`{existing: expr}`: all see the input's values; the type may change."""
    new: dict[str, Expr] = {}
    for name, text in step.set.items():
        if name not in build.schema:
            span = build.marks.key(*build.path, "set", name)
            note = f"{did_you_mean(name, build.schema.names)}; 'derive' makes a new column"
            build.reporter.add(names.UNKNOWN_COLUMN.at(span, name=name, note=note))
            continue
        expr = build.expression(text, "set", name)
        if expr is not None:
            new[name] = expr
    if len(new) < len(step.set):
        return None
    items = tuple(Item(c.name, new.get(c.name) or column_expr(c)) for c in build.schema)
    schema = tuple(_made(c.name, new[c.name], build.schema) if c.name in new else c
                   for c in build.schema)  # fmt: skip
    return [_projected(build, items, Schema(schema))]


def cast(step: models.CastStep, build: Build) -> list[Made] | None:
    """The cast step: dirty values fail the run, become NULL, or their rows are put aside."""
    conversions: list[Conversion] = []
    schema = build.schema
    for name, text in step.cast.columns.items():
        if name not in schema:
            build.unknown_column(name, build.marks.key(*build.path, "cast", "columns", name))
            continue
        to = _type(text, build, "cast", "columns", name)
        if to is None:
            continue
        column = build.schema[name]
        allowed = conversion(column.type, to)
        if allowed is Allowed.NONE:
            note = no_cast_hint(column.type, to)
            build.report(
                types.NO_CAST, "cast", "columns", name, source=column.type, to=to, note=note
            )
            continue
        nulls = column.nullable
        if allowed is Allowed.TRY and step.cast.on_error == "set_null":
            nulls = True
        conversions.append(Conversion(name, to))
        schema = schema.with_column(name, type=to, nullable=nulls)
    if len(conversions) < len(step.cast.columns):
        return None
    changed = {c.column for c in conversions}
    keys = tuple(k for k in build.input.keys if not changed.intersection(k))
    if step.cast.on_error == "quarantine":
        return _cast_or_reject(conversions, schema, keys, build)
    op = Convert(build.input.id, tuple(conversions), step.cast.on_error)
    return [Made(op, schema, keys)]


def _cast_or_reject(
    conversions: Sequence[Conversion], schema: Schema, keys: tuple[Key, ...], build: Build
) -> list[Made] | None:
    """Rows with a value that does not read are put aside as they came; in all others, it does.

    Where every conversion is sure, rules that always hold stand for them: there is one to judge by.
    """
    if not free_of_broken_rules(build.schema.names, build.reporter, build.span("cast", "on_error")):
        return None
    rules: list[Rule] = []
    always: list[Rule] = []
    items = dict(zip(schema.names, kept(build.schema), strict=True))
    for to in conversions:
        given = column_expr(build.schema[to.column])
        sure = conversion(given.type, to.type) is not Allowed.TRY
        made = Cast(
            type=to.type,
            nullable=given.nullable,
            inexact=given.inexact,
            operand=given,
            mode="safe" if sure else "try",
        )
        items[to.column] = Item(to.column, made)
        rule = Rule(f"cast: {to.column} as {to.type}", "quarantine", CheckRule(_reads(given, made)))
        (always if sure else rules).append(rule)
    sorting = sorted_out(build, build.input.id, rules or always, build.schema, build.input.keys)
    accepted = replace(sorting[-1], id=f"{build.parts}_1")
    return [
        *sorting[:-1],
        accepted,
        Made(Project(accepted.id, tuple(items.values())), schema, keys),
    ]


def _reads(given: Expr, made: Cast) -> Expr:
    """Whether a value is NULL before a conversion or is not after it."""
    null = Call(type=BOOL, nullable=False, function="is_null", args=(given,))
    read = Call(
        type=BOOL, nullable=False, function="is_not_null", args=(replace(made, nullable=True),)
    )
    return Call(type=BOOL, nullable=False, function="or", args=(null, read))


def _type(text: str, build: Build, *path: str | int) -> Type | None:
    try:
        to, nullable = parse_type(text)
    except TypeTextError as error:
        build.report(types.BAD_TYPE, *path, problem=str(error), note=error.hint)
        return None
    if not nullable:
        build.report(
            types.BAD_TYPE,
            *path,
            problem="'not null' does not belong into a cast",
            note="a rule {not_null: [column]} in an expect step proves it",
        )
        return None
    return to


def fill(step: models.FillStep, build: Build) -> list[Made] | None:
    """`{values: {a: literal}}`: NULL becomes the literal, which proves the column not null."""
    values: dict[str, Expr] = {}
    for name, text in step.fill.values.items():
        place = ("fill", "values", name)
        if name not in build.schema:
            build.unknown_column(name, build.marks.key(*build.path, *place))
            continue
        column = build.schema[name]
        if not column.nullable:
            span = build.marks.key(*build.path, *place)
            build.reporter.add(steps.FILL_USELESS.at(span, name=name))
            continue
        value = read_cell(text, column.type)
        if value is None:
            note = writing_hint(text, column.type)
            build.report(types.BAD_LITERAL, *place, text=text, type=column.type, note=note)
            continue
        span = build.span(*place)
        default = Literal(type=column.type, nullable=False, span=span, value=value)
        values[name] = Call(
            type=column.type,
            nullable=False,
            inexact=column.inexact,
            span=span,
            function=SCALAR["coalesce"].name,
            args=(column_expr(column), default),
        )
    if len(values) < len(step.fill.values):
        return None
    items = tuple(Item(c.name, values.get(c.name) or column_expr(c)) for c in build.schema)
    schema = Schema(tuple(replace(c, nullable=c.nullable and c.name not in values)
                          for c in build.schema))  # fmt: skip
    return [_projected(build, items, schema)]


def _items(
    texts: Sequence[str], build: Build, operator: str
) -> list[tuple[Column, str, Span]] | None:
    """`old as new` items as (column, new name, place)."""
    found: list[tuple[Column, str, Span]] = []
    seen: set[str] = set()
    for position, text in enumerate(texts):
        full = (*build.path, operator, position)
        item = parse_item(
            text,
            lambda start, end, full=full: build.marks.within(start, end, *full),
            build.reporter,
        )
        if item is None:
            continue
        if item.old not in build.schema:
            build.unknown_column(item.old, item.old_span)
        elif operator == "rename" and item.old in seen:
            build.reporter.add(names.DUPLICATE_ITEM.at(item.old_span, name=item.old))
        else:
            seen.add(item.old)
            found.append((build.schema[item.old], item.new, item.new_span))
    return found if len(found) == len(texts) else None


def _made(name: str, expr: Expr, schema: Schema) -> Column:
    return made_column(name, expr, (schema[c] for c in columns_of(expr)))


def _projected(build: Build, items: tuple[Item, ...], schema: Schema) -> Made:
    return Made(Project(build.input.id, items), schema, carried_keys(items, build.input.keys))


def carried_keys(items: Iterable[Item], keys: Iterable[Key]) -> tuple[Key, ...]:
    """The keys whose columns all come through unchanged, under their new names."""
    new: dict[str, str] = {}
    for item in items:
        if isinstance(item.expr, ColumnRef):
            new.setdefault(item.expr.name, item.name)
    return tuple(tuple(new[c] for c in key) for key in keys if all(c in new for c in key))
