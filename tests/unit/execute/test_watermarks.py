"""Watermarks beside file sinks: what the next run reads, and when a watermark moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.execute.watermarks import FileStore, Watermarks, whole

DAY = 86_400


def marks(
    root: Path,
    *,
    column: str = "changed_at",
    kind: str = "timestamp",
    lookback: int = DAY,
    sinks: int = 1,
) -> Watermarks:
    places = [{"name": f"out{n}", "place": {"path": f"out{n}.csv"}} for n in range(sinks)]
    entry = {
        "source": "orders",
        "column": column,
        "type": kind,
        "param": "since_orders",
        "lookback_seconds": lookback,
        "sinks": places,
    }
    for place in places:
        (root / str(place["place"]["path"])).write_text("id\n", encoding="utf-8")
    return Watermarks((entry,), FileStore(root))


def test_the_first_run_reads_everything(tmp_path: Path) -> None:
    assert marks(tmp_path).params() == {}


@pytest.mark.parametrize(
    ("kind", "lookback", "read", "since"),
    [
        ("timestamp", DAY, "2026-03-01 12:00:00.500000", "2026-02-28 12:00:00.500000"),
        ("timestamp", 0, "2026-03-01 12:00:00", "2026-03-01 12:00:00"),
        ("timestamp", DAY, "0001-01-01 12:00:00", "0001-01-01 00:00:00"),
        ("date", 2 * DAY, "2026-03-01", "2026-02-27"),
        ("date", DAY, "0001-01-01", "0001-01-01"),
    ],
)
def test_the_next_run_begins_a_lookback_earlier(
    tmp_path: Path, kind: str, lookback: int, read: str, since: str
) -> None:
    one = marks(tmp_path, kind=kind, lookback=lookback)
    one.record({"orders": read}, {})
    assert one.params() == {"since_orders": since}


def test_a_watermark_never_goes_back(tmp_path: Path) -> None:
    one = marks(tmp_path, lookback=0)
    one.record({"orders": "2026-03-02 00:00:00"}, {})
    one.record({"orders": "2026-03-01 00:00:00"}, one.params())
    one.record({}, one.params())
    assert one.params() == {"since_orders": "2026-03-02 00:00:00"}


def test_a_run_that_left_rows_out_moves_nothing(tmp_path: Path) -> None:
    one = marks(tmp_path, lookback=0)
    one.record({"orders": "2026-05-01 00:00:00"}, {"since_orders": "2026-04-01"})
    assert one.params() == {}
    one.record({"orders": "2026-02-01 00:00:00"}, whole(one.entries))
    assert one.params() == {"since_orders": "2026-02-01 00:00:00"}
    one.record({"orders": "2026-03-01 00:00:00"}, {})
    one.record({"orders": "2026-05-01 00:00:00"}, {"since_orders": "2026-04-01"})
    assert one.params() == {"since_orders": "2026-03-01 00:00:00"}
    one.record({"orders": "2026-05-01 00:00:00"}, {"since_orders": "2026-02-01"})
    assert one.params() == {"since_orders": "2026-05-01 00:00:00"}


def test_another_column_has_a_watermark_of_its_own(tmp_path: Path) -> None:
    marks(tmp_path, lookback=0).record({"orders": "2026-03-02 00:00:00"}, {})
    assert marks(tmp_path, column="created_at").params() == {}
    assert marks(tmp_path, lookback=0).params() == {"since_orders": "2026-03-02 00:00:00"}


def test_a_sink_that_lags_behind_or_is_gone_is_filled(tmp_path: Path) -> None:
    two = marks(tmp_path, lookback=0, sinks=2)
    two.record({"orders": "2026-03-02 00:00:00"}, {})
    (lagging := tmp_path / ".out1.csv.watermarks.json").write_text(
        '{"orders.changed_at": "2026-03-01 00:00:00"}', encoding="utf-8"
    )
    assert two.params() == {"since_orders": "2026-03-01 00:00:00"}
    lagging.write_text('{"orders.changed_at": ', encoding="utf-8")
    assert two.params() == {}
    for wrong in ('"soon"', '"2026-03-01 00:00:00+02:00"', "[" * 99_999):
        lagging.write_text(f'{{"orders.changed_at": {wrong}}}', encoding="utf-8")
        assert two.params() == {}
    two.record({"orders": "2026-03-02 00:00:00"}, {})
    (tmp_path / "out0.csv").unlink()
    assert two.params() == {}


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    one = marks(tmp_path)
    (tmp_path / ".out0.csv.watermarks.json").mkdir()
    with pytest.raises(IsADirectoryError):
        one.record({"orders": "2026-03-02 00:00:00"}, {})
    assert not list(tmp_path.glob(".*.partial"))
