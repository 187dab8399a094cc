"""Rows that have a match in another relation, and rows that have none.

EXISTS says it best, where it is planned as a join. Where it is run anew for each row, keys are
looked up by IN, which is run once, and an outer join finds the rows without a match.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.ir.rel import JoinKey

LEFT, RIGHT = "left", "right"
#: The number of a row; no column of a spec is called so.
NUMBER = "_number"


def equal(key: JoinKey) -> exp.Expr:
    """The columns of a key are equal."""
    return exp.EQ(this=trees.column(key.left, LEFT), expression=trees.column(key.right, RIGHT))


def with_match(
    engine: Engine,
    rows: exp.Select,
    columns: Sequence[str],
    right: exp.Expr,
    keys: Sequence[JoinKey],
    residual: Sequence[exp.Expr],
) -> exp.Select:
    """Those of the left rows that match one of `right`: in keys, and so that the `residual` holds.

    `rows` selects all that the left relation has: these `columns`.
    """
    if engine.joins_exists or engine.joins_in or not residual:
        return rows.where(_has_match(engine, right, keys, residual))
    number = exp.Window(this=trees.call("ROW_NUMBER"))
    numbered = rows.select(trees.alias(number, NUMBER))
    left = exp.Subquery(this=numbered, alias=exp.TableAlias(this=trees.name(LEFT)))
    pairs = exp.select(*(trees.column(name, LEFT) for name in columns)).from_(left)
    pairs = pairs.join(right, on=trees.all_of([*map(equal, keys), *residual]), join_type="INNER")
    return pairs.group_by(trees.column(NUMBER, LEFT))


def _has_match(
    engine: Engine, right: exp.Expr, keys: Sequence[JoinKey], residual: Sequence[exp.Expr] = ()
) -> exp.Expr:
    if engine.joins_exists:
        there = exp.select(trees.number(1)).from_(right)
        return exp.Exists(this=there.where(*map(equal, keys), *residual))
    wanted = [trees.column(key.left, LEFT) for key in keys]
    there = exp.select(*(trees.column(key.right, RIGHT) for key in keys)).from_(right)
    looked_up = wanted[0] if len(wanted) == 1 else exp.Tuple(expressions=wanted)
    return exp.In(this=looked_up, query=exp.Subquery(this=there.where(*residual)))


def has_no_match(engine: Engine, right: exp.Expr, keys: Sequence[JoinKey]) -> exp.Expr:
    """TRUE for a left row if `right` has none with its keys, which are not NULL; else FALSE."""
    found = _has_match(engine, right, keys)
    if engine.joins_exists:
        return exp.Not(this=found)
    return trees.fill("_a IS NOT TRUE", engine.glot, found)  # NULL if some key there is


def without_match(
    engine: Engine,
    rows: exp.Select,
    other: exp.Expr,
    match: Sequence[exp.Expr],
    key: exp.Expr | None,
) -> exp.Select:
    """Those of the rows that match none of another relation, of which `key` is a key column; None
    if the match has no keys.
    """
    if engine.joins_exists or key is None:
        there = exp.select(trees.number(1)).from_(other).where(*match)
        return rows.where(exp.Not(this=exp.Exists(this=there)))
    joined = rows.join(other, on=trees.all_of(match), join_type="LEFT", copy=False)
    return joined.where(trees.fill("_a IS NULL", engine.glot, key))
