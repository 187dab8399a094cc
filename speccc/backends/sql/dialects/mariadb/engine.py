"""The dialect as a whole."""

from __future__ import annotations

from speccc.backends.sql.dialects.mariadb.aggregates import AGGREGATES, WINDOWS, ordered
from speccc.backends.sql.dialects.mariadb.conversions import CASTS, TRY_CASTS, declared, type_name
from speccc.backends.sql.dialects.mariadb.functions import SCALARS
from speccc.backends.sql.dialects.mariadb.glot import PlainMariaDB
from speccc.backends.sql.dialects.mariadb.helpers import HELPERS
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.tables.scripts import parameter

MARIADB = Engine(
    name="mariadb",
    glot=PlainMariaDB,
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
    nulls_last=False,
    full_joins=False,
    joins_exists=False,
    ordered=ordered,
    relation="#{}".format,
    deletes_by_name=True,
    materializes=False,
    column_type=declared,
    numbers="SELECT CAST(seq AS SIGNED) AS _n FROM seq_0_to_{last}",
)
