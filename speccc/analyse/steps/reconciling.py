"""The rule `reconcile`: two relations agree, row by row.

A row is reconciled if the other relation has one with the same keys whose columns agree. The rows
of either side that are not are found by two anti joins, which stand before the `expect`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speccc.analyse.build import Build, Key, Made
from speccc.analyse.expressions import type_expression
from speccc.analyse.scope import Place, Scope
from speccc.analyse.steps.joins import join_keys
from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import names, steps
from speccc.ir.expr import Expr
from speccc.ir.rel import Join, JoinKey, Node, NodeId, ReconcileRule
from speccc.lang.items import parse_key
from speccc.lang.parser import parse_expression
from speccc.spec import models
from speccc.types import Kind

_NUMBER = re.compile(r"(0|[1-9]\d*)(\.\d+)?")


def reconcile(
    model: models.ReconcileRule, build: Build, ids: tuple[NodeId, NodeId], *path: str | int
) -> tuple[tuple[Made, Made], ReconcileRule, str] | None:
    """The two anti joins, which will be called `ids`; the rule, and its printed text."""
    shape = model.reconcile
    place = (*path, "reconcile")
    other = build.relation(shape.with_, *place, "with")
    if other is None:
        return None
    keys = join_keys(shape.keys, build, other.schema, *place, "keys")
    pairs = _pairs(shape.columns, build, other, *place, "columns")
    if keys is None or pairs is None or not _single(keys, build, other, *place, "keys"):
        return None
    texts = _agreement(pairs, shape.within, build, other, *place)
    if texts is None:
        return None
    mirrored = tuple(JoinKey(key.right, key.left) for key in keys)
    here = _apart(build.input, other, keys, texts[0])
    there = _apart(other, build.input, mirrored, texts[1])
    text = f"reconcile: {shape.with_} ({', '.join(shape.keys)})"
    return (here, there), ReconcileRule(shape.with_, ids), text


def _apart(left: Node, right: Node, keys: tuple[JoinKey, ...], where: Expr) -> Made:
    """The left rows without a right one that agrees."""
    op = Join(left.id, right.id, "anti", keys, where, (), None)
    return Made(op, left.schema, left.keys)


def _pairs(
    texts: Sequence[str], build: Build, other: Node, *path: str | int
) -> list[tuple[str, str]] | None:
    """The pairs of columns written at `path`: they exist on their sides."""
    found: list[tuple[str, str]] = []
    for position, text in enumerate(texts):
        full = (*build.path, *path, position)
        pair = parse_key(
            text,
            lambda start, end, full=full: build.marks.within(start, end, *full),
            build.reporter,
        )
        if pair is None:
            continue
        if pair.left not in build.schema:
            build.unknown_column(pair.left, pair.left_span)
        if pair.right not in other.schema:
            build.unknown_column(pair.right, pair.right_span, other.schema)
        if pair.left not in build.schema or pair.right not in other.schema:
            continue
        if (pair.left, pair.right) in found:
            build.report(names.DUPLICATE_ITEM, *path, position, name=text)
        else:
            found.append((pair.left, pair.right))
    return found if len(found) == len(texts) else None


def _single(keys: tuple[JoinKey, ...], build: Build, other: Node, *path: str | int) -> bool:
    """Whether both sides are known to have one row for each key at most."""
    sides: tuple[tuple[str, tuple[Key, ...], set[str]], ...] = (
        ("the step's input", build.input.keys, {key.left for key in keys}),
        (f"'{other.step}'", other.keys, {key.right for key in keys}),
    )
    wrong = [said for said, known, columns in sides if not any(set(k) <= columns for k in known)]
    if wrong:
        problem = f"{' and '.join(wrong)} may have several rows{' for one key' if keys else ''}"
        note = "aggregate it by the keys before; a declared 'key' or a 'dedupe' will do, too"
        build.report(steps.RECONCILE, *path, problem=problem, note=note)
    return not wrong


def _agreement(
    pairs: Sequence[tuple[str, str]],
    within: str | None,
    build: Build,
    other: Node,
    *path: str | int,
) -> tuple[Expr, Expr] | None:
    """The condition under which two rows agree, as either side sees it."""
    if within is not None and not _NUMBER.fullmatch(within):
        problem = f"'{within}' is no tolerance"
        note = "write a number that is not negative, as in 'within: 0.01'"
        build.report(steps.RECONCILE, *path, "within", problem=problem, note=note)
        return None
    here = Scope(build.schema, build.params, Place.JOIN, right=other.schema)
    there = Scope(other.schema, build.params, Place.JOIN, right=build.schema)
    fine = True
    for position, (left, right) in enumerate(pairs):
        problem, note = _problem(left, right, within, build, here)
        if problem:
            fine = False
            build.report(steps.RECONCILE, *path, "columns", position, problem=problem, note=note)
    if not fine:
        return None
    flipped = [(right, left) for left, right in pairs]
    one, two = _typed(pairs, within, build, here), _typed(flipped, within, build, there)
    return None if one is None or two is None else (one, two)


def _problem(
    left: str, right: str, within: str | None, build: Build, scope: Scope
) -> tuple[str, str]:
    """Why two columns cannot be compared, and what to do; empty if they can."""
    assert scope.right is not None
    types = scope.schema[left].type, scope.right[right].type
    shown = f"'{left}' is {types[0]}"
    if (right, types[1]) != (left, types[0]):
        shown += f" and '{right}' is {types[1]}"
    if within is None and Kind.FLOAT64 in (types[0].kind, types[1].kind):
        return f"{shown}: floats agree within a bound only", "write 'within: 0.01', say"
    if within is not None and not (types[0].is_number and types[1].is_number):
        return f"{shown}: only numbers agree within a bound", "leave 'within' out"
    if _typed([(left, right)], within, build, scope) is None:
        if within is not None and _typed([(left, right)], "0", build, scope) is not None:
            return f"{shown}: '{within}' is no number of that type", "write a smaller bound"
        return f"{shown}: they cannot be compared", "a 'cast' step before makes them alike"
    return "", ""


def _typed(
    pairs: Sequence[tuple[str, str]], within: str | None, build: Build, scope: Scope
) -> Expr | None:
    """That all pairs agree, as an expression of the language; None if it has no type."""
    agree = [
        f"same(left.{left}, right.{right})"
        if within is None
        else f"coalesce(abs(left.{left} - right.{right}) <= {within}, "
        f"left.{left} is null and right.{right} is null)"
        for left, right in pairs
    ]
    silent = Reporter()
    span = build.span("expect")
    tree = parse_expression(" and ".join(agree), lambda _start, _end: span, silent)
    return None if tree is None else type_expression(tree, scope, silent)
