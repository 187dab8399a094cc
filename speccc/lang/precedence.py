"""How tightly operators bind: one table for the parser and the printer."""

from __future__ import annotations

from enum import IntEnum

from speccc.lang.ast import BinaryOp


class Level(IntEnum):
    """Loosest first. `or` and `and` share a level because they may not be mixed on it."""

    CONNECT = 1
    NOT = 2
    COMPARE = 3
    ADD = 4
    MULTIPLY = 5
    NEGATE = 6
    PRIMARY = 7


BINARY: dict[BinaryOp, Level] = {
    "or": Level.CONNECT,
    "and": Level.CONNECT,
    "=": Level.COMPARE,
    "<>": Level.COMPARE,
    "<": Level.COMPARE,
    "<=": Level.COMPARE,
    ">": Level.COMPARE,
    ">=": Level.COMPARE,
    "+": Level.ADD,
    "-": Level.ADD,
    "||": Level.ADD,
    "*": Level.MULTIPLY,
    "/": Level.MULTIPLY,
}
