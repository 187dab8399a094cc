"""What random pipelines found once, on a real Flink."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from tests.differential.law import Tally, agree
from tests.differential.partial import refused
from tests.differential.test_found import FOUND, found
from tests.flink.engine import prepare_flink
from tests.flink.lasting import lasting

pytestmark = pytest.mark.flink


@pytest.fixture(autouse=True, scope="module")
def cluster() -> Generator[None]:
    with lasting():
        yield


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["what"])
def test_found(case: dict[str, Any]) -> None:
    pipeline, rows = found(case)
    if refused(pipeline, "flink"):
        pytest.skip("Flink refuses it by name")
    tally = Tally()
    agree(pipeline, rows, "flink", prepare_flink, tally)
    assert tally.outcomes == {"rows": 1}
