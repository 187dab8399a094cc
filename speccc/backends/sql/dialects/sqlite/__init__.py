"""SQLite: tables of one database file. It has five storage classes and no types beside them.

A date is the text `YYYY-MM-DD`, a timestamp `YYYY-MM-DD HH:MM:SS.ffffff`, a bool 0 or 1.
"""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.sqlite.engine import SQLITE
from speccc.backends.sql.dialects.sqlite.refused import REFUSED
from speccc.backends.sql.dialects.sqlite.tables import SqliteScripts
from speccc.backends.sql.tables.writing import MODES

SQLITE_DIALECT = Dialect(
    SQLITE,
    reads=("table",),
    writes={"table": MODES},
    scripts=SqliteScripts,
    refused=REFUSED,
)

__all__ = ["SQLITE", "SQLITE_DIALECT"]
