"""The generated DuckDB SQL, and the standard text of TPC-H, over the same tables on one thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import yaml

from benchmarks import answers
from benchmarks.timing import Pair, in_turns
from tests.conformance.data import PROJECT, QUERIES, TABLES

_TYPES = {"int64": "BIGINT", "float64": "DOUBLE", "text": "VARCHAR", "date": "DATE"}
_WRITTEN = re.compile(r"^COPY \((.*?)^\) TO", re.MULTILINE | re.DOTALL)


def compared(project: Path, repetitions: int) -> Iterator[tuple[str, Pair]]:
    """The seconds of each query, from tables in memory to a table in memory.

    Of the generated scripts that is `03_pipeline.sql` and what `04_sinks.sql` writes; `project`
    holds them, and Parquet files under `data`. Raises AssertionError if the two answers differ.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as database:
        _load(database, project)
        for query in QUERIES:
            folder = project / "generated" / query / "duckdb"
            steps, sink = (folder / name for name in ("03_pipeline.sql", "04_sinks.sql"))
            written = _WRITTEN.search(sink.read_text(encoding="utf-8"))
            assert written is not None
            text = (PROJECT / "oracle" / f"{query}.sql").read_text(encoding="utf-8")
            with database.cursor() as session:
                session.execute((folder / "01_setup.sql").read_text(encoding="utf-8"))
                script = f"{steps.read_text(encoding='utf-8')};{_kept('found', written[1])}"
                standard = _kept("due", text)

                def generated(
                    session: duckdb.DuckDBPyConnection = session, script: str = script
                ) -> None:
                    session.execute(script)

                def reference(
                    session: duckdb.DuckDBPyConnection = session, standard: str = standard
                ) -> None:
                    session.execute(standard)

                generated()
                reference()
                found, due = (
                    session.execute(f"FROM the_{name}").fetchall() for name in ("found", "due")
                )
                different = answers.difference(found, due)
                assert different is None, f"{query}: {different}"
                yield query, in_turns(generated, reference, repetitions)


def _kept(name: str, select: str) -> str:
    return f"CREATE OR REPLACE TEMP TABLE the_{name} AS {select}"


def _load(database: duckdb.DuckDBPyConnection, project: Path) -> None:
    """The tables in the types that the project declares."""
    declared = yaml.safe_load((project / "speccc.yaml").read_text(encoding="utf-8"))["catalog"]
    for table in TABLES:
        columns = ", ".join(
            f"CAST({name} AS {_type(type_)}) AS {name}"
            for name, type_ in declared[table]["columns"].items()
        )
        file = project / "data" / f"{table}.parquet"
        database.execute(f"CREATE TABLE {table} AS SELECT {columns} FROM '{file}'")


def _type(declared: str) -> str:
    plain = declared.removesuffix(" not null")
    return _TYPES.get(plain, plain)
