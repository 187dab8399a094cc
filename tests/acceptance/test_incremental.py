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
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from speccc.backends.api import Backend, Compiled, Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.driver import optimise
from speccc.execute import runners
from speccc.execute.report import Report
from speccc.execute.runners import Request, Runner, run_unit
from speccc.ir.rel import Binding
from tests.faults.shops import FILES, MOMENT, SERVERS, Shop, shop
from tests.faults.statements import Points, watched
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import FILE

SPEC = """
    sources:
      orders:
        columns: {id: int64 not null, state: text, changed_at: timestamp not null}
        incremental: {column: changed_at, lookback: 2 days}
    steps:
      - dedupe: {by: [id], order: [changed_at desc]}
    sinks:
      one: {mode: merge, key: [id]}
"""
SCHEDULES = 50

Change = tuple[int, str, str]


class Crash(BaseException):
    """The process is gone."""


@contextmanager
def crash_at(count: int, root: Path) -> Iterator[None]:
    """Raises Crash at the `count`-th touch of a database, or of what lies below `root`."""
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
        with watched(Points(look=lambda _: touch())):
            yield
    finally:
        _armed = None


_hooked: list[Callable[..., None]] = []
_armed: Callable[[str, tuple[Any, ...]], None] | None = None


def audit(event: str, args: tuple[Any, ...]) -> None:
    if _armed is not None:
        _armed(event, args)


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
    """A pipeline on one engine: its compiled unit, in a folder, and where the data lies: in tables
    of a `shop`, or in files.
    """

    name: str
    root: Path
    unit: Compiled
    shop: Shop | None
    changes: list[Change] = field(default_factory=list[Change])

    def happen(self, changes: list[Change]) -> None:
        """Adds rows to the source."""
        self.changes += changes
        if self.shop:
            rows = ", ".join(f"({id}, '{state}', '{at}')" for id, state, at in changes)
            self.shop.run(*([f"INSERT INTO orders VALUES {rows}"] if rows else []))
            return
        with (self.root / "orders.csv").open("w", newline="") as file:
            csv.writer(file).writerows([("id", "state", "changed_at"), *self.changes])

    def run(self) -> None:
        folder = self.root / "code"
        connection = self.shop.connection if self.shop else ""
        request = Request(
            "shop", self.name, self.unit.recipe, folder, self.root, {}, connection=connection
        )
        report = run_unit(request)
        assert report["error"] is None

    def rows(self) -> list[tuple[str, ...]]:
        if self.shop:
            found = self.shop.ask("SELECT id, state, changed_at FROM one")
        else:
            with (self.root / "one.csv").open(newline="") as file:
                found = list(csv.reader(file))[1:]
        return sorted(tuple(str(cell)[:19] for cell in row) for row in found)


#: By name: the backend, the target's dialect, and whether the data lies in tables.
ENGINES: dict[str, tuple[Backend, str, bool]] = {
    "pandas": (PandasBackend(), "pandas", False),
    "duckdb": (SqlBackend(), "duckdb", False),
    "duckdb tables": (SqlBackend(), "duckdb", True),
    "sqlite": (SqlBackend(), "sqlite", True),
    **{dialect: (SqlBackend(), dialect, True) for dialect in SERVERS},
}


@cache
def compiled(name: str, lookback: str) -> Compiled:
    backend, dialect, in_tables = ENGINES[name]

    def bind(end: str) -> Binding:
        if in_tables:
            return Binding("table", {"name": end})
        return Binding("csv", {"path": f"{end}.csv"})

    made = checked(SPEC.replace("2 days", lookback))
    made = replace(
        made,
        sources=tuple(replace(s, binding=bind(s.name)) for s in made.sources),
        sinks=tuple(replace(s, binding=bind(s.name)) for s in made.sinks),
    )
    kind = "pandas" if name == "pandas" else "sql"
    connection = FILE if dialect in FILES else "${env:DATABASE_URL}"
    return backend.compile(optimise(made), Target(name, kind, dialect, connection))


def engine(name: str, root: Path, lookback: str = "2 days") -> Engine:
    _, dialect, in_tables = ENGINES[name]
    unit = compiled(name, lookback)
    (root / "code").mkdir(parents=True)
    write(unit, root / "code")
    made = shop(dialect, root) if in_tables else None
    if made:
        moment = MOMENT.get(dialect, "TIMESTAMP")
        made.run(f"CREATE TABLE orders (id BIGINT, state VARCHAR(9), changed_at {moment})")
    return Engine(name, root, unit, made)


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


@pytest.mark.parametrize("name", ENGINES)
def test_any_schedule_ends_in_the_table_of_a_full_load(name: str, tmp_path: Path) -> None:
    crashes = filled = 0
    for seed in range(SCHEDULES):
        dice = random.Random(seed)
        shop = engine(name, tmp_path / f"{seed}")
        for changes in schedule(dice):
            shop.happen(changes)
            while dice.random() < 0.5:
                try:
                    with crash_at(dice.randint(1, 50), shop.root):
                        shop.run()
                except Crash:
                    crashes += 1
            shop.run()
        found = shop.rows()
        whole = engine(name, tmp_path / f"{seed} whole")
        whole.happen(shop.changes)
        whole.run()
        assert found == whole.rows(), f"schedule {seed}"
        filled += found != []
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
