"""Every format and mode of a file sink, on both engines: the run is killed, or a call fails, at
each boundary in turn. A reader sees the old rows or the new ones, never a torn or a missing file;
after one plain run the sink is that of a clean run, and nothing lies beside it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree
from signal import SIGKILL

import pytest

from speccc.backends.api import Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.ir.rel import Row, SinkMode
from tests.differential.modes import FORMATS, MODES, content, give, pipeline
from tests.faults.injecting import TRIES, Server, Tracer, met, points, works

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not works(), reason="strace is not here, or may not trace"),
]

OLD: list[Row] = [(1, "a", 0.5, None, True, None, None, "x"), (2, "b", *[None] * 6)]
NEW: list[Row] = [(1, "a", 1.5, None, True, None, None, "y"), (3, "c", *[None] * 6)]
BACKENDS = {
    "pandas": (PandasBackend, Target("pandas", "pandas")),
    "duckdb": (SqlBackend, Target("duckdb", "sql", "duckdb")),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as made:
        yield made


@contextmanager
def reader(root: Path, states: list[dict[str, bytes]]) -> Iterator[list[str]]:
    """Reads every file of the first state again and again; what is in none of them is wrong."""
    wrong: list[str] = []
    done = threading.Event()

    def poll() -> None:
        while not done.is_set():
            for name in states[0]:
                try:
                    data = (root / name).read_bytes()
                except FileNotFoundError:
                    wrong.append(f"{name} is missing")
                    continue
                if all(data != state.get(name) for state in states):
                    wrong.append(f"{name} is torn: {data!r}")
            time.sleep(0.001)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield wrong
    finally:
        done.set()
        thread.join()


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
    compiled = backend().compile(made, target)
    unit, root, log = tmp_path / "unit", tmp_path / "root", tmp_path / "log"
    unit.mkdir()
    root.mkdir()
    for artefact in compiled.artefacts:
        (unit / artefact.path).write_text(artefact.content, encoding="utf-8")
    (unit / "recipe.json").write_text(json.dumps(compiled.recipe), encoding="utf-8")
    request = {"engine": engine, "unit": str(unit), "root": str(root)}

    give(made.sources[0], OLD, root)
    assert server.run(request) == 0
    before = content(root)
    copytree(root, tmp_path / "start")
    give(made.sources[0], NEW, tmp_path / "start")

    def start() -> None:
        rmtree(root)
        copytree(tmp_path / "start", root)

    start()
    assert server.run(request, Tracer(log)) == 0
    after = content(root)
    assert before != after
    found = points(log, root / "out")
    missed = 0
    for point in found:
        for _ in range(TRIES):
            start()
            log.unlink()
            with reader(root, [before, after]) as wrong:
                status = server.run(request, Tracer(log, ("-e", point.injected)))
                here = content(root)
                again = server.run(request)
            assert status in (0, 1, -SIGKILL), (point, status)
            assert not wrong, (point, wrong[0])
            visible = {n: d for n, d in here.items() if "/." not in n}
            assert all(d in (before.get(n), after.get(n)) for n, d in visible.items()), point
            assert again == 0, point
            assert content(root) == after, point
            assert not list((root / "out").rglob(".*")), point
            if met(status, log):
                break
        else:
            missed += 1
    assert missed <= len(found) // 10
    record_points(engine, format, mode, "by strace", len(found) - missed)
