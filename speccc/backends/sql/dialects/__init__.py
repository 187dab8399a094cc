"""The dialects: each a folder of what it spells in its own way, and a line in `DIALECTS`."""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.duckdb import DUCKDB_DIALECT
from speccc.backends.sql.dialects.mariadb import MARIADB_DIALECT
from speccc.backends.sql.dialects.postgres import POSTGRES_DIALECT
from speccc.backends.sql.dialects.sqlite import SQLITE_DIALECT

#: By the name in a target profile.
DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (DUCKDB_DIALECT, SQLITE_DIALECT, POSTGRES_DIALECT, MARIADB_DIALECT)
}

__all__ = ["DIALECTS"]
