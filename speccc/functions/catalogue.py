"""The whole catalogue, by form and name."""

from __future__ import annotations

from speccc.functions.aggregates import AGGREGATES
from speccc.functions.model import Form, Function
from speccc.functions.scalars import SCALARS
from speccc.functions.windows import WINDOWS


def _table(functions: tuple[Function, ...]) -> dict[str, Function]:
    table = {f.name: f for f in functions}
    if len(table) != len(functions):
        raise AssertionError("two rows of one name")
    return table


#: Operators by name ("add") and scalar functions by the name a spec calls.
SCALAR = _table(SCALARS)
AGGREGATE = _table(AGGREGATES)
#: What may stand in a `window` step: window functions, and aggregates that take a frame.
WINDOW = _table((*WINDOWS, *(f for f in AGGREGATES if f.framed)))

TABLES: dict[Form, dict[str, Function]] = {
    Form.SCALAR: SCALAR,
    Form.AGGREGATE: AGGREGATE,
    Form.WINDOW: WINDOW,
}

#: Names that an expression may call (operators are written by symbol, not called).
CALLABLE = tuple(f.name for f in SCALARS if not f.symbol)
