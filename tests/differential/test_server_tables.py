"""What tables of database servers hold after some runs, against the reference; and what reads."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.backends.api import Compiled
from speccc.execute.databases import DATABASES
from speccc.execute.report import Report
from speccc.execute.sql_runner import run as run_scripts
from speccc.ir.rel import Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.reference.writing import write
from speccc.types.raw import RawTable
from tests.differential.pipelines import checked
from tests.differential.test_tables import DAYS, DIGITS, DIGITS_OF_TOO_MANY, MODES, PHASES, TIMES
from tests.differential.values import cells
from tests.support import servers
from tests.unit.backends.sql.running import write as write_scripts
from tests.unit.backends.sql.tables import compiled_over_tables

pytestmark = pytest.mark.servers

COLUMNS: dict[str, Any] = {
    "k": "int64 not null",
    "p": "text",
    "v": "float64",
    "d": "date",
    "t": "timestamp",
    "b": "bool",
    "m": "decimal(12,2)",
    "w": {"type": "text", "path": "Odd `name`, x"},
}
FORMATTED: dict[str, Any] = {
    **COLUMNS,
    "d": {"type": "date", "format": "DD.MM.YYYY"},
    "t": {"type": "timestamp", "format": "DD/MM/YYYY HH:mm"},
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A database of a server. `types` are those of its columns, `text` is one of any text."""

    dialect: str
    url: Callable[[], str]
    types: Sequence[str]
    text: str

    def run(self, compiled: Compiled) -> Report:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_scripts(compiled, folder)
            return run_scripts(compiled.recipe, folder, folder, {}, connection=self.url())

    def do(self, statement: str, rows: Sequence[Sequence[Any]] = ()) -> list[Row]:
        """The rows of a statement, or a statement for each of many rows."""
        connection = DATABASES[self.dialect].connect(self.url(), Path())
        try:
            cursor = connection.cursor()
            if self.dialect == "mariadb":
                cursor.execute("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'")
            if rows:
                cursor.executemany(statement, rows)
                return []
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    def fill(self, names: Sequence[str], types: Sequence[str], rows: Sequence[Any]) -> None:
        """The source's table anew."""
        quoted = ['"' + name.replace("%", "%%") + '"' for name in names]
        columns = ", ".join(f"{n} {t}" for n, t in zip(quoted, types, strict=True))
        self.do("DROP TABLE IF EXISTS given")
        self.do(f"CREATE TABLE given ({columns})")
        if rows:
            places = ", ".join("%s" for _ in names)
            self.do(f"INSERT INTO given VALUES ({places})", rows)

    def held(self, made: Pipeline, sink: str = "held") -> Counter[Row]:
        found = next(s for s in made.sinks if s.name == sink)
        schema = made.node(found.input).schema
        types = [str(schema[c.name].type) for c in found.columns]
        decode = DATABASES[self.dialect].decode
        rows = self.do(f"SELECT * FROM {sink}")
        return Counter(tuple(map(decode, row, types)) for row in rows)


SHOPS = {
    "postgres": Shop(
        "postgres",
        lambda: servers.postgres()("postgres"),
        ("BIGINT", "TEXT", "DOUBLE PRECISION", "DATE", "TIMESTAMP", "BOOLEAN", "NUMERIC", "TEXT"),
        "TEXT",
    ),
    "mariadb": Shop(
        "mariadb",
        lambda: servers.mariadb()("test"),
        (
            *("BIGINT", "TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", "DOUBLE", "DATE"),
            *("DATETIME(6)", "BOOLEAN", "DECIMAL(20, 2)", "TEXT CHARACTER SET utf8mb4"),
        ),
        "TEXT CHARACTER SET utf8mb4",
    ),
}


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Shop:
    found = SHOPS[request.param]
    for table in ("held", "aside"):
        found.do(f"DROP TABLE IF EXISTS {table}")
    return found


def pipeline(mode: str, columns: dict[str, Any] = COLUMNS, **source: Any) -> Pipeline:
    """A step that changes nothing, between two tables."""
    aside = {"aside": {"from": "given.rejected", "mode": "replace"}}
    return checked(
        {
            "speccc": 1,
            "name": "copying",
            "sources": {"given": {"columns": columns, "key": ["k"], **source}},
            "steps": [{"name": "kept", "from": "given", "filter": "k is not null"}],
            "sinks": {
                "held": {"from": "kept", "mode": mode, **MODES[mode]},
                **(aside if source.get("on_error") == "quarantine" else {}),
            },
        }
    )


NAMES = [column.path[0] for column in pipeline("replace").sources[0].columns]


def _rows() -> st.SearchStrategy[list[Row]]:
    """Rows of few keys and few partitions."""
    schema = pipeline("replace").node("given").schema
    few = st.sampled_from((None, "", "a", "A", "A ", "é"))
    own = [cells(c.type, nullable=False) | st.none() for c in schema.columns[2:]]
    row = st.tuples(st.integers(-3, 3), few, *own)
    return st.lists(row, max_size=6, unique_by=lambda found: found[0])


@pytest.mark.parametrize("mode", MODES)
def test_runs_leave_what_the_reference_leaves(mode: str, shop: Shop) -> None:
    """After any runs a table holds what `write` says; a run that is repeated changes nothing."""
    made = pipeline(mode)
    compiled = compiled_over_tables(made, shop.dialect)

    @settings(max_examples=12, phases=PHASES, deadline=None)
    @given(st.lists(_rows(), min_size=1, max_size=3))
    def law(batches: list[list[Row]]) -> None:
        shop.do("DROP TABLE IF EXISTS held")
        due: list[Row] = []
        for rows in batches:
            shop.fill(NAMES, shop.types, rows)
            due = write(made.sinks[0], due, rows)
            for _ in range(2):
                assert shop.run(compiled)["error"] is None
                assert shop.held(made) == Counter(due)

    law()


@settings(max_examples=12, phases=PHASES, deadline=None)
@given(rows=_rows())
def test_rows_are_put_aside_as_they_stand(rows: list[Row]) -> None:
    """All come twice, so that none has a key of its own."""
    made = pipeline("replace", on_error="quarantine")
    raw = RawTable(tuple(NAMES), [dict(zip(NAMES, row, strict=True)) for row in rows * 2])
    due = run(made, read_sources(made.sources, {"given": raw}), {}).sinks["aside"]
    for shop in SHOPS.values():
        shop.fill(NAMES, shop.types, rows * 2)
        assert shop.run(compiled_over_tables(made, shop.dialect))["error"] is None
        assert shop.held(made, "aside") == Counter(due)


TEXTS = (
    *(None, *DIGITS, *DIGITS_OF_TOO_MANY, *DAYS, *TIMES, "", "é", "true", "TRUE", "false", "1\n"),
    *("31.01.2026", "30.02.2026", "31/01/2026 10:30", "31/01/2026 24:30", "31x01x2026", "0.005"),
    *("1e308", "1.7976931348623157e308", "1.7976931348623159e308", "-17976.931e304", "1e309"),
    *("0." + "0" * 400 + "1e401", "0." + "0" * 91 + "1e401", "1" * 309, "0" * 300 + "1.50"),
    *("1e-400", "-2.5E+308", "+.00179769313486231580e311", "17976931348623158079e289"),
    *("-1e-310", "12345678901.00", "9999999999.99", "-0.00", "00010.10000", "1e2", "true\n"),
)  # fmt: skip


@pytest.mark.parametrize("columns", [COLUMNS, FORMATTED], ids=["", "formats"])
@pytest.mark.parametrize("on_error", ["set_null", "quarantine"])
def test_a_column_of_texts_reads_as_in_the_reference(
    on_error: str, columns: dict[str, Any], shop: Shop
) -> None:
    """What reads, reads as in the reference; what does not is NULL, or is put aside."""
    made = pipeline("replace", columns, on_error=on_error)
    rows = [
        (str(at), *(text if p == place else None for p in range(1, len(NAMES))))
        for place in range(1, len(NAMES))
        for at, text in enumerate(TEXTS, place * len(TEXTS))
    ]
    shop.fill(NAMES, [shop.text] * len(NAMES), rows)
    raw = RawTable(tuple(NAMES), [dict(zip(NAMES, row, strict=True)) for row in rows])
    due = run(made, read_sources(made.sources, {"given": raw}), {}).sinks
    report = shop.run(compiled_over_tables(made, shop.dialect))
    assert report["error"] is None
    for sink in made.sinks:
        assert shop.held(made, sink.name) == Counter(due[sink.name])
