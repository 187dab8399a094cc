"""The dialect as a whole."""

from __future__ import annotations

from speccc.backends.sql.dialects.postgres.conversions import CASTS, LITERALS, TRY_CASTS, type_name
from speccc.backends.sql.dialects.postgres.functions import AGGREGATES, SCALARS, WINDOWS
from speccc.backends.sql.dialects.postgres.glot import PlainPostgres
from speccc.backends.sql.dialects.postgres.helpers import HELPERS
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.tables.scripts import parameter

POSTGRES = Engine(
    name="postgres",
    glot=PlainPostgres,
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
    literals=LITERALS,
    numbers='SELECT CAST(n AS BIGINT) AS "_n" FROM GENERATE_SERIES(0, {last}) AS n',
)
