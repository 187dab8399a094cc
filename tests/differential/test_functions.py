"""Every row of the catalogue and every conversion, on every engine, against the interpreter."""

from __future__ import annotations

import pytest

from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from speccc.functions.model import Form
from speccc.types import Type
from speccc.types.rules import Conversion, conversion
from tests.differential import sheets
from tests.differential.engines import ENGINES
from tests.differential.functions import (
    INTERPOLATED,
    MAY_BE_INFINITE,
    TOO_LARGE,
    check_cases,
    check_far_apart,
    check_groups,
    check_infinite,
    check_scalars,
    check_strict_cast,
    check_too_large,
)

SCALARS, AGGREGATES, WINDOWS = sorted(SCALAR), sorted(AGGREGATE), sorted(WINDOW)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", SCALARS)
def test_scalar_function(name: str, engine: str) -> None:
    check_cases(Form.SCALAR, name, engine)
    check_scalars(sheets.scalar_sheet(name), engine, name)


@pytest.mark.filterwarnings("ignore:overflow encountered")  # numpy says so before we do
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", TOO_LARGE)
def test_no_scalar_is_infinite(name: str, engine: str) -> None:
    check_too_large(name, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", AGGREGATES)
def test_aggregate(name: str, engine: str) -> None:
    check_cases(Form.AGGREGATE, name, engine)
    check_groups(sheets.aggregate_sheet(name), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", WINDOWS)
def test_window_call(name: str, engine: str) -> None:
    check_cases(Form.WINDOW, name, engine)
    check_groups(sheets.window_sheet(name), engine)


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", MAY_BE_INFINITE)
def test_no_aggregate_is_infinite(name: str, engine: str) -> None:
    check_infinite(sheets.aggregate_sheet(name), name, engine)


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["sum", "avg"])
def test_no_window_call_is_infinite(name: str, engine: str) -> None:
    check_infinite(sheets.window_sheet(name), name, engine)


@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", INTERPOLATED)
def test_between_values_far_apart(name: str, engine: str) -> None:
    check_far_apart(sheets.aggregate_sheet(name), engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("source", sheets.CASTABLE, ids=str)
def test_conversions(source: Type, engine: str) -> None:
    check_scalars(sheets.cast_sheet(source), engine, f"cast {source}")


STRICT = [
    (a, b)
    for a in sheets.CASTABLE
    for b in sheets.TYPES
    if a != b and conversion(a, b) is Conversion.TRY
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("source", "to"), STRICT, ids=str)
def test_strict_casts(source: Type, to: Type, engine: str) -> None:
    check_strict_cast(source, to, engine)
