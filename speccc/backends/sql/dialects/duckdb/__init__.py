"""DuckDB: the dialect itself; `reading.py` and `writing.py` are its files."""

from speccc.backends.sql.dialects.duckdb.engine import DUCKDB

__all__ = ["DUCKDB"]
