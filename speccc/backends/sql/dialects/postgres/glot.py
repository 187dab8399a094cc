"""PostgreSQL as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres

_PARSERS = cast("dict[str, Any]", Postgres.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]


class PlainPostgres(Postgres):
    """PostgreSQL without what sqlglot knows of functions: each stays what a template calls it."""

    class Parser(Postgres.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "EXTRACT")
        }

    class Generator(Postgres.Generator):
        def ordered_sql(self, expression: exp.Ordered) -> str:
            """`NULLS LAST` where it is asked for: PostgreSQL's own place differs by direction."""
            direction = " DESC" if expression.args.get("desc") else ""
            last = " NULLS LAST" if expression.args.get("nulls_first") is False else ""
            return f"{self.sql(expression, 'this')}{direction}{last}"

        def not_sql(self, expression: exp.Not) -> str:
            """`x IS NOT NULL`, as it is read."""
            inner = expression.this
            if isinstance(inner, exp.Is) and not inner.args.get("negate"):
                return f"{self.sql(inner, 'this')} IS NOT {self.sql(inner, 'expression')}"
            return super().not_sql(expression)

        def paren_sql(self, expression: exp.Paren) -> str:
            """Brackets on the line of what they hold, if that is one line."""
            inner = self.sql(expression, "this")
            return super().paren_sql(expression) if "\n" in inner else f"({inner})"
