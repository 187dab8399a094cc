"""Texts in a column's own format, rewritten in the form that every reader knows."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.ir.rel import SourceColumn
from speccc.types import Kind

_TOKENS = re.compile("(YYYY|MM|DD|HH|mm|ss)")
#: The parts of the form, and what stands for one that the format does not have.
_DAY = (("YYYY", "0001"), ("-MM", "-01"), ("-DD", "-01"))
_TIME = ((" HH", " 00"), (":mm", ":00"), (":ss", ":00"))


def in_iso(
    column: SourceColumn, cell: exp.Expr, digit: str, escaped: Callable[[str], str]
) -> tuple[exp.Expr, str]:
    """The text of a cell in the order of ISO, and the pattern that the cell has to fit, of `digit`
    and of signs `escaped`: every part of a format has its place and width.
    """
    pattern, places, at = "", dict[str, tuple[int, int]](), 1
    for part in _TOKENS.split(column.format):
        if _TOKENS.fullmatch(part):
            places[part] = (at, len(part))
            pattern += digit * len(part)
        else:
            pattern += escaped(part)
        at += len(part)
    parts: list[exp.Expr] = []
    for shape, missing in _DAY + (_TIME if column.type.kind is Kind.TIMESTAMP else ()):
        token = shape.lstrip("- :")
        sign = shape[: len(shape) - len(token)]
        if token not in places:
            parts.append(trees.text(missing))
            continue
        start, size = places[token]
        parts += [trees.text(sign)] if sign else []
        parts.append(trees.call("SUBSTR", cell.copy(), trees.number(start), trees.number(size)))
    return trees.chain(exp.DPipe, parts), pattern
