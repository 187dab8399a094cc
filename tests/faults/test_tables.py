"""A run over tables is killed, or its database fails, before and after each statement and at the
commit: a reader sees the old rows or the new ones, and one plain re-run mends all.

The statements are counted where the runner hands them to the driver.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from speccc.backends.api import Compiled
from speccc.execute import duckdb_runner, sql_runner
from speccc.execute.runners import RUNNERS
from speccc.execute.scripts import statements
from tests.differential.stores import STORES
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import FILE, compiled_over_tables

pytestmark = pytest.mark.faults

SPEC = """
    sources:
      given: {{columns: {{k: int64 not null, p: text, v: int64}}, key: [k]}}
    steps:
      - {{name: kept, filter: k > 0}}
      - expect: [{{unique: [k]}}]
    sinks:
      first: {{mode: {mode}}}
      second: {{mode: {mode}}}
"""
MODES = {
    "replace": "replace",
    "merge": "merge, key: [k]",
    "append": "append, key: [k]",
    "partition": "partition, by: [p]",
}
DECLARED = "k BIGINT, p TEXT, v BIGINT"
BEFORE = [(1, "a", 1), (2, "b", 1)]
AFTER = [(2, "b", 2), (3, "b", 2)]
TYPES = ["int64", "text", "int64"]
Held = tuple[Counter | None, Counter | None]


class Unit:
    """A compiled pipeline of two sinks, and a root with its database."""

    def __init__(self, compiled: Compiled, dialect: str, root: Path) -> None:
        self.compiled, self.dialect, self.root = compiled, dialect, root
        (root / "code").mkdir()
        write(compiled, root / "code")
        self.give(BEFORE)
        assert self.run()["error"] is None
        self.give(AFTER)

    def give(self, rows: list) -> None:
        STORES[self.dialect].fill(self.root, "given", DECLARED, rows)

    def run(self) -> Any:
        go = RUNNERS[self.dialect].load()
        return go(self.compiled.recipe, self.root / "code", self.root, {}, connection=FILE)

    def held(self) -> Held:
        first, second = (
            STORES[self.dialect].rows(self.root, table, TYPES) for table in ("first", "second")
        )
        return Counter(first or []), Counter(second or [])


class Points:
    """Counts the statements of a run, and fails at one of them."""

    def __init__(self, at: int | None, fault: Callable[[], None], *, after: bool) -> None:
        self.at, self.fault, self.after = at, fault, after
        self.count = 0

    def statement(self, act: Callable[[], Any]) -> Any:
        mine, self.count = self.count, self.count + 1
        if mine == self.at and not self.after:
            self.fault()
        done = act()
        if mine == self.at and self.after:
            self.fault()
        return done


@contextmanager
def watched(points: Points) -> Iterator[None]:
    """Both runners give every statement to `points`."""
    done, execute = sql_runner._Session._done, duckdb_runner._execute

    def each(engine: Any, text: str) -> None:
        parts = list(statements(text)) if "\n" in text else [text]
        for statement in parts:
            points.statement(lambda part=statement: execute(engine, part))

    def failing(session: Any, act: Callable[[Any], Any]) -> Any:
        def acting(cursor: Any) -> None:
            points.statement(lambda: act(cursor))

        return done(session, acting)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_runner._Session, "_done", failing)
        patch.setattr(duckdb_runner, "_execute", each)
        yield


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _disk_is_full() -> None:
    raise sqlite3.OperationalError("database or disk is full")


def _file_is_gone() -> None:
    raise duckdb_runner.ScriptError("io", str(duckdb.IOException("disk full")))


FAILURES = {"sqlite": _disk_is_full, "duckdb": _file_is_gone}


def _killed(unit: Unit, points: Points) -> None:
    child = os.fork()
    if child == 0:
        with watched(points):
            unit.run()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def _failed(unit: Unit, points: Points) -> None:
    with watched(points):
        assert unit.run()["error"] is not None


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("how", ["killed before", "killed after", "failed before"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dialect", STORES)
def test_a_run_may_end_at_any_statement(
    dialect: str, mode: str, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled = compiled_over_tables(checked(SPEC.format(mode=MODES[mode])), dialect)
    kills = how.startswith("killed")
    fault = _kill if kills else FAILURES[dialect]
    with tempfile.TemporaryDirectory() as folder:
        unit = Unit(compiled, dialect, Path(folder))
        old = unit.held()
        points = Points(None, fault, after=False)
        with watched(points):
            assert unit.run()["error"] is None
        new = unit.held()
        assert old != new
        files = sorted(p.name for p in (unit.root / FILE).parent.iterdir())
    seen: set[str] = set()
    for at in range(points.count):
        with tempfile.TemporaryDirectory() as folder:
            unit = Unit(compiled, dialect, Path(folder))
            faulty = Points(at, fault, after=how == "killed after")
            if kills:
                _killed(unit, faulty)
            else:
                _failed(unit, faulty)
            found = unit.held()
            assert found in (old, new), f"statement {at}: a torn table"
            seen.add("old" if found == old else "new")
            assert unit.run()["error"] is None
            assert unit.held() == new
            assert sorted(p.name for p in (unit.root / FILE).parent.iterdir()) == files
    assert "old" in seen
    assert ("new" in seen) == (how == "killed after")
    with capsys.disabled():
        sys.stderr.write(f"\n{dialect}, {mode}, {how}: {points.count} points\n")
