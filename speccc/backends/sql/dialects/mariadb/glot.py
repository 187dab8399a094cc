"""MariaDB as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.mysql import MySQL
from sqlglot.tokenizer_core import TokenType

from speccc.backends.sql import plain

_PARSERS = cast("dict[str, Any]", MySQL.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]
_TERM = cast("dict[Any, Any]", MySQL.Parser.TERM)  # pyright: ignore[reportUnknownMemberType]
_TRANSFORMS = cast("dict[Any, Any]", MySQL.Generator.TRANSFORMS)  # pyright: ignore[reportUnknownMemberType]
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod)


class PlainMariaDB(MySQL):
    """MariaDB as a run has it, with standard quotes, and without what sqlglot knows of functions:
    each stays what a template calls it.
    """

    class Tokenizer(MySQL.Tokenizer):
        QUOTES: ClassVar[list[str | tuple[str, str]]] = ["'"]
        IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ['"']
        STRING_ESCAPES: ClassVar[list[str]] = ["'"]

    class Parser(MySQL.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "CHAR", "GROUP_CONCAT")
        }
        DISJUNCTION: ClassVar[dict[Any, Any]] = {TokenType.OR: exp.Or}
        TERM: ClassVar[dict[Any, Any]] = {**_TERM, TokenType.DPIPE: exp.DPipe}

    class Generator(MySQL.Generator):
        ordered_sql, not_sql, paren_sql = plain.ordered_sql, plain.not_sql, plain.paren_sql
        TRANSFORMS: ClassVar[dict[Any, Any]] = {
            kind: made for kind, made in _TRANSFORMS.items() if kind is not exp.GroupConcat
        }

        def dpipe_sql(self, expression: exp.DPipe) -> str:
            """In MariaDB `||` binds tighter than arithmetic."""
            for key in ("this", "expression"):
                part = expression.args[key]
                if isinstance(part, _ARITHMETIC):
                    expression.set(key, exp.Paren(this=part))
            return self.binary(expression, "||")

        def limit_sql(self, expression: exp.Limit, top: bool = False) -> str:
            """Also within a GROUP_CONCAT."""
            if isinstance(expression.parent, exp.GroupConcat):
                rows = self.sql(expression, "expression")
                return f"{self.sql(expression, 'this')} LIMIT {rows}"
            return super().limit_sql(expression, top)

        def groupconcat_sql(self, expression: exp.GroupConcat) -> str:
            """Without a separator where only one row is taken."""
            separator = self.sql(expression, "separator")
            said = f" SEPARATOR {separator}" if separator else ""
            return f"GROUP_CONCAT({self.sql(expression, 'this')}{said})"

        def regexplike_sql(self, expression: exp.RegexpLike) -> str:
            return self.binary(expression, "REGEXP")

        def chr_sql(self, expression: exp.Chr, name: str = "CHAR") -> str:
            codes = self.expressions(expression, flat=True)
            return f"{name}({codes} USING {self.sql(expression, 'charset')})"
