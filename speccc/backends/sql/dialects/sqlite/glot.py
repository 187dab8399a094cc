"""SQLite as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite

_PARSERS = cast("dict[str, Any]", SQLite.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)


class PlainSQLite(SQLite):
    """SQLite without sqlglot's knowledge of functions: each stays what the template calls it."""

    class Parser(SQLite.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {"CAST": _PARSERS["CAST"]}

    class Generator(SQLite.Generator):
        def dpipe_sql(self, expression: exp.DPipe) -> str:
            """In SQLite `||` binds tighter than arithmetic."""
            for key in ("this", "expression"):
                part = expression.args[key]
                if isinstance(part, _ARITHMETIC):
                    expression.set(key, exp.Paren(this=part))
            return super().dpipe_sql(expression)

        def ordered_sql(self, expression: exp.Ordered) -> str:
            """SQLite's own place for NULL is the other one."""
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
