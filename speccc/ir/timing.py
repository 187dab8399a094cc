"""Operators about time: windows of time, and unbroken runs of rows. Lengths are whole seconds.

Windows of time are `[start, end)`; those of a fixed length are aligned to 1970-01-01 00:00:00. A
row whose time is NULL is in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from speccc.ir.ends import NodeId
from speccc.ir.expr import Expr, Item, OrderKey

#: The columns that a window of time adds, in this order.
WINDOW_START, WINDOW_END = "window_start", "window_end"


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """Each row once for each window that holds its `time`.

    `hop`: a window of `size` starts at each multiple of `every`; one that tumbles has both alike.
    `cumulate`: from each multiple of `size`, windows that end after 1, 2, … times `every`.
    """

    input: NodeId
    kind: OneOf["hop", "cumulate"]
    time: str
    size: int
    every: int


@dataclass(frozen=True, slots=True)
class Session:
    """Each row in the one session that holds it: within a group (NULLs equal) it goes on while no
    pause between two rows is longer than `gap`, and ends `gap` after its last row.
    """

    input: NodeId
    by: tuple[str, ...]
    time: str
    gap: int


@dataclass(frozen=True, slots=True)
class Runs:
    """One row for each unbroken run of rows for which `holds` is TRUE, within a group (NULLs equal)
    in the completed `order`: the group's columns, then the measures over the rows of the run.
    There the columns `proven` are not NULL, since `holds` is TRUE.
    """

    input: NodeId
    by: tuple[str, ...]
    order: tuple[OrderKey, ...]
    holds: Expr
    proven: tuple[str, ...]
    measures: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The whole numbers from 0 up, `count` of them, one in each row."""

    count: int
