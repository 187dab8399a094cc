"""Printing: trees to SQL text."""

from __future__ import annotations

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.dialect import Dialect as Glot


def printed(tree: exp.Expr, dialect: type[Glot]) -> str:
    """The tree as SQL of a dialect, over several lines where it is long.

    Raises sqlglot's UnsupportedError rather than leaving anything out.
    """
    return tree.sql(
        dialect=dialect,
        pretty=True,
        unsupported_level=ErrorLevel.RAISE,
        max_text_width=88,
        comments=False,
    )
