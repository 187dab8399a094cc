"""Jobs over streams on a real Flink: the interpreter's rows, and as many of them late."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from speccc.backends.api import Streaming
from speccc.ir.rel import Row
from tests.differential.engines import Ended
from tests.flink.streams import checked, interpreted, streamed

pytestmark = pytest.mark.flink

SOURCE = """
    sources:
      readings:
        columns:
          number: int64 not null
          device: text not null
          value: decimal(9,2)
          read_at: timestamp not null
        key: [number]
        event_time: {column: read_at, max_lateness: 30 seconds}
"""
NOON = dt.datetime(2026, 3, 1, 12)


def windowed(window: str, by: str = "window_start, window_end, device") -> str:
    return f"""{SOURCE}
    steps:
      - filter: value is not null
      - time_window: {window}
      - aggregate: {{by: [{by}], measures: {{readings: count(), total: sum(value)}}}}
    sinks:
      totals: {{mode: append, key: [{by}]}}
"""


def reading(number: int, seconds: float, device: str = "a", value: str | None = "1.50") -> Row:
    at = NOON + dt.timedelta(seconds=seconds)
    return number, device, None if value is None else Decimal(value), at


def shuffled(count: int, seed: int, behind: float = 45) -> list[Row]:
    """Rows that come up to so many seconds late."""
    draw = random.Random(seed)
    return [
        reading(
            number,
            number - round(draw.choice((0, 0, 0, 1)) * draw.random() * behind, 3),
            draw.choice("abc"),
            draw.choice(("1.50", "-2.25", "0.10", None)),
        )
        for number in range(count)
    ]


WINDOWS = {
    "tumble": windowed("{kind: tumble, time: read_at, size: 1 minutes}"),
    "hop": windowed("{kind: hop, time: read_at, size: 1 minutes, every: 20 seconds}"),
    "cumulate": windowed("{kind: cumulate, time: read_at, size: 2 minutes, every: 30 seconds}"),
    "session": windowed("{kind: session, time: read_at, gap: 2 seconds, by: [device]}"),
    "long": windowed("{kind: tumble, time: read_at, size: 200 minutes}"),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_windows_of_time(name: str) -> None:
    pipeline = checked(WINDOWS[name])
    rows = {"readings": shuffled(600, seed=7)}
    expected = interpreted(pipeline, rows)
    assert expected.late["readings"] > 10
    assert streamed(pipeline, rows) == expected


def test_29_seconds_late_is_in_and_31_is_out() -> None:
    pipeline = checked(WINDOWS["tumble"])
    rows = [
        reading(1, 59),
        reading(2, 100),
        reading(3, 100 - 29),
        reading(4, 100 - 30),
        reading(5, 100 - 30.001),
        reading(6, 100 - 31),
        reading(7, 59),
        reading(8, 101),
    ]
    found = streamed(pipeline, {"readings": rows})
    assert found == interpreted(pipeline, {"readings": rows})
    assert found.late == {"readings": 3}
    assert [row[3] for row in found.rows["totals"]] == [1, 4]


def test_20_minutes_late_is_in_where_a_source_may_be() -> None:
    pipeline = checked(WINDOWS["tumble"].replace("30 seconds", "20 minutes"))
    rows = [reading(1, 1300), reading(2, 1300 - 1200), reading(3, 1300 - 1201), reading(4, 2600)]
    found = streamed(pipeline, {"readings": rows})
    assert found == interpreted(pipeline, {"readings": rows})
    assert found.late == {"readings": 1}


def test_two_tasks_make_the_same_rows() -> None:
    pipeline = checked(WINDOWS["hop"])
    rows = {"readings": shuffled(300, seed=8)}
    hints = Streaming(parallelism=2, checkpoint_interval=1, state_ttl=86_400)
    assert streamed(pipeline, rows, hints) == interpreted(pipeline, rows)


@pytest.mark.parametrize("column", [1, 2])
def test_a_value_that_breaks_the_contract_ends_the_job(column: int) -> None:
    pipeline = checked(WINDOWS["tumble"])
    wrong = list(reading(1, 5))
    wrong[column] = None if column == 1 else "many"  # type: ignore[call-overload]
    told = {1: "column 'device': NULL", 2: r"column 'value': a value not to be read as decimal"}
    with pytest.raises(Ended, match=told[column]) as ended:
        streamed(pipeline, {"readings": [reading(0, 0), tuple(wrong)]})
    assert ended.value.kind == "contract"


def test_a_job_that_keeps_its_state_ends_as_well() -> None:
    """Of a job with checkpoints Flink's own habit is to start it again for ever."""
    pipeline = checked(WINDOWS["tumble"])
    wrong = (1, "a", "many", NOON)
    with pytest.raises(Ended, match="column 'value': a value not to be read as decimal"):
        streamed(pipeline, {"readings": [wrong]}, Streaming(checkpoint_interval=1))  # type: ignore[list-item]


def test_a_column_that_no_step_reads_is_looked_at_too() -> None:
    spec = WINDOWS["tumble"].replace(", total: sum(value)", "")
    pipeline = checked(spec.replace("filter: value is not null", "filter: true"))
    wrong = (1, "a", "many", NOON)
    with pytest.raises(Ended, match="column 'value': a value not to be read as decimal"):
        streamed(pipeline, {"readings": [reading(0, 0), wrong]})  # type: ignore[list-item]


def test_a_key_that_occurs_twice_ends_the_run() -> None:
    pipeline = checked(WINDOWS["tumble"])
    with pytest.raises(Ended, match=r"the key \(number\) is not unique in 2 row\(s\)"):
        streamed(pipeline, {"readings": [reading(1, 0), reading(2, 1), reading(1, 2)]})
