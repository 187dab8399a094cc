"""Joins: for each left row, the right rows that match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from speccc.ir.conditions import side, tests
from speccc.ir.expr import Expr, Side
from speccc.ir.rel import Join, Row
from speccc.ir.totality import total
from speccc.reference.expressions import Names, Scope, column, rows
from speccc.reference.tables import Table
from speccc.reference.values import RunError


def join(op: Join, left: Table, right: Table, params: Names, step: str) -> list[Row]:
    """The rows of a join. Raises RunError if its `check` does not hold, or `where` overflows."""
    matches = _matches(op, left, right, params, step)
    _check(op, matches, step)
    taken = right.values(take.column for take in op.take)
    pairs = list(zip(left.rows, matches, strict=True))
    nothing = (None,) * len(op.take)
    match op.kind:
        case "semi":
            return [row for row, found in pairs if found]
        case "anti":
            return [row for row, found in pairs if not found]
        case "inner" | "cross":
            return [(*row, *taken[at]) for row, found in pairs for at in found]
        case "left" | "full":
            kept = [
                (*row, *values)
                for row, found in pairs
                for values in ([taken[at] for at in found] or [nothing])
            ]
            return kept if op.kind == "left" else [*kept, *_alone(op, left, right, matches)]


def _matches(op: Join, left: Table, right: Table, params: Names, step: str) -> list[list[int]]:
    """For each left row, the positions of the right rows it matches: NULL keys never match."""
    by_key: dict[Row, list[int]] = {}
    for at, key in enumerate(right.values(key.right for key in op.keys)):
        if None not in key:
            by_key.setdefault(key, []).append(at)
    found = [by_key.get(key, []) for key in left.values(key.left for key in op.keys)]
    where = op.where
    if where is None:
        return found
    lefts, rights = [left.of(row) for row in left.rows], [right.of(row) for row in right.rows]
    place = f"step '{step}', 'where'"
    _ask_each_side(where, {"left": lefts, "right": rights}, params, place)
    pairs = [(here, at) for here, candidates in enumerate(found) for at in candidates]
    scopes = (
        Scope({}, params, sides={"left": lefts[here], "right": rights[at]}) for here, at in pairs
    )
    kept: list[list[int]] = [[] for _ in left.rows]
    held = column(where, scopes, place)
    for (here, at), holds in zip(pairs, held, strict=True):
        if holds is True:
            kept[here].append(at)
    return kept


def _ask_each_side(
    where: Expr, each: Mapping[Side, Sequence[Names]], params: Names, place: str
) -> None:
    """What reads one side alone is asked of all its rows: engines do so before they match."""
    for test in tests(where):
        alone = side(test)
        if alone and not total(test):
            column(test, (Scope({}, params, sides={alone: row}) for row in each[alone]), place)


def _check(op: Join, matches: Sequence[Sequence[int]], step: str) -> None:
    several = sum(len(found) > 1 for found in matches)
    if op.check is not None and several:
        raise RunError("join", f"step '{step}': {rows(several)} with more than one match")
    none = sum(not found for found in matches)
    if op.check == "exactly_one" and none:
        raise RunError("join", f"step '{step}': {rows(none)} without a match")


def _alone(op: Join, left: Table, right: Table, matches: Sequence[Sequence[int]]) -> list[Row]:
    """The right rows that nothing matched; their keys stand in the left's key columns."""
    matched = {at for found in matches for at in found}
    result: list[Row] = []
    for at, values in enumerate(right.values(take.column for take in op.take)):
        if at not in matched:
            row = right.of(right.rows[at])
            keys = {key.left: row[key.right] for key in op.keys}
            result.append((*(keys.get(name) for name in left.names), *values))
    return result
