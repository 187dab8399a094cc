"""sqlglot as the dialects use it: how trees are printed, the same in each of them."""

from __future__ import annotations

from sqlglot import exp, parser
from sqlglot.generator import Generator

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import sql_target


def require_plain() -> None:
    """Raises Failure if sqlglot's classes are compiled (`sqlglot[c]`): none can extend them."""
    if not str(parser.__file__).endswith(".py"):
        raise Failure([sql_target.COMPILED_SQLGLOT.at(None)])


def ordered_sql(self: Generator, expression: exp.Ordered) -> str:
    """NULLS LAST where it is asked for: an engine's own place may be another one, may differ by
    direction, or be a setting of the session.
    """
    direction = " DESC" if expression.args.get("desc") else ""
    last = " NULLS LAST" if expression.args.get("nulls_first") is False else ""
    return f"{self.sql(expression, 'this')}{direction}{last}"


def not_sql(self: Generator, expression: exp.Not) -> str:
    """`x IS NOT NULL`, as it is read. Some parsers have a sign of their own for it."""
    inner = expression.this
    if isinstance(inner, exp.Is) and not inner.args.get("negate"):
        return f"{self.sql(inner, 'this')} IS NOT {self.sql(inner, 'expression')}"
    return Generator.not_sql(self, expression)


def paren_sql(self: Generator, expression: exp.Paren) -> str:
    """Brackets on the line of what they hold, if that is one line."""
    inner = self.sql(expression, "this")
    return Generator.paren_sql(self, expression) if "\n" in inner else f"({inner})"
