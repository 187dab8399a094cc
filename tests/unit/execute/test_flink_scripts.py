"""What Flink says of a run, in our terms."""

from __future__ import annotations

import pytest

from speccc.execute.flink_engine import FlinkError
from speccc.execute.flink_scripts import explained


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("ArithmeticException: Decimal overflow", "overflow"),
        ("DateTimeException: For input string: '+12024-03-31'.", "overflow"),
        ("DateTimeException: For input string: '-0476-03-31'.", "overflow"),
        ("DateTimeException: For input string: '2024-02-30'.", "io"),
        ("FileNotFoundException: in.csv", "io"),
    ],
)
def test_what_is_out_of_range_is_an_overflow(said: str, kind: str) -> None:
    error = explained(FlinkError(["JobExecutionException: Job execution failed.", said]))
    assert (error.kind, error.message) == (kind, said)
