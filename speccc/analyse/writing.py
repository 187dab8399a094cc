"""How a value is written where a literal or a cell is due: hints for what does not read."""

from __future__ import annotations

import re
from typing import assert_never

from speccc.types import Kind, Type

_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def writing_hint(text: str, type: Type) -> str:
    """How to write what `text` should be, which does not read as `type`."""
    match type.kind:
        case Kind.DATE:
            day = _DAY_FIRST.fullmatch(text)
            shown = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else "2024-01-31"
            return f"write a date as {shown}, whatever the source's 'format'"
        case Kind.TIMESTAMP:
            return "write a timestamp as 2024-01-31 10:00:00, whatever the source's 'format'"
        case Kind.BOOL:
            return "write true or false"
        case Kind.INT64:
            return "write digits only, as in 1000"
        case Kind.FLOAT64:
            return "write digits and a point, as in 1000.5"
        case Kind.DECIMAL:
            whole = type.precision - type.scale
            return f"write at most {whole} digits, a point and at most {type.scale} digits"
        case Kind.TEXT:
            return ""
        case _:
            assert_never(type.kind)
