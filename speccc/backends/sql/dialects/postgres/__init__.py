"""PostgreSQL: tables of one database, version 15 or later.

Its collations and the settings of a session change what SQL means: texts are read with the
collation "C" and keep it, and a run sets how dates are written.
"""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.postgres.engine import POSTGRES
from speccc.backends.sql.dialects.postgres.refused import REFUSED, further
from speccc.backends.sql.dialects.postgres.tables import PostgresScripts
from speccc.backends.sql.tables.writing import MODES

POSTGRES_DIALECT = Dialect(
    POSTGRES,
    reads=("table",),
    writes={"table": MODES},
    scripts=PostgresScripts,
    refused=REFUSED,
    further=further,
)

__all__ = ["POSTGRES", "POSTGRES_DIALECT"]
