"""Every format and mode of a file sink, on both engines: the run is killed, or a call fails, at
each boundary in turn. A reader sees the old rows or the new ones, never a torn or a missing file;
after one plain run the sink is that of a clean run, and nothing lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from speccc.backends.api import Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.ir.rel import Binding, Row, SinkMode
from tests.differential.modes import FORMATS, MODES, give, pipeline
from tests.faults.files import Unit, every_boundary
from tests.faults.injecting import Server, best_way
from tests.unit.backends.sql.running import checked

pytestmark = pytest.mark.faults

OLD: list[Row] = [(1, "a", 0.5, None, True, None, None, "x"), (2, "b", *[None] * 6)]
NEW: list[Row] = [(1, "a", 1.5, None, True, None, None, "y"), (3, "c", *[None] * 6)]
BACKENDS = {
    "pandas": (PandasBackend, Target("pandas", "pandas")),
    "duckdb": (SqlBackend, Target("duckdb", "sql", "duckdb")),
}
INCREMENTAL = """
    sources:
      given:
        columns: {id: int64 not null, changed_at: timestamp not null}
        incremental: {column: changed_at, lookback: 1 day}
    steps:
      - dedupe: {by: [id], order: [changed_at desc]}
    sinks:
      latest: {mode: merge, key: [id]}
"""
CHANGES = ("1,2026-01-01 10:00:00\n2,2026-01-01 11:00:00\n", "2,2026-01-02 10:00:00\n")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as made:
        yield made


@pytest.mark.parametrize("engine", BACKENDS)
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("mode", MODES)
def test_every_boundary(
    mode: SinkMode,
    format: str,
    engine: str,
    server: Server,
    tmp_path: Path,
    record_points: Callable[..., None],
) -> None:
    made = pipeline(mode, format)
    backend, target = BACKENDS[engine]

    def source(batch: int, root: Path) -> None:
        give(made.sources[0], (OLD, NEW)[batch], root)

    unit = Unit(backend().compile(made, target), engine, server, tmp_path, source)
    way = best_way()
    turn = [*MODES].index(mode) + FORMATS.index(format)
    record_points(engine, format, mode, f"by {way}", every_boundary(unit, way, turn))


@pytest.mark.parametrize("way", sorted({"wrapping", best_way()}))
@pytest.mark.parametrize("engine", BACKENDS)
def test_a_watermark_is_never_ahead_of_its_rows(
    engine: str, way: str, server: Server, tmp_path: Path, record_points: Callable[..., None]
) -> None:
    made = checked(INCREMENTAL)
    (source,), (sink,) = made.sources, made.sinks
    made = replace(
        made,
        sources=(replace(source, binding=Binding("csv", {"path": "given.csv"})),),
        sinks=(replace(sink, binding=Binding("csv", {"path": "out/latest.csv"})),),
    )
    backend, target = BACKENDS[engine]

    def give_changes(batch: int, root: Path) -> None:
        lines = "".join(CHANGES[: batch + 1])
        (root / "given.csv").write_text(f"id,changed_at\n{lines}", encoding="utf-8")

    unit = Unit(backend().compile(made, target), engine, server, tmp_path, give_changes)
    record_points(engine, "csv", "incremental", f"by {way}", every_boundary(unit, way, turn=0))
