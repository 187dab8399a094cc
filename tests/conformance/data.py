"""Where TPC-H's data comes from, and the answers that belong to it.

The folder that SPECCC_TPCH names has both: eight Parquet files, and `answers/q01.csv` and so on,
separated by `|`. Without it the data is made by tpchgen-cli, and the answers by DuckDB from the
SQL in `tpch/oracle`. The two data sets have other texts, so an answer is only ever compared with
rows of its own data.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FOLDER = "SPECCC_TPCH"
PROJECT = Path(__file__).with_name("tpch")
TABLES = ("region", "nation", "part", "supplier", "partsupp", "customer", "orders", "lineitem")
QUERIES = tuple(f"q{number:02}" for number in range(1, 23))

#: A row of an answer: texts, None for NULL.
Answer = list[tuple[str | None, ...]]


@dataclass(frozen=True)
class Data:
    """Eight Parquet files, and the answer to each query over them."""

    origin: str
    folder: Path
    answers: Mapping[str, Answer]


def data(cache: Path, scale: str = "0.01") -> Data:
    """The published data if SPECCC_TPCH names it, else data that is made, once, under `cache`."""
    if named := os.environ.get(FOLDER):
        folder = Path(named).resolve()
        answers = {query: published(folder / "answers" / f"{query}.csv") for query in QUERIES}
        return Data(f"{folder.name}, with its published answers", folder, answers)
    folder = generated(cache / f"tpch-{scale}", scale)
    return Data(f"tpchgen at scale {scale}, answered by DuckDB", folder, oracle(folder))


def published(file: Path) -> Answer:
    """The rows of a published answer."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    width = len(rows[0])
    return [tuple(cell or None for cell in row or [""] * width) for row in rows[1:]]


def generated(folder: Path, scale: str) -> Path:
    """Data made by tpchgen-cli; what is there already stays."""
    if not folder.is_dir():
        making = folder.with_name(folder.name + ".part")
        shutil.rmtree(making, ignore_errors=True)
        tool = Path(sys.executable).with_name("tpchgen-cli")
        options = ["parquet", "--scale-factor", scale, "--output-dir", str(making)]
        subprocess.run([tool, *options], check=True, capture_output=True)
        making.rename(folder)
    return folder


def oracle(folder: Path) -> dict[str, Answer]:
    """What DuckDB answers to the hand-written SQL."""
    with duckdb.connect() as connection:
        for table in TABLES:
            connection.read_parquet(str(folder / f"{table}.parquet")).create_view(table)
        return {
            file.stem: [
                tuple(None if cell is None else str(cell) for cell in row)
                for row in connection.execute(file.read_text(encoding="utf-8")).fetchall()
            ]
            for file in sorted((PROJECT / "oracle").glob("*.sql"))
        }


def as_floats(folder: Path, to: Path) -> Path:
    """The same data with each decimal column as float64."""
    to.mkdir(parents=True)
    for table in TABLES:
        rows = pq.read_table(folder / f"{table}.parquet")
        for place, field in enumerate(rows.schema):
            if pa.types.is_decimal(field.type):
                floats = pc.cast(rows.column(place), pa.float64())
                rows = rows.set_column(place, field.name, floats)
        pq.write_table(rows, to / f"{table}.parquet")
    return to
