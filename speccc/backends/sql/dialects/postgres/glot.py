"""PostgreSQL as sqlglot reads our templates and prints our trees."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from sqlglot.dialects.postgres import Postgres

from speccc.backends.sql import plain

_PARSERS = cast("dict[str, Any]", Postgres.Parser.FUNCTION_PARSERS)  # pyright: ignore[reportUnknownMemberType]


class PlainPostgres(Postgres):
    """PostgreSQL without what sqlglot knows of functions: each stays what a template calls it."""

    class Parser(Postgres.Parser):
        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            name: _PARSERS[name] for name in ("CAST", "EXTRACT")
        }

    class Generator(Postgres.Generator):
        ordered_sql, not_sql, paren_sql = plain.ordered_sql, plain.not_sql, plain.paren_sql
