"""Functions whose FlinkSQL is not what their names say, on a real Flink: the written cases."""

from __future__ import annotations

from unittest import mock

import pytest

from speccc.functions.model import Form
from tests.differential import functions
from tests.differential.functions import check_cases
from tests.flink.engine import prepare_flink

pytestmark = pytest.mark.flink

NAMES = (
    "add_seconds",
    "split_part",
    "substr",
    "left",
    "right",
    "starts_with",
    "ends_with",
    "trim",
    "days_between",
    "seconds_between",
)
#: Of times before 1970, too.
PARTS = ("year", "quarter", "month", "day", "hour", "minute", "second")


@pytest.mark.parametrize("name", [*NAMES, *PARTS])
def test_cases(name: str) -> None:
    with mock.patch.dict(functions.EVERY, flink=prepare_flink):
        check_cases(Form.SCALAR, name, "flink")
