"""Floats that leave a moving frame: an engine that subtracts them takes digits of the others along,
so that there they are added up one by one.
"""

from __future__ import annotations

from speccc.ir.expr import Expr, Frame, WindowCall
from speccc.types import Kind

#: So many rows of a frame at most, for each is written out.
MOST_ROWS = 32


def moving_floats(argument: Expr, frame: Frame | None) -> range | None:
    """The rows that a sum or an average of the argument looks at, by their distance from this one,
    if they are floats, of which the frame leaves some behind.
    """
    if argument.type.kind is not Kind.FLOAT64 or frame is None or frame.start is None:
        return None
    assert frame.end is not None, "the language has no frame from a row to the end"
    return range(frame.start, frame.end + 1)


def summed_up(part: Expr) -> range | None:
    """The rows of moving floats that an expression itself, a sum or an average, adds up."""
    match part:
        case WindowCall(function="sum" | "avg", args=(argument,), frame=frame):
            return moving_floats(argument, frame)
        case _:
            return None


def too_many(part: Expr) -> bool:
    """Whether an expression itself adds up more of them than are written out."""
    return len(summed_up(part) or ()) > MOST_ROWS
