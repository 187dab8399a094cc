"""DuckDB: the dialect itself; `reading.py` and `writing.py` are its files."""

from collections.abc import Iterable

from speccc.backends.sql.dialect import Dialect
from speccc.backends.sql.dialects.duckdb.engine import DUCKDB
from speccc.backends.sql.dialects.duckdb.reading import FORMATS as _READS
from speccc.backends.sql.dialects.duckdb.scripts import DuckdbScripts
from speccc.backends.sql.dialects.duckdb.writing import MODES
from speccc.backends.sql.tables.writing import MODES as _TABLE_MODES
from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes.sql_target import NOT_IN_DIALECT
from speccc.ir.rel import Pipeline


def _refusals(pipeline: Pipeline) -> Iterable[Diagnostic]:
    tables = any(s.binding is not None and s.binding.connector == "table" for s in pipeline.sinks)
    for source in pipeline.sources:
        if source.incremental is not None and tables:
            yield NOT_IN_DIALECT.at(
                source.span,
                what=f"the incremental source '{source.name}'",
                dialect=DUCKDB.name,
                reason="its tables keep no watermark",
            )


DUCKDB_DIALECT = Dialect(
    DUCKDB,
    reads=tuple(_READS),
    writes={**MODES, "table": _TABLE_MODES},
    scripts=DuckdbScripts,
    refusals=_refusals,
)

__all__ = ["DUCKDB", "DUCKDB_DIALECT"]
