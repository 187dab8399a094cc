"""The optimiser: a file for each pass, `PASSES` in order with a reason for each. Pure.

A pass takes a verified pipeline and gives one with the same sink rows. It may make a run succeed
that would have ended with an overflow in rows that no sink sees; never the other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from speccc.ir.rel import Pipeline
from speccc.passes.constants import fold_constants
from speccc.passes.dead_nodes import dead_nodes
from speccc.passes.nullability import refresh_nullability
from speccc.passes.periods import periods
from speccc.passes.prune_columns import prune_columns
from speccc.passes.push_filters import push_filters
from speccc.passes.semi_joins import semi_joins


@dataclass(frozen=True, slots=True)
class Pass:
    name: str
    run: Callable[[Pipeline], Pipeline]
    reason: str


PASSES = (
    Pass("constants", fold_constants, "what is known needs no check, in any engine"),
    Pass("periods", periods, "a date is compared with a period's ends, not taken apart"),
    Pass("push filters", push_filters, "fewer rows for every step after them"),
    Pass("prune columns", prune_columns, "columns that nobody reads are not made"),
    Pass("semi joins", semi_joins, "a join that takes nothing only asks whether there is a match"),
    Pass("dead nodes", dead_nodes, "what nobody reads any more is left out"),
    Pass("nullability", refresh_nullability, "what cannot be NULL any more needs no guard"),
)
