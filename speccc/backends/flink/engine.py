"""The dialect as a whole."""

from __future__ import annotations

from speccc.backends.flink.conversions import CASTS, TRY_CASTS, type_name
from speccc.backends.flink.functions import AGGREGATES, SCALARS, WINDOWS
from speccc.backends.flink.glot import Flink
from speccc.backends.sql.engine import Engine

#: Flink defines no functions in SQL: every lowering is written out where it is used. Its planner
#: fails on QUALIFY over a rank (2.3.0).
FLINK = Engine(
    name="flink",
    glot=Flink,
    type_name=type_name,
    scalars=SCALARS,
    aggregates=AGGREGATES,
    windows=WINDOWS,
    casts=CASTS,
    try_casts=TRY_CASTS,
    helper=lambda _: None,
    qualify=False,
    raises=False,
)
