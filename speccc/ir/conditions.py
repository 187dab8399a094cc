"""What engines may ask of a condition on its own, before and apart from the rest of it."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.ir.expr import Call, Column, Expr, Side, walk


def tests(condition: Expr) -> Iterator[Expr]:
    """The parts that and, or and not put together."""
    if isinstance(condition, Call) and condition.function in ("and", "or", "not"):
        for part in condition.args:
            yield from tests(part)
    else:
        yield condition


def side(test: Expr) -> Side | None:
    """The side of a join of which alone a part of its condition reads columns; None if it reads
    columns of both, of none, or of no join.
    """
    sides: set[Side | None] = {part.side for part in walk(test) if isinstance(part, Column)}
    return sides.pop() if len(sides) == 1 else None
