"""FlinkSQL as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator as Base
from sqlglot.parser import Parser as BaseParser
from sqlglot.tokens import Tokenizer as BaseTokenizer

_PARSERS = cast("dict[str, Any]", BaseParser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]


class Flink(Dialect):
    """FlinkSQL without knowledge of functions: each stays what the template calls it."""

    class Tokenizer(BaseTokenizer):
        IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ["`"]

    class Parser(BaseParser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "TRY_CAST")
        }

    class Generator(Base):
        TYPE_MAPPING: ClassVar[dict[Any, str]] = {
            **Base.TYPE_MAPPING,
            exp.DType.TEXT: "STRING",
        }

        def ordered_sql(self, expression: exp.Ordered) -> str:
            """Flink's own place for NULL differs by direction: it is always written."""
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
