"""Every row of the catalogue is lowered or refused. What it gives: tests/differential."""

from __future__ import annotations

import pytest

from speccc.backends.pandas import aggregates, casts, scalars, windows
from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Kind, decimal
from speccc.types.rules import Conversion, conversion

TABLES = [(scalars, SCALAR), (aggregates, AGGREGATE), (windows, WINDOW)]


@pytest.mark.parametrize(("module", "catalogue"), TABLES, ids=["scalar", "aggregate", "window"])
def test_every_function_is_lowered_or_refused_and_none_is_both(module, catalogue) -> None:
    assert {*module.LOWERINGS, *module.REFUSALS} == set(catalogue)
    assert not {*module.LOWERINGS} & {*module.REFUSALS}


def test_every_conversion_is_lowered() -> None:
    types = (BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, decimal(9, 2))
    due = {
        (a.kind, b.kind)
        for a in types
        for b in (*types, decimal(5, 1))
        if a != b and a.kind is not Kind.TEXT and conversion(a, b) is not Conversion.NONE
    }
    assert due == set(casts.LOWERINGS)
