"""The dialect as a whole."""

from __future__ import annotations

from speccc.backends.sql.dialects.duckdb.conversions import CASTS, TRY_CASTS, type_name
from speccc.backends.sql.dialects.duckdb.functions import AGGREGATES, SCALARS, WINDOWS
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.backends.sql.dialects.duckdb.helpers import helper
from speccc.backends.sql.engine import Engine

DUCKDB = Engine(
    name="duckdb",
    glot=PlainDuckDB,
    type_name=type_name,
    scalars=SCALARS,
    aggregates=AGGREGATES,
    windows=WINDOWS,
    casts=CASTS,
    try_casts=TRY_CASTS,
    helper=helper,
    orders_semi_joins=False,
    numbers='SELECT range AS "_n" FROM RANGE({last} + 1)',
)
