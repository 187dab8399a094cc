"""DuckDB as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot.dialects.duckdb import DuckDB

from speccc.backends.sql import plain

_PARSERS = cast("dict[str, Any]", DuckDB.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]


class PlainDuckDB(DuckDB):
    """DuckDB without sqlglot's knowledge of functions: each stays what the template calls it."""

    class Parser(DuckDB.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "TRY_CAST")
        }

    class Generator(DuckDB.Generator):
        ordered_sql, not_sql, paren_sql = plain.ordered_sql, plain.not_sql, plain.paren_sql
