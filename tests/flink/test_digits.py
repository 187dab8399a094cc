"""Products of decimals of which Flink would cut fraction digits, on a real Flink."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.differential.law import Tally, agree
from tests.differential.pipelines import checked
from tests.flink.engine import prepare_flink

pytestmark = pytest.mark.flink

LARGE, SMALL = Decimal("1234567890123456.78"), Decimal("0.0000000001")
ROWS = [
    (1, Decimal("1.50"), Decimal("0.0001000000")),
    (1, LARGE, SMALL),
    (2, -LARGE, Decimal("-99.9999999999")),
    (2, LARGE, Decimal("99.9999999999")),
    (3, Decimal("0.00"), Decimal("-1.0000000000")),
    (4, Decimal("-0.01"), SMALL),
    (5, None, SMALL),
    (6, LARGE, None),
    (7, Decimal("9999999999999999.99"), Decimal("99.9999999999")),
    (7, Decimal("9999999999999999.99"), Decimal("99.9999999999")),
]


def test_products_keep_their_digits() -> None:
    pipeline = checked(
        {
            "speccc": 1,
            "name": "products",
            "sources": {
                "given": {
                    "columns": {
                        "id": "int64 not null",
                        "a": "decimal(18,2)",
                        "b": "decimal(12,10)",
                    }
                }
            },
            "steps": [
                {"aggregate": {"by": ["id"], "measures": {"a": "sum(a)", "b": "max(b)"}}},
                {"derive": {"c": "a * b", "more": "a * b > a * 0.0001", "minus": "-(b * a)"}},
            ],
            "sinks": {"result": {"mode": "replace"}},
        }
    )
    tally = Tally()
    agree(pipeline, {"given": ROWS}, "flink", prepare_flink, tally)
    assert tally.outcomes["rows"] == 1
