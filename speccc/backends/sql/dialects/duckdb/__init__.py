"""DuckDB: the dialect itself; `reading.py` and `writing.py` are its files."""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.duckdb.engine import DUCKDB
from speccc.backends.sql.dialects.duckdb.reading import FORMATS as _READS
from speccc.backends.sql.dialects.duckdb.scripts import DuckdbScripts
from speccc.backends.sql.dialects.duckdb.writing import MODES

DUCKDB_DIALECT = Dialect(DUCKDB, tuple(_READS), MODES, DuckdbScripts)

__all__ = ["DUCKDB", "DUCKDB_DIALECT"]
