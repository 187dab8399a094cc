"""FlinkSQL as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.generator import Generator as Base
from sqlglot.parser import Parser as BaseParser
from sqlglot.tokens import Tokenizer as BaseTokenizer

from speccc.backends.sql import plain

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

        ordered_sql, not_sql, paren_sql = plain.ordered_sql, plain.not_sql, plain.paren_sql
