"""Functions whose FlinkSQL is their own, and conversions, on a real Flink: the written cases, and
adversarial values in every place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from unittest import mock

import pytest
from hypothesis import Phase

from speccc.backends.flink.functions import AGGREGATES, SCALARS, WINDOWS
from speccc.backends.sql import standard
from speccc.functions.model import Form
from speccc.types import Type
from tests.differential import functions, sheets
from tests.differential.functions import check_cases, check_groups, check_scalars, held_by
from tests.differential.sheets import Sheet
from tests.flink.engine import prepare_flink
from tests.flink.lasting import lasting

pytestmark = pytest.mark.flink


@pytest.fixture(autouse=True, scope="module")
def _flink(flink: None) -> Iterator[None]:
    with lasting(), mock.patch.dict(functions.EVERY, flink=prepare_flink):
        yield


def _own(table: Mapping[str, object], shared: Mapping[str, object]) -> list[str]:
    """Those that are not spelled as on every engine."""
    return sorted(name for name in table if table[name] is not shared.get(name))


@pytest.mark.parametrize("name", _own(SCALARS, standard.SCALARS))
def test_scalar_function(name: str) -> None:
    check_cases(Form.SCALAR, name, "flink")
    sheet = held_by(sheets.scalar_sheet(name), "flink")
    assert sheet is not None
    check_scalars(sheet, "flink", f"flink {name}")


@pytest.mark.parametrize("name", _own(AGGREGATES, standard.AGGREGATES))
def test_aggregate(name: str) -> None:
    check_cases(Form.AGGREGATE, name, "flink")
    _check_groups(sheets.aggregate_sheet(name))


@pytest.mark.parametrize("name", _own(WINDOWS, standard.WINDOWS))
def test_window_call(name: str) -> None:
    check_cases(Form.WINDOW, name, "flink")
    _check_groups(sheets.window_sheet(name))


def _check_groups(sheet: Sheet) -> None:
    held = held_by(sheet, "flink")
    assert held is not None
    check_groups(held, "flink", (Phase.generate,), examples=2)


@pytest.mark.parametrize("source", sheets.CASTABLE, ids=str)
def test_conversions(source: Type) -> None:
    sheet = held_by(sheets.cast_sheet(source), "flink")
    assert sheet is not None
    check_scalars(sheet, "flink", f"flink cast {source}")
