"""The optimiser: a file for each pass, `PASSES` in order with a reason for each. Pure.

A pass takes a verified pipeline and gives one with the same sink rows. It may make a run succeed
that would have ended with an overflow in rows that no sink sees; never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from speccc.ir.rel import Pipeline


@dataclass(frozen=True, slots=True)
class Pass:
    name: str
    run: Callable[[Pipeline], Pipeline]
    reason: str


PASSES: tuple[Pass, ...] = ()
