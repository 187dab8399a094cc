"""The law of a run over tables that fails at any of its statements."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from speccc.backends.api import Compiled
from speccc.execute.runners import RUNNERS
from tests.faults.polling import Poller
from tests.faults.share import chosen
from tests.faults.shops import SINKS, Shop, state
from tests.faults.statements import Kind, Points, watched
from tests.unit.backends.sql.running import checked, write
from tests.unit.backends.sql.tables import compiled_over_tables

SPEC = """
    sources:
      orders:
        columns: {{k: int64 not null, p: text, v: int64, changed: timestamp not null}}
        {source}
    steps:
      - {{name: rows, {step}}}
      - {{name: narrow, drop: [changed]}}
    sinks:
      one: {{mode: {mode}}}
      two: {{mode: {mode}}}
"""
WHOLE = {"source": "key: [k]", "step": "filter: k > 0"}
NEWEST = {
    "source": "incremental: {column: changed, lookback: 1 day}",
    "step": "dedupe: {by: [k], order: [changed desc]}",
}
MODES = {
    "replace": {**WHOLE, "mode": "replace"},
    "merge": {**WHOLE, "mode": "merge, key: [k]"},
    "append": {**WHOLE, "mode": "append, key: [k]"},
    "partition": {**WHOLE, "mode": "partition, by: [p]"},
    "incremental": {**NEWEST, "mode": "merge, key: [k]"},
}
#: How many of the re-runs that change nothing are made: one in so many.
SOME = 4
COLUMNS = "k BIGINT, p TEXT, v BIGINT, changed TIMESTAMP"
BEFORE = ("(1, 'a', 1, '2026-01-01 10:00:00')", "(2, 'b', 1, '2026-01-01 11:00:00')")
AFTER = ("(2, 'b', 2, '2026-01-02 10:00:00')", "(3, 'b', 2, '2026-01-02 11:00:00')")


def compiled(mode: str, dialect: str) -> Compiled:
    """The pipeline of two sinks."""
    return compiled_over_tables(checked(SPEC.format(**MODES[mode])), dialect)


class Unit:
    """A compiled pipeline of two sinks, and the database that it writes to."""

    def __init__(self, compiled: Compiled, shop: Shop, *, tables: bool) -> None:
        self.compiled, self.shop, self.tables = compiled, shop, tables
        self.code = shop.root / "code"
        self.code.mkdir()
        write(compiled, self.code)

    def start(self) -> None:
        """The sinks hold the rows of a first run, if there is one; the source changed since."""
        self.shop.clear()
        if self.tables:
            self.shop.fill(COLUMNS, BEFORE)
            self.succeed()
        self.shop.fill(COLUMNS, AFTER)
        self.shop.save()

    def run(self) -> Any:
        go = RUNNERS[self.shop.dialect].load()
        recipe, root = self.compiled.recipe, self.shop.root
        return go(recipe, self.code, root, {}, connection=self.shop.connection)

    def succeed(self) -> None:
        error = self.run()["error"]
        assert error is None, error

    def fail(self, points: Points, *, kills: bool) -> None:
        """A run that does not reach its end."""
        if not kills:
            with watched(points):
                assert self.run()["error"] is not None
            return
        child = os.fork()
        if child == 0:
            with watched(points):
                self.run()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)


def every_point(
    unit: Unit,
    kind: Kind,
    poller: Poller,
    *,
    kills: bool,
    turn: int | None = None,
    looks: bool = True,
) -> int:
    """How many points were tried: each statement of a run, and the commit in every way; with
    `turn`, which says with which of the faults to begin, of the statements the share that is asked
    for. `looks`: between the statements of a run without faults, too.

    Raises AssertionError if anybody ever sees a part of the new rows, or none; if a re-run does not
    mend what a fault has left; if something is left behind.
    """
    unit.start()
    shop = unit.shop
    old, kept = shop.state(), shop.leftovers()
    boundaries: set[str] = set()
    points = Points(look=lambda cursor: _look(shop, cursor, boundaries))
    with watched(points):
        unit.succeed()
    new, clean = shop.state(), shop.leftovers()
    assert old != new
    alone = {*_made_alone(shop, old, new)}
    known = {old, new, *alone}
    if looks:
        torn = boundaries - {old} - (known if alone else set())
        assert not torn, f"a table is torn while it is written: {torn}"
    commit, ends = points.count - 1, set[str]()
    faults = [
        (at, fault)
        for at, fault in kind.faults(points.count, turn or 0)
        if turn is None or at == commit or chosen(at, turn)
    ]
    shop.restore()
    for number, (at, fault) in enumerate(faults):
        polls = shop.dialect != "duckdb"  # whose file one process has for itself
        with poller.watching(shop) if polls else _nobody() as met:
            unit.fail(Points(at, fault), kills=kills)
            shop.settle(1)
            found = old if shop.untouched() else shop.state()
            assert found in known, f"statement {at}: a torn table: {found}"
            ends.add("new" if found == new else "old")
            # From the same rows a re-run is the one above: some are made nevertheless.
            again = number % SOME == 0 or found != old or shop.leftovers() != kept
            if again:
                unit.succeed()
                assert shop.state() == new
                assert shop.leftovers() == clean
        assert met <= known, f"statement {at}: a reader sees a torn table: {met - known}"
        shop.settle(0)
        if again:
            shop.restore()
    assert ends == ({"old", "new"} if kind.last or alone else {"old"})
    return len(faults)


def _made_alone(shop: Shop, old: str, new: str) -> Generator[str]:
    """MariaDB commits each table that it makes, with its rows, one after the other."""
    missing = [name for name in SINKS if name not in json.loads(old)]
    if shop.dialect != "mariadb":
        return
    for some in range(1, len(missing)):
        made = {name: rows for name, rows in json.loads(new).items() if name in missing[:some]}
        yield json.dumps(json.loads(old) | made, sort_keys=True)


def _look(shop: Shop, cursor: Any, met: set[str]) -> None:
    """What another session sees at this moment. One process has a DuckDB file for itself: there it
    is another session of the same process, as soon as the file is open.
    """
    if shop.dialect != "duckdb":
        met.add(shop.state())
        return
    other = cursor.cursor()
    if other.execute("SELECT 1 FROM DUCKDB_DATABASES() WHERE database_name = 'db'").fetchone():
        met.add(state(other, shop.dialect, "db.main."))


@contextmanager
def _nobody() -> Generator[set[str]]:
    yield set()
