"""Scripts over Parquet, run by hand through a real gateway: the rows of the interpreter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from speccc.backends.api import Target
from speccc.backends.flink import FlinkBackend
from speccc.execute.flink_gateway import session
from speccc.execute.flink_scripts import read
from speccc.reference.interpret import run as interpret
from tests.differential.engines import bound
from tests.flink.streams import checked
from tests.full.services import Cluster

pytestmark = pytest.mark.flink_full

SPEC = """
sources:
  orders:
    columns:
      id: int64 not null
      word: text
      price: decimal(12,2)
      weight: float64
      paid: bool
      day: date
      seen_at: timestamp
    key: [id]
steps:
  - filter: id > 1
  - derive: {double: price * 2}
sinks:
  kept: {mode: replace}
"""
#: In whole milliseconds: at a finer time before 1970 the reader of Flink 2.3 ends with an error.
BEFORE_1970 = dt.datetime(1969, 12, 31, 23, 59, 59, 999000)
ROWS = [
    (1, "a", Decimal("1.50"), 0.5, True, dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 10)),
    (2, "é", Decimal("-0.01"), -1.25, False, dt.date(1969, 12, 31), BEFORE_1970),
    (3, None, None, None, None, None, None),
]
SCHEMA = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        pa.field("word", pa.string()),
        pa.field("price", pa.decimal128(12, 2)),
        pa.field("weight", pa.float64()),
        pa.field("paid", pa.bool_()),
        pa.field("day", pa.date32()),
        pa.field("seen_at", pa.timestamp("us")),
    ]
)


def test_rows_are_those_of_the_interpreter(tmp_path: Path, flink: Cluster) -> None:
    pipeline = checked(SPEC)
    made = bound(pipeline, "parquet", ".parquet")
    compiled = FlinkBackend().compile(made, Target("flink", "flink"))
    for artefact in compiled.artefacts:
        (tmp_path / artefact.path).write_text(artefact.content, encoding="utf-8")
    place = tmp_path / "data/orders.parquet"
    place.parent.mkdir()
    table = pa.Table.from_pylist([dict(zip(SCHEMA.names, r, strict=True)) for r in ROWS], SCHEMA)
    # Flink 2.3 reads no dictionary of decimals.
    pq.write_table(table, place, use_dictionary=False)
    settings = {"execution.runtime-mode": "batch", "table.local-time-zone": "UTC"}
    with session(flink.gateway, settings, mock.Mock()) as opened:
        for phase in ("setup", "sinks", "transform", "checks"):
            for statement in read(compiled.recipe, tmp_path, phase):
                if statement.startswith("CREATE"):
                    opened.define(statement.replace("'path' = '", f"'path' = '{tmp_path}/"))
        assert opened.rows("SELECT * FROM `__findings`") == []
        opened.insert(read(compiled.recipe, tmp_path, "load"))
    [sink] = compiled.recipe["sinks"]
    written = pq.read_table(tmp_path / sink["path"]).to_pylist()
    expected = interpret(pipeline, {"orders": ROWS}, {}).sinks["kept"]
    assert sorted([tuple(row.values()) for row in written], key=str) == sorted(expected, key=str)
