"""Printing: trees to SQL text."""

from __future__ import annotations

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.dialect import Dialect as Glot


def indented(sql: str, width: int) -> str:
    """SQL moved to the right; a line that begins inside quotes stays as it is."""
    lines: list[str] = []
    quote = ""
    for line in sql.split("\n"):
        lines.append(line if quote or not line else " " * width + line)
        for sign in line:
            if quote:
                quote = "" if sign == quote else quote
            elif sign in "'\"`":
                quote = sign
    return "\n".join(lines)


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
        copy=False,
    )
