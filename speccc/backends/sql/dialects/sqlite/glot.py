"""SQLite as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite

from speccc.backends.sql import plain

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

        ordered_sql, not_sql, paren_sql = plain.ordered_sql, plain.not_sql, plain.paren_sql
