"""The dialect as a whole."""

from __future__ import annotations

from speccc.backends.sql.dialects.sqlite.conversions import CASTS, LITERALS, TRY_CASTS, type_name
from speccc.backends.sql.dialects.sqlite.floats import exactly
from speccc.backends.sql.dialects.sqlite.functions import AGGREGATES, SCALARS, WINDOWS
from speccc.backends.sql.dialects.sqlite.glot import PlainSQLite
from speccc.backends.sql.dialects.sqlite.helpers import HELPERS
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.tables.scripts import parameter

SQLITE = Engine(
    name="sqlite",
    glot=PlainSQLite,
    type_name=type_name,
    scalars=SCALARS,
    aggregates=AGGREGATES,
    windows=WINDOWS,
    casts=CASTS,
    try_casts=TRY_CASTS,
    helper=HELPERS.get,
    qualify=False,
    parameter=parameter,
    macros=False,
    raises=False,
    concat_ws=False,  # only from version 3.44 on
    literals=LITERALS,
    float64=exactly,
    joins_exists=False,
    joins_in=False,
    numbers='WITH RECURSIVE counted("_n") AS (SELECT 0 UNION ALL SELECT "_n" + 1 FROM counted '
    'WHERE "_n" < {last}) SELECT "_n" FROM counted',
)
