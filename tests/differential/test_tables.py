"""What a sink that is a table holds after some runs, against the reference; and tables that lie."""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.backends.api import Compiled
from speccc.diagnostics import Failure
from speccc.execute.report import Report
from speccc.execute.runners import RUNNERS
from speccc.ir.rel import Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.reference.writing import write
from speccc.types.raw import RawTable
from tests.differential.pipelines import checked
from tests.differential.stores import STORES, Store
from tests.differential.values import cells
from tests.unit.backends.sql.running import write as write_scripts
from tests.unit.backends.sql.tables import FILE, compiled_over_tables

#: The columns of the source and the sink, and as each store declares them.
COLUMNS = {
    "k": "int64 not null",
    "p": "text",
    "v": "float64",
    "d": "date",
    "t": "timestamp",
    "b": "bool",
}
DECLARED = {
    "sqlite": "k BIGINT, p TEXT, v DOUBLE, d DATE, t TIMESTAMP, b BOOLEAN",
    "duckdb": "k BIGINT, p TEXT, v DOUBLE, d DATE, t TIMESTAMP, b BOOLEAN",
}
#: Shrinking runs for minutes: HYPOTHESIS_PROFILE=deep pytest … shrinks.
PHASES = Phase if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else (Phase.generate,)
MODES: dict[str, dict[str, Any]] = {
    "replace": {},
    "merge": {"key": ["k"]},
    "append": {"key": ["k"]},
    "partition": {"by": ["p", "d"]},
}


def pipeline(mode: str, **source: Any) -> Pipeline:
    """A step that changes nothing, between two tables."""
    return checked(
        {
            "speccc": 1,
            "name": "copying",
            "sources": {"given": {"columns": COLUMNS, "key": ["k"], **source}},
            "steps": [{"name": "kept", "filter": "k is not null"}],
            "sinks": {"held": {"from": "kept", "mode": mode, **MODES[mode]}},
        }
    )


TYPES = [str(column.type) for column in pipeline("replace").sources[0].columns]


def _rows() -> st.SearchStrategy[list[Row]]:
    """Rows of few keys and few partitions."""
    schema = pipeline("replace").node("given").schema
    few = st.sampled_from((None, "", "a", "A ", "é"))
    own = [cells(c.type, nullable=False) | st.none() for c in schema.columns[2:]]
    row = st.tuples(st.integers(-3, 3), few, *own)
    return st.lists(row, max_size=6, unique_by=lambda found: found[0])


class Unit:
    """A compiled pipeline and its database."""

    def __init__(self, compiled: Compiled, store: Store, root: Path) -> None:
        self.store, self.root, self.compiled = store, root, compiled
        (root / "code").mkdir()
        write_scripts(compiled, root / "code")

    def run(self) -> Report:
        go = RUNNERS[self.store.dialect].load()
        return go(self.compiled.recipe, self.root / "code", self.root, {}, connection=FILE)

    def give(self, rows: Sequence[Sequence[Any]]) -> None:
        self.store.fill(self.root, "given", DECLARED[self.store.dialect], rows)

    def held(self) -> Counter[Row] | None:
        found = self.store.rows(self.root, "held", TYPES)
        return None if found is None else Counter(found)


@pytest.mark.parametrize("dialect", STORES)
@pytest.mark.parametrize("mode", MODES)
def test_runs_leave_what_the_reference_leaves(mode: str, dialect: str) -> None:
    """After any runs a table holds what `write` says; a run that is repeated changes nothing."""
    made = pipeline(mode)
    compiled = compiled_over_tables(made, dialect)

    @settings(max_examples=6, phases=PHASES, deadline=None)
    @given(st.lists(_rows(), min_size=1, max_size=3))
    def law(batches: list[list[Row]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            unit = Unit(compiled, STORES[dialect], Path(folder))
            due: list[Row] = []
            for rows in batches:
                unit.give(rows)
                due = write(made.sinks[0], due, rows)
                for _ in range(2):
                    assert unit.run()["error"] is None
                    assert unit.held() == Counter(due)

    law()


#: Values of any storage class in any column: SQLite lets them all in.
NUMBERS = (0, 1, 2, -1, 2**63 - 1, -(2**63), 0.5, 1.0, -0.0, 1e300, float("inf"))
DIGITS = ("0", "+7", "-0", "1.5", "1e3", ".5", "1.", "1e999", "0x10", " 1", "1 ", "nan", "--1", "+")
DIGITS_OF_TOO_MANY = ("9223372036854775808", "9007199254740993", "-9223372036854775808")
WORDS = (b"", b"a", "", "é", "true", "TRUE", "false")
DAYS = (
    "2024-02-29",
    "2023-02-29",
    "2024-2-9",
    "0000-01-01",
    "9999-12-31",
    "2024-13-01",
    "20240101",
)
TIMES = (
    *("2024-02-29 23:59:59", "2024-02-29T23:59:59.123456", "2024-02-30 00:00:00"),
    *("2024-01-01 24:00:00", "2024-01-01 00:00:60", "2024-01-01 00:00", "2024-01-01 1:00:00"),
    *("2024-01-01 00:00:00.", "2024-01-01 00:00:00.1234567", "2024-01-01 00:00:00.5"),
)
ODD = (None, *NUMBERS, *DIGITS, *DIGITS_OF_TOO_MANY, *WORDS, *DAYS, *TIMES)


@pytest.mark.parametrize("on_error", ["fail", "set_null"])
@pytest.mark.parametrize("place", range(1, len(COLUMNS)), ids=list(COLUMNS)[1:])
def test_a_column_of_sqlite_may_hold_anything(place: int, on_error: str) -> None:
    """What reads reads as in the reference; what does not is NULL, or is counted."""
    rows = [(at, *(odd if p == place else None for p in range(1, 6))) for at, odd in enumerate(ODD)]
    made = pipeline("replace", on_error=on_error)
    said, held, due = _read(made, rows)
    if on_error == "set_null":
        assert said == ""
        assert held == due
        return
    assert held is None
    assert isinstance(due, str)
    assert _counted(said) == _counted(due) != []


@pytest.mark.parametrize("place", [1, 3, 4, 5], ids=lambda p: list(COLUMNS)[p])
def test_what_sqlite_holds_is_put_aside_as_it_stands(place: int) -> None:
    """Every odd value but floats, whose digits SQLite does not all write."""
    columns = {name: type for name, type in COLUMNS.items() if type != "float64"}
    odd = [value for value in ODD if not isinstance(value, float)]
    rows = [(at, *(v if p == place else None for p in (1, 3, 4, 5))) for at, v in enumerate(odd)]
    made = checked(
        {
            "speccc": 1,
            "name": "copying",
            "sources": {"given": {"columns": columns, "key": ["k"], "on_error": "quarantine"}},
            "steps": [{"name": "kept", "from": "given", "filter": "true"}],
            "sinks": {
                "held": {"from": "kept", "mode": "replace"},
                "aside": {"from": "given.rejected", "mode": "replace"},
            },
        }
    )
    physical = [{n: _raw(n, v) for n, v in zip(columns, row, strict=True)} for row in rows]
    due = run(made, read_sources(made.sources, {"given": RawTable(tuple(columns), physical)}), {})
    assert due.sinks["aside"]
    with tempfile.TemporaryDirectory() as folder:
        unit = Unit(compiled_over_tables(made, "sqlite"), STORES["sqlite"], Path(folder))
        unit.store.fill(unit.root, "given", ", ".join(columns), rows)
        assert unit.run()["error"] is None
        for sink in made.sinks:
            types = [str(c.type) for c in made.node(sink.input).schema]
            held = unit.store.rows(unit.root, sink.name, types)
            assert held is not None
            assert Counter(held) == Counter(due.sinks[sink.name])


@pytest.mark.parametrize("odd", [0, *DIGITS, *DIGITS_OF_TOO_MANY, None], ids=str)
def test_a_key_of_sqlite_may_hold_anything(odd: Any) -> None:
    said, held, due = _read(pipeline("replace"), [(odd, None, None, None, None, None)])
    assert (held, bool(said)) == ((None, True) if isinstance(due, str) else (due, False))


def _read(made: Pipeline, rows: list[tuple[Any, ...]]) -> tuple[str, Any, Any]:
    """What a run says, what the sink holds then, and what the reference makes of it."""
    physical = [{n: _raw(n, v) for n, v in zip(COLUMNS, row, strict=True)} for row in rows]
    raw = RawTable(tuple(COLUMNS), physical)
    try:
        due: Any = Counter(run(made, read_sources(made.sources, {"given": raw}), {}).sinks["held"])
    except (RunError, Failure) as error:
        due = str(error)
    with tempfile.TemporaryDirectory() as folder:
        unit = Unit(compiled_over_tables(made, "sqlite"), STORES["sqlite"], Path(folder))
        unit.store.fill(unit.root, "given", ", ".join(COLUMNS), rows)
        error = unit.run()["error"]
        return "" if error is None else error["message"], unit.held(), due


def _counted(said: str) -> list[tuple[str, str]]:
    return re.findall(r"column '(\w+)': ([0-9]+) row", said)


def _raw(column: str, value: Any) -> Any:
    """What SQLite holds, as Python's own value: it has no bool."""
    return bool(value) if column == "b" and type(value) is int and value in (0, 1) else value
