"""DuckDB: the dialect itself; `reading.py` and `writing.py` are its files."""

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.duckdb.engine import DUCKDB
from speccc.backends.sql.dialects.duckdb.reading import FORMATS as _READS
from speccc.backends.sql.dialects.duckdb.scripts import DuckdbScripts
from speccc.backends.sql.dialects.duckdb.writing import MODES
from speccc.backends.sql.tables.writing import MODES as _TABLE_MODES

DUCKDB_DIALECT = Dialect(
    DUCKDB,
    reads=tuple(_READS),
    writes={**MODES, "table": _TABLE_MODES},
    scripts=DuckdbScripts,
)

__all__ = ["DUCKDB", "DUCKDB_DIALECT"]
