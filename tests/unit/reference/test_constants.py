"""Parts that are out of range whatever the row."""

from __future__ import annotations

import pytest

from speccc.reference.constants import out_of_range
from tests.differential.pipelines import checked

BIG = "9223372036854775807"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{BIG} + 1", 1),
        (f"a + ({BIG} + 1)", 1),
        (f"case when a = 1 then {BIG} + 1 else {BIG} * 2 end", 2),
        ("add_days(date '2024-01-31', 2147483647)", 1),
        (f"{BIG} + 0", 0),
        (f"{BIG} + a", 0),
        ("try_cast(1e300 as int64)", 0),
        ("coalesce(a, 1) + 1", 0),
    ],
)
def test_what_reads_nothing_and_never_fits(text: str, count: int) -> None:
    document = {
        "speccc": 1,
        "name": "constants",
        "sources": {"t": {"columns": {"a": "int64"}}},
        "steps": [{"name": "one", "derive": {"b": text}}],
        "sinks": {"out": {"mode": "replace"}},
    }
    assert len(list(out_of_range(checked(document)))) == count
