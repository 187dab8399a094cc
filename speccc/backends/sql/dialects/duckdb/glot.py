"""DuckDB as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

_PARSERS = cast("dict[str, Any]", DuckDB.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]


class PlainDuckDB(DuckDB):
    """DuckDB without sqlglot's knowledge of functions: each stays what the template calls it."""

    class Parser(DuckDB.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "TRY_CAST")
        }

    class Generator(DuckDB.Generator):
        def ordered_sql(self, expression: exp.Ordered) -> str:
            """Never leaves NULLS LAST to a setting of the session."""
            direction = " DESC" if expression.args.get("desc") else ""
            last = " NULLS LAST" if expression.args.get("nulls_first") is False else ""
            return f"{self.sql(expression, 'this')}{direction}{last}"

        def not_sql(self, expression: exp.Not) -> str:
            """`x IS NOT NULL`, as it is read."""
            inner = expression.this
            if isinstance(inner, exp.Is):
                return f"{self.sql(inner, 'this')} IS NOT {self.sql(inner, 'expression')}"
            return super().not_sql(expression)

        def paren_sql(self, expression: exp.Paren) -> str:
            """Brackets on the line of what they hold, if that is one line."""
            inner = self.sql(expression, "this")
            return super().paren_sql(expression) if "\n" in inner else f"({inner})"
