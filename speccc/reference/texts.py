"""Text functions: by code points; case is of the ASCII letters only, a blank is U+0020 only."""

from __future__ import annotations

import re
from collections.abc import Callable

from speccc.ir.expr import Value

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def _like(text: str, pattern: str) -> bool:
    wanted = ""
    for escaped, sign in re.findall(r"(\\?)(.)", pattern, re.DOTALL):
        meaning = {"%": ".*", "_": "."}.get(sign) if not escaped else None
        wanted += meaning or re.escape(sign)
    return re.fullmatch(wanted, text, re.DOTALL) is not None


def _substr(text: str, start: int, count: int | None = None) -> str:
    rest = text[start - 1 :]
    return rest if count is None else rest[:count]


def _left(text: str, count: int) -> str:
    return text[:count]


def _right(text: str, count: int) -> str:
    return text[max(0, len(text) - count) :]


def _split_part(text: str, separator: str, number: int) -> str:
    parts = text.split(separator)
    return parts[number - 1] if number <= len(parts) else ""


_OF_ONE: dict[str, Callable[[str], Value]] = {
    "length": len,
    "upper": lambda s: s.translate(_UPPER),
    "lower": lambda s: s.translate(_LOWER),
    "trim": lambda s: s.strip(" "),
    "ltrim": lambda s: s.lstrip(" "),
    "rtrim": lambda s: s.rstrip(" "),
}
_OF_TWO: dict[str, Callable[[str, str], Value]] = {
    "concat": lambda s, other: s + other,
    "like": _like,
    "contains": lambda s, part: part in s,
    "starts_with": lambda s, part: s.startswith(part),
    "ends_with": lambda s, part: s.endswith(part),
}
TEXTS: dict[str, Callable[..., Value]] = {
    **_OF_ONE,
    **_OF_TWO,
    "substr": _substr,
    "left": _left,
    "right": _right,
    "replace": str.replace,
    "split_part": _split_part,
    "lpad": str.rjust,
}
