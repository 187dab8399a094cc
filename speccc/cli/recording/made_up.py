"""Made-up values in the place of those that a spec calls personal or secret.

Equal values stay equal, in all sources, so that joins and groups stay what they are; NULL stays
NULL. Nothing else of a value is kept: not its length, its order or its form.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from speccc.ir.expr import Value
from speccc.ir.rel import Row, Source, SourceColumn
from speccc.types import Kind, Type

_DAY = dt.date(2000, 1, 1)
_MOMENT = dt.datetime(2000, 1, 1)

Rows = Mapping[str, Sequence[Row]]


def hidden_columns(sources: Sequence[Source]) -> list[str]:
    """The columns whose values are replaced, as `source.column`."""
    return [f"{s.name}.{c.name}" for s in sources for c in s.columns if c.hidden]


def without_hidden(sources: Sequence[Source], rows: Rows) -> dict[str, list[Row]]:
    """The rows of each source with made-up values in its hidden columns."""
    made = _MadeUp()
    return {
        source.name: [
            tuple(
                made.value(value, column) if column.hidden else value
                for value, column in zip(row, source.columns, strict=True)
            )
            for row in rows[source.name]
        ]
        for source in sources
    }


@dataclass(frozen=True, slots=True)
class _MadeUp:
    """What each value that was met has become."""

    known: dict[tuple[Kind, Value], Value] = field(default_factory=dict[tuple[Kind, Value], Value])
    counts: Counter[str] = field(default_factory=Counter[str])

    def value(self, value: Value, column: SourceColumn) -> Value:
        if value is None:
            return None
        key = column.type.kind, value
        if key not in self.known:
            counted = column.name if column.type.kind is Kind.TEXT else column.type.kind.value
            self.counts[counted] += 1
            self.known[key] = _nth(self.counts[counted], column.type, column.name)
        return self.known[key]


def _nth(number: int, type: Type, name: str) -> Value:
    """The `number`th made-up value of a type; of bool there is one, which tells nothing."""
    match type.kind:
        case Kind.BOOL:
            return False
        case Kind.INT64:
            return number
        case Kind.FLOAT64:
            return float(number)
        case Kind.DECIMAL:
            return _nth_decimal(number, type)
        case Kind.TEXT:
            return f"{name}_{number}"
        case Kind.DATE:
            return _DAY + dt.timedelta(days=number)
        case Kind.TIMESTAMP:
            return _MOMENT + dt.timedelta(minutes=number)


def _nth_decimal(number: int, type: Type) -> Decimal:
    """In the smallest steps, so that it fits; negative when those are used up, and 0 at last."""
    highest = 10**type.precision - 1
    unscaled = number if number <= highest else highest - number
    return Decimal(unscaled if number <= 2 * highest else 0).scaleb(-type.scale)
