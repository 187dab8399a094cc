"""Values as Python literals."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import libcst as cst

from speccc.backends.pandas.syntax import code, number, text
from speccc.diagnostics import InternalError
from speccc.ir.expr import Value
from speccc.types import Type


def literal(value: Value, type: Type) -> cst.BaseExpression:
    """The literal of a value of a type.

    Raises InternalError for an infinite float, which is no value.
    """
    match value:
        case None | bool():
            return cst.Name(str(value))
        case int():
            return cst.parse_expression(str(value))
        case float():
            if not math.isfinite(value):
                raise InternalError(f"{value} is no value")
            return cst.parse_expression(repr(value))
        case Decimal():
            whole = value.as_tuple().exponent == 0
            return code("Decimal({0})", number(int(value)) if whole else text(f"{value:f}"))
        case str():
            return text(value)
        case dt.datetime():
            shown = value.isoformat(sep=" ", timespec="auto")
            return code("pd.Timestamp({0})", text(shown))
        case dt.date():
            return code("pd.Timestamp({0})", text(value.isoformat()))
