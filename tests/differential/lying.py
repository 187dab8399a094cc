"""Rows that do not keep what a spec declares, in files and in tables of every engine."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from speccc.execute.databases import DATABASES
from speccc.execute.report import Report
from speccc.execute.runners import RUNNERS
from speccc.ir.rel import Binding, Pipeline, Row
from speccc.types.raw import RawTable
from tests.differential.pipelines import checked
from tests.differential.runs import RUNNERS as FILE_RUNNERS
from tests.support import servers
from tests.unit.backends.sql.running import write
from tests.unit.backends.sql.tables import compiled_over_tables

COLUMNS = {
    "id": "int64 not null",
    "grp": "text not null",
    "num": "int64",
    "day": "date",
    "at": "timestamp",
    "b": "bool not null",
}
#: By column, cells that read; none is empty, which csv does not know.
GOOD: dict[str, tuple[str | None, ...]] = {
    "grp": ("a", "A", "a ", "é"),
    "num": ("0", "-7", "+3", "9007199254740993", None),
    "day": ("2024-02-29", "0001-01-01", None),
    "at": ("2024-01-31 10:00:00", "2024-01-31T10:00:00.5", None),
    "b": ("true", "false"),
}
UNREADABLE = {"id": "1.0", "num": "x", "day": "2023-02-29", "at": "2024-01-31", "b": "yes"}
#: What a source may do to its declaration.
LIES = ("none", "null", "unreadable", "duplicate", "extra column", "missing column")
ERRORS = ("fail", "set_null", "quarantine")
#: A cell is a text, or missing.
Cells = dict[str, str | None]


@st.composite
def cells(draw: st.DrawFn, lie: str) -> list[Cells]:
    """Rows that keep the declaration but for this lie, of which there is at least one."""
    rows: list[Cells] = [
        {"id": str(at), **{n: draw(st.sampled_from(GOOD[n])) for n in GOOD}}
        for at in range(draw(st.integers(1, 5)))
    ]
    chosen = draw(st.sampled_from(rows))
    match lie:
        case "null":
            chosen[draw(st.sampled_from(("id", "grp", "b")))] = None
        case "unreadable":
            for name in draw(st.sets(st.sampled_from(sorted(UNREADABLE)), min_size=1, max_size=2)):
                chosen[name] = UNREADABLE[name]
        case "duplicate":
            rows.append(chosen | {"grp": "b"})
        case "extra column":
            rows = [row | {"extra": "1"} for row in rows]
        case "missing column":
            name = draw(st.sampled_from(sorted(COLUMNS)))
            rows = [{n: cell for n, cell in row.items() if n != name} for row in rows]
        case _:
            pass
    return rows


STEPS: tuple[list[dict[str, Any]], ...] = (
    [{"name": "kept", "filter": "num is not null"}],
    [{"name": "kept", "aggregate": {"by": ["grp"], "measures": {"c": "count()", "l": "max(at)"}}}],
    [{"name": "kept", "dedupe": {"by": ["b"], "order": ["day desc"]}}],
    [
        {"name": "known", "filter": "b"},
        {"from": "given", "name": "kept", "join": {"with": "known", "kind": "anti", "keys": ["b"]}},
    ],
    [{"name": "kept", "window": {"by": [], "order": ["id"], "derive": {"before": "lag(num)"}}}],
)  # fmt: skip


def pipeline(on_error: str, steps: list[dict[str, Any]]) -> Pipeline:
    sinks = {"result": {"from": "kept", "mode": "replace"}}
    if on_error == "quarantine":
        sinks["aside"] = {"from": "given.rejected", "mode": "replace"}
    source = {"columns": COLUMNS, "key": ["id"], "on_error": on_error}
    document = {"speccc": 1, "name": "reading", "sources": {"given": source}}
    return checked(document | {"steps": steps, "sinks": sinks})


def raw(rows: Sequence[Cells]) -> RawTable:
    return RawTable(tuple(rows[0]), list(rows))


# --- engines --------------------------------------------------------------------------------------

#: Runs a pipeline over the cells below a folder: its report, and the rows of its sinks.
Lied = Callable[[Pipeline, Sequence[Cells], Path], tuple[Report | dict[str, Any], dict[str, Any]]]


def files(engine: str) -> Lied:
    """From a csv file to parquet files, which are read back by the reference."""

    def lied(
        made: Pipeline, rows: Sequence[Cells], root: Path
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        from speccc.execute.readers import read_raw
        from speccc.ir.rel import Source
        from speccc.reference.boundary import read_sources

        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (root / "given.csv").write_text(text.getvalue(), encoding="utf-8")
        source = Binding("csv", {"path": "given.csv"})
        ends = {s.name: Binding("parquet", {"path": f"{s.name}.parquet"}) for s in made.sinks}
        bound = replace(
            made,
            sources=tuple(replace(s, binding=source) for s in made.sources),
            sinks=tuple(replace(s, binding=ends[s.name]) for s in made.sinks),
        )
        report = FILE_RUNNERS[engine](bound, root)(root)
        if report["error"] is not None:
            return report, {}
        held: dict[str, list[Row]] = {}
        for sink in bound.sinks:
            back = Source(sink.name, sink.columns, (), "fail", ends[sink.name])
            found = read_raw("parquet", ends[sink.name].options, root)
            held |= read_sources([back], {sink.name: found})
        return report, held

    return lied


@dataclass(frozen=True, slots=True)
class Tables:
    """A database whose table `given` has texts only. `modules` stand for the driver's own."""

    dialect: str
    url: Callable[[], str]
    text: str = "TEXT"

    def __call__(
        self, made: Pipeline, rows: Sequence[Cells], root: Path
    ) -> tuple[Report, dict[str, Any]]:
        database, place = DATABASES[self.dialect], DATABASES[self.dialect].place
        names = list(rows[0])
        with self._open(root) as cursor:
            for table in ("given", "result", "aside"):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")
            columns = ", ".join(f"{name} {self.text}" for name in names)
            cursor.execute(f"CREATE TABLE given ({columns})")
            places = ", ".join(place for _ in names)
            for row in rows:
                cursor.execute(f"INSERT INTO given VALUES ({places})", [*row.values()])
        compiled = compiled_over_tables(made, self.dialect)
        write(compiled, root)
        go = RUNNERS[self.dialect].load()
        report = go(compiled.recipe, root, root, {}, connection=self.url())
        if report["error"] is not None:
            return report, {}
        held: dict[str, list[Row]] = {}
        with self._open(root) as cursor:
            for sink in made.sinks:
                types = [str(c.type) for c in made.node(sink.input).schema]
                cursor.execute(f"SELECT * FROM {sink.name}")
                held[sink.name] = [
                    tuple(map(database.decode, row, types)) for row in cursor.fetchall()
                ]
        return report, held

    @contextmanager
    def _open(self, root: Path) -> Iterator[Any]:
        connection: Any = DATABASES[self.dialect].connect(self.url(), root)
        try:
            yield connection.cursor()
        finally:
            connection.close()


ENGINES: dict[str, Lied] = {
    "pandas": files("pandas"),
    "duckdb": files("duckdb"),
    "sqlite": Tables("sqlite", lambda: "shop.db"),
    "postgres": Tables("postgres", lambda: servers.postgres()("postgres")),
    "mariadb": Tables(
        "mariadb",
        lambda: servers.mariadb()("test"),
        "TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    ),
}


@contextmanager
def newer_sqlite() -> Iterator[None]:
    """The version that a wheel brings along, in the place of Python's."""
    import importlib

    try:
        sqlite: Any = importlib.import_module("pysqlite3")
    except ImportError:
        servers.missing("newer SQLite: pip install 'speccc[test]' on Linux, x86_64")
    newer = replace(
        DATABASES["sqlite"],
        connect=lambda path, root: sqlite.connect(root / path, isolation_level=None),
        modules=("pysqlite3",),
    )
    with mock.patch.dict(DATABASES, sqlite=newer):
        yield
