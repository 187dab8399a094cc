"""Any schedule of inserts, updates, late rows, crashes and re-runs ends in the table that one full
load gives.

A crash is an exception that nothing in the code expects, at the n-th time that the run touches its
data: a file opened, renamed or removed, a statement or a commit of a database.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import sqlite3
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from speccc.backends.api import Backend, Compiled, Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.driver import optimise
from speccc.execute import databases, runners
from speccc.execute.report import Report
from speccc.execute.runners import Request, Runner, run_unit
from speccc.ir.rel import Binding
from tests.unit.backends.sql.running import checked, write

SPEC = """
    sources:
      changes:
        columns: {id: int64 not null, state: text, changed_at: timestamp not null}
        incremental: {column: changed_at, lookback: 2 days}
    steps:
      - dedupe: {by: [id], order: [changed_at desc]}
    sinks:
      latest: {mode: merge, key: [id]}
"""
DATABASE = "shop.db"
SCHEDULES = 50

Change = tuple[int, str, str]


class Crash(BaseException):
    """The process is gone."""


@contextmanager
def crash_at(count: int, root: Path) -> Iterator[None]:
    """Raises Crash at the `count`-th touch of what lies below `root`."""
    left = [count]

    def touch() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    def audited(event: str, args: tuple[Any, ...]) -> None:
        if event in ("open", "os.rename", "os.remove", "os.mkdir") and str(root) in str(args[0]):
            touch()

    global _armed  # noqa: PLW0603 - an audit hook cannot be taken away
    if audit not in _hooked:
        sys.addaudithook(audit)
        _hooked.append(audit)
    _armed = audited
    try:
        with mock.patch.dict(databases.DATABASES, {"sqlite": _watched(touch)}):
            yield
    finally:
        _armed = None


_hooked: list[Callable[..., None]] = []
_armed: Callable[[str, tuple[Any, ...]], None] | None = None


def audit(event: str, args: tuple[Any, ...]) -> None:
    if _armed is not None:
        _armed(event, args)


def _watched(touch: Callable[[], None]) -> databases.Database:
    """SQLite, each statement of which is a touch."""
    real = databases.DATABASES["sqlite"]

    def run_cursor(cursor: sqlite3.Cursor) -> Any:
        watched = mock.Mock(wraps=cursor)

        def execute(*args: Any) -> Any:
            touch()
            return cursor.execute(*args)

        watched.execute = execute
        type(watched).description = property(lambda _: cursor.description)
        return watched

    def connect(connection: str, root: Path) -> Any:
        opened = real.connect(connection, root)
        watched = mock.Mock(wraps=opened)
        watched.cursor = lambda: run_cursor(opened.cursor())
        return watched

    return replace(real, connect=connect)


@cache
def imported(source: str) -> types.ModuleType:
    module = types.ModuleType("generated")
    sys.modules[module.__name__] = module  # dataclasses look themselves up there
    exec(compile(source, "generated.py", "exec"), module.__dict__)  # noqa: S102
    return module


def run_pandas(recipe: Any, folder: Path, root: Path, params: Any, **options: Any) -> Report:
    """The generated module, in this process: a new one for each run would take most of the time."""
    del options
    module = imported((folder / recipe["module"]).read_text(encoding="utf-8"))
    report = module.Report()
    module.run(root, dict(params), report=report)
    return json.loads(report.as_json())


@dataclass
class Engine:
    """A pipeline on one engine: its compiled unit, in a folder, and where the data lies."""

    name: str
    root: Path
    unit: Compiled
    changes: list[Change] = field(default_factory=list[Change])

    def happen(self, changes: list[Change]) -> None:
        """Adds rows to the source."""
        self.changes += changes
        if self.name == "sqlite":
            with closing(sqlite3.connect(self.root / DATABASE)) as shop, shop:
                shop.execute("CREATE TABLE IF NOT EXISTS changes (id, state, changed_at)")
                shop.executemany("INSERT INTO changes VALUES (?, ?, ?)", changes)
            return
        with (self.root / "changes.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("id", "state", "changed_at"), *self.changes])

    def run(self) -> None:
        folder = self.root / "code"
        request = Request(
            "shop", self.name, self.unit.recipe, folder, self.root, {}, connection=DATABASE
        )
        report = run_unit(request)
        assert report["error"] is None

    def rows(self) -> list[tuple[str, ...]]:
        if self.name == "sqlite":
            with closing(sqlite3.connect(self.root / DATABASE)) as shop:
                found = shop.execute("SELECT id, state, changed_at FROM latest").fetchall()
        else:
            with (self.root / "latest.csv").open(newline="") as file:
                found = list(csv.reader(file))[1:]
        return sorted(tuple(str(cell)[:19] for cell in row) for row in found)


BACKENDS: dict[str, Backend] = {
    "pandas": PandasBackend(),
    "duckdb": SqlBackend(),
    "sqlite": SqlBackend(),
}


@cache
def compiled(name: str, lookback: str) -> Compiled:
    def bind(end: str) -> Binding:
        if name == "sqlite":
            return Binding("table", {"name": end})
        return Binding("csv", {"path": f"{end}.csv"})

    made = checked(SPEC.replace("2 days", lookback))
    made = replace(
        made,
        sources=tuple(replace(s, binding=bind(s.name)) for s in made.sources),
        sinks=tuple(replace(s, binding=bind(s.name)) for s in made.sinks),
    )
    target = Target(name, "pandas" if name == "pandas" else "sql", name, DATABASE)
    return BACKENDS[name].compile(optimise(made), target)


def engine(name: str, root: Path, lookback: str = "2 days") -> Engine:
    unit = compiled(name, lookback)
    (root / "code").mkdir(parents=True)
    write(unit, root / "code")
    return Engine(name, root, unit)


def schedule(dice: random.Random) -> Iterator[list[Change]]:
    """What happens before each run: rows that are new, or changed, some of them late."""
    now = dt.datetime(2026, 1, 1)
    for _ in range(dice.randint(2, 5)):
        happened: list[Change] = []
        for _ in range(dice.randint(0, 6)):
            now += dt.timedelta(hours=dice.randint(0, 30))
            late = dt.timedelta(hours=dice.choice((0, 0, 1, 24, 48)))
            state = dice.choice(("new", "paid", "sent", ""))
            happened.append((dice.randint(1, 6), state, str(max(now - late, LEAST))))
        yield happened


LEAST = dt.datetime(2026, 1, 1)


pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def pandas_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(runners.RUNNERS, "pandas", Runner("", (), lambda: run_pandas))


@pytest.mark.parametrize("name", BACKENDS)
def test_any_schedule_ends_in_the_table_of_a_full_load(name: str, tmp_path: Path) -> None:
    crashes = filled = 0
    for seed in range(SCHEDULES):
        dice = random.Random(seed)
        shop = engine(name, tmp_path / f"{seed}")
        for changes in schedule(dice):
            shop.happen(changes)
            while dice.random() < 0.5:
                try:
                    with crash_at(dice.randint(1, 40), shop.root):
                        shop.run()
                except Crash:
                    crashes += 1
            shop.run()
        whole = engine(name, tmp_path / f"{seed} whole")
        whole.happen(shop.changes)
        whole.run()
        assert shop.rows() == whole.rows(), f"schedule {seed}"
        filled += shop.rows() != []
    assert crashes > SCHEDULES / 2
    assert filled > SCHEDULES / 2


def test_a_lookback_that_is_too_short_is_seen(tmp_path: Path) -> None:
    differ = 0
    for seed in range(20):
        shop = engine("sqlite", tmp_path / f"{seed}", "0 days")
        for changes in schedule(random.Random(seed)):
            shop.happen(changes)
            shop.run()
        whole = engine("sqlite", tmp_path / f"{seed} whole")
        whole.happen(shop.changes)
        whole.run()
        differ += shop.rows() != whole.rows()
    assert differ > 0
