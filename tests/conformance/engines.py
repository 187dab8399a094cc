"""The engines: how each is given the eight tables, and where its results lie."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from speccc.execute.databases import DATABASES
from tests.conformance.compare import FROM_TEXT, Row
from tests.conformance.data import TABLES, as_floats
from tests.support import flink, servers

#: The rows of a table that a query has written, its columns having these types.
Read = Callable[[str, Mapping[str, str]], list[Row]]


@dataclass(frozen=True)
class Loaded:
    """An engine that has the data. `environment` is what the target's profile asks for."""

    environment: Mapping[str, str]
    read: Read


@dataclass(frozen=True)
class Engine:
    """`load` gives it the Parquet files of a folder; `ordered`: its results keep their order."""

    name: str
    load: Callable[[Path, Path, str], Loaded]
    ordered: bool = False


def _pandas(root: Path, data: Path, schema: str) -> Loaded:
    del schema
    (root / "data").mkdir()
    for table in TABLES:
        shutil.copyfile(data / f"{table}.parquet", root / "data" / f"{table}.parquet")
    return Loaded({}, _parquet(root / "out" / "pandas"))


def _duckdb(root: Path, data: Path, schema: str) -> Loaded:
    del schema
    with duckdb.connect(str(root / "tpch.duckdb")) as connection:
        for table in TABLES:
            connection.read_parquet(str(data / f"{table}.parquet")).create(table)
    return Loaded({}, _parquet(root / "out" / "duckdb"))


def _parquet(folder: Path) -> Read:
    def read(query: str, types: Mapping[str, str]) -> list[Row]:
        del types
        return [
            tuple(row.values()) for row in pq.read_table(folder / f"{query}.parquet").to_pylist()
        ]

    return read


def _flink(root: Path, data: Path, schema: str) -> Loaded:
    del schema
    flink.needed()
    (root / "data").mkdir()
    with duckdb.connect() as connection:
        for table in TABLES:
            rows = connection.read_parquet(str(data / f"{table}.parquet"))
            rows.write_csv(str(root / "data" / f"{table}.csv"), header=True)

    def read(query: str, types: Mapping[str, str]) -> list[Row]:
        lines = (root / "out" / "flink" / f"{query}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line, parse_int=str, parse_float=str) for line in lines]
        return [tuple(_cell(row[name], type_) for name, type_ in types.items()) for row in rows]

    return Loaded({}, read)


def _cell(text: str | None, type_: str) -> Any:
    return None if text is None else FROM_TEXT[type_.partition("(")[0]](text)


def _sqlite(root: Path, data: Path, schema: str) -> Loaded:
    del schema
    # SQLite has no decimals; the queries that it is asked over this schema read none.
    return _database("sqlite", "tpch.sqlite", root, as_floats(data, root / "floats"))


def _postgres(root: Path, data: Path, schema: str) -> Loaded:
    url = servers.postgres()
    _execute("postgres", url("postgres"), root, f"CREATE DATABASE {schema}")
    return _database("postgres", url(schema), root, data, "TPCH_POSTGRES")


def _mariadb(root: Path, data: Path, schema: str) -> Loaded:
    url = servers.mariadb()
    _execute("mariadb", url("test"), root, f"CREATE DATABASE {schema}")
    return _database("mariadb", url(schema), root, data, "TPCH_MARIADB")


def _database(name: str, connection: str, root: Path, data: Path, variable: str = "") -> Loaded:
    database = DATABASES[name]

    def read(query: str, types: Mapping[str, str]) -> list[Row]:
        columns = ", ".join(types)
        with closing(database.connect(connection, root)) as opened:
            cursor = opened.cursor()
            cursor.execute(f"SELECT {columns} FROM {query}")
            kinds = [type_.partition("(")[0] for type_ in types.values()]
            return [
                tuple(database.decode(*cell) for cell in zip(row, kinds, strict=True))
                for row in cursor.fetchall()
            ]

    with closing(database.connect(connection, root)) as opened:
        cursor = opened.cursor()
        cursor.execute("BEGIN")
        for table in TABLES:
            rows = pq.read_table(data / f"{table}.parquet")
            cursor.execute(f"CREATE TABLE {table} ({', '.join(map(_column, rows.schema))})")
            places = ", ".join(database.place for _ in rows.schema)
            values = zip(*(column.to_pylist() for column in rows.columns), strict=True)
            encoded = [tuple(map(database.encode, row)) for row in values]
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", encoded)
        cursor.execute("COMMIT")
    return Loaded({variable: connection} if variable else {}, read)


def _execute(name: str, connection: str, root: Path, statement: str) -> None:
    with closing(DATABASES[name].connect(connection, root)) as opened:
        opened.cursor().execute(statement)


def _column(field: pa.Field[Any]) -> str:
    """A column of a table, in words that the three databases share."""
    if pa.types.is_decimal(field.type):
        type_ = f"DECIMAL({field.type.precision},{field.type.scale})"
    elif pa.types.is_integer(field.type):
        type_ = "BIGINT"
    elif pa.types.is_floating(field.type):
        type_ = "DOUBLE PRECISION"
    else:
        type_ = "DATE" if pa.types.is_date(field.type) else "TEXT"
    return f"{field.name} {type_} NOT NULL"


ENGINES = (
    Engine("pandas", _pandas, ordered=True),
    Engine("duckdb", _duckdb, ordered=True),
    Engine("postgres", _postgres),
    Engine("mariadb", _mariadb),
    Engine("sqlite", _sqlite),
    *([] if flink.absent() else [Engine("flink", _flink, ordered=True)]),
)
