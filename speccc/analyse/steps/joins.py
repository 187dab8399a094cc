"""The join step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from speccc.analyse.build import Build, Key, Made, not_null
from speccc.analyse.nullability import proven_not_null
from speccc.analyse.scope import Place, Scope
from speccc.diagnostics import Span
from speccc.diagnostics.codes import names, steps, types
from speccc.ir.expr import Column as ColumnRef
from speccc.ir.expr import Expr, rewrite
from speccc.ir.rel import Join, JoinKey, JoinKind, Node, Taken
from speccc.lang.items import parse_item, parse_key
from speccc.spec import models
from speccc.types import Column, Kind, Schema


def join(step: models.JoinStep, build: Build) -> list[Made] | None:
    """Left columns, then the taken ones of the right."""
    shape = step.join
    right = build.relation(shape.with_, "join", "with")
    if right is None:
        return None
    consistent = _consistent(shape, build)
    keys = join_keys(shape.keys or (), build, right.schema, "join", "keys")
    where = _where(shape, build, right)
    taken = _taken(shape, build, right, keys or ())
    if not consistent or keys is None or taken is None or where is False:
        return None
    condition = None if isinstance(where, bool) else where
    schema = _schema(shape.kind, build, right, keys, condition, taken)
    proven = right.unique_in(key.right for key in keys)
    check = None if shape.matches == "any" else shape.matches
    if check == "at_most_one" and proven:
        check = None
    once = proven or shape.matches != "any"
    op = Join(build.input.id, right.id, shape.kind, keys, condition, taken, check)
    return [Made(op, schema, _keys(shape.kind, build.input, right, keys, taken, once))]


def _consistent(shape: models.JoinShape, build: Build) -> bool:
    """Whether the options go together."""
    before = len(build.reporter.diagnostics)
    if shape.kind == "cross" and shape.keys:
        build.report(steps.JOIN_KEYS, "join", "keys", problem="a cross join has no keys")
    if shape.kind == "cross" and shape.where is not None:
        build.report(
            steps.JOIN_KEYS,
            "join",
            "where",
            problem="a cross join has no where",
            note="write a filter step after it",
        )
    if shape.kind != "cross" and not shape.keys:
        problem = f"{'an' if shape.kind in ('inner', 'anti') else 'a'} {shape.kind} join needs keys"
        build.report(steps.JOIN_KEYS, "join", problem=problem, note="keys: [id] or [id = other_id]")
    if shape.kind == "full" and _repeated(shape.keys or ()):
        problem = f"the column '{_repeated(shape.keys or ())}' stands in two keys of a full join"
        note = "which of the two would a row without a match take? use an inner or left join"
        build.report(steps.JOIN_KEYS, "join", "keys", problem=problem, note=note)
    if shape.kind in ("semi", "anti") and shape.take:
        build.report(steps.JOIN_TAKE, "join", "take", kind=shape.kind)
    if shape.matches != "any" and shape.kind in ("semi", "anti", "cross"):
        build.report(steps.JOIN_MATCHES, "join", "matches", matches=shape.matches, kind=shape.kind)
    if shape.matches == "exactly_one" and shape.kind in ("left", "full"):
        build.report(steps.MATCHES_FULL, "join", "matches", kind=shape.kind)
    return len(build.reporter.diagnostics) == before


def _repeated(keys: Sequence[str]) -> str:
    """A column that stands in two keys ("" if there is none)."""
    pairs = [[part.strip() for part in key.partition("=")[::2]] for key in keys]
    lefts, rights = [p[0] for p in pairs], [p[1] or p[0] for p in pairs]
    twice = [n for names in (lefts, rights) for i, n in enumerate(names) if n in names[:i]]
    return twice[0] if twice else ""


def join_keys(
    texts: Sequence[str], build: Build, right: Schema, *path: str | int
) -> tuple[JoinKey, ...] | None:
    """The key pairs written at `path`: they exist, have one type, and are not float64."""
    found: list[JoinKey] = []
    for position, text in enumerate(texts):
        full = (*build.path, *path, position)
        key = parse_key(
            text,
            lambda start, end, full=full: build.marks.within(start, end, *full),
            build.reporter,
        )
        if key is None:
            continue
        left_ok, right_ok = key.left in build.schema, key.right in right
        if not left_ok:
            build.unknown_column(key.left, key.left_span)
        if not right_ok:
            build.unknown_column(key.right, key.right_span, right)
        if not (left_ok and right_ok):
            continue
        a, b = build.schema[key.left], right[key.right]
        if a.type.kind is Kind.FLOAT64 or b.type.kind is Kind.FLOAT64:
            name = key.left if a.type.kind is Kind.FLOAT64 else key.right
            build.report(types.FLOAT_KEY, *path, position, name=name)
        elif a.type != b.type:
            build.report(
                types.KEY_TYPES,
                *path,
                position,
                left=key.left,
                left_type=a.type,
                right=key.right,
                right_type=b.type,
            )
        elif any(k.left == key.left and k.right == key.right for k in found):
            build.report(names.DUPLICATE_ITEM, *path, position, name=text)
        else:
            found.append(JoinKey(key.left, key.right))
    return tuple(found) if len(found) == len(texts) else None


def _where(shape: models.JoinShape, build: Build, right: Node) -> Expr | bool:
    """The condition; True if there is none, False if it is wrong."""
    if shape.where is None:
        return True
    scope = Scope(build.schema, build.params, Place.JOIN, right=right.schema)
    return build.condition(shape.where, "join", "where", scope=scope) or False


@dataclass(frozen=True, slots=True)
class _Wanted:
    column: str
    name: str
    span: Span
    column_span: Span


def _wanted(
    shape: models.JoinShape, build: Build, right: Node, keys: Sequence[JoinKey]
) -> list[_Wanted] | None:
    """What `take` names; without it, every right column but the keys."""
    if shape.kind in ("semi", "anti"):
        return []
    if shape.take is None:
        span = build.span("join", "with")
        skipped = {k.right for k in keys}
        return [_Wanted(n, n, span, span) for n in right.schema.names if n not in skipped]
    found: list[_Wanted] = []
    for position, text in enumerate(shape.take):
        full = (*build.path, "join", "take", position)
        item = parse_item(
            text,
            lambda start, end, full=full: build.marks.within(start, end, *full),
            build.reporter,
        )
        if item is not None:
            found.append(_Wanted(item.old, item.new, item.new_span, item.old_span))
    return found if len(found) == len(shape.take) else None


def _taken(
    shape: models.JoinShape, build: Build, right: Node, keys: Sequence[JoinKey]
) -> tuple[Taken, ...] | None:
    wanted = _wanted(shape, build, right, keys)
    if wanted is None:
        return None
    taken: list[Taken] = []
    for item in wanted:
        used = [*build.schema.names, *(t.name for t in taken)]
        if item.column not in right.schema:
            build.unknown_column(item.column, item.column_span, right.schema)
        elif item.name in build.schema and any(
            k.right == item.column and k.left == item.name for k in keys
        ):
            build.reporter.add(steps.TAKEN_KEY.at(item.span, name=item.column, left=item.name))
        elif item.name in used and shape.take is None:
            note = f"both sides have it: say which to take, e.g. take: [{item.name} as other]"
            build.reporter.add(names.COLUMN_EXISTS.at(item.span, name=item.name, note=note))
        elif build.new_name(item.name, used, item.span):
            taken.append(Taken(item.column, item.name))
    return tuple(taken) if len(taken) == len(wanted) else None


def _schema(
    kind: JoinKind,
    build: Build,
    right: Node,
    keys: Sequence[JoinKey],
    where: Expr | None,
    taken: Sequence[Taken],
) -> Schema:
    """The result's columns: what a missing side makes null, and what a match proves."""
    left = build.schema
    lost_left, lost_right = kind == "full", kind in ("left", "full")
    paired = {k.left: right.schema[k.right] for k in keys}
    columns = [_left_column(c, paired.get(c.name), lost_left) for c in left]
    for item in taken:
        column = right.schema[item.column]
        columns.append(replace(column, name=item.name, nullable=column.nullable or lost_right))
    schema = Schema(tuple(columns))
    if kind in ("inner", "semi"):
        names_of = {t.column: t.name for t in taken}
        sure = {k.left for k in keys}
        sure |= {names_of[k.right] for k in keys if k.right in names_of}
        sure |= _proven(where, "left")
        if kind == "inner":
            sure |= {names_of[c] for c in _proven(where, "right") if c in names_of}
        schema = not_null(schema, sure)
    return schema


def _left_column(column: Column, partner: Column | None, lost: bool) -> Column:
    if not lost:
        return column
    if partner is None:
        return replace(column, nullable=True)
    return replace(
        column,
        nullable=column.nullable or partner.nullable,
        tags=tuple(sorted({*column.tags, *partner.tags})),
    )


def _proven(where: Expr | None, side: str) -> frozenset[str]:
    """The columns of one side that a TRUE `where` proves not null."""
    if where is None:
        return frozenset()

    def one_side(node: Expr) -> Expr:
        if not isinstance(node, ColumnRef):
            return node
        return replace(node, side=None) if node.side == side else node

    return proven_not_null(rewrite(where, one_side))


def _keys(
    kind: JoinKind,
    left: Node,
    right: Node,
    keys: Sequence[JoinKey],
    taken: Sequence[Taken],
    once: bool,
) -> tuple[Key, ...]:
    """What is unique in the result. `once`: a left row has at most one match."""
    if kind in ("semi", "anti") or (once and kind in ("inner", "left")):
        return left.keys
    if kind == "full":
        return ()
    names_of = {t.column: t.name for t in taken}
    names_of.update({k.right: k.left for k in keys if kind == "inner"})
    both = [
        (*a, *(names_of[c] for c in b if names_of[c] not in a))
        for a in left.keys
        for b in right.keys
        if all(c in names_of for c in b)
    ]
    return tuple(dict.fromkeys(both))
