"""Sinks that hold rows already: runs on files, each engine against `write` of the reference."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.execute.readers import read_raw
from speccc.ir.expr import Value
from speccc.ir.rel import Binding, Pipeline, Row, Sink, SinkMode, Source
from speccc.reference import run, write
from speccc.reference.boundary import read_sources
from speccc.types import Kind
from tests.differential.compare import difference
from tests.differential.pipelines import checked
from tests.differential.runs import RUNNERS, Runner
from tests.differential.values import cells

MODES: dict[SinkMode, dict[str, Any]] = {
    "replace": {},
    "merge": {"key": ["k", "t"]},
    "append": {"key": ["t", "k"]},
    "partition": {"by": ["d", "t", "b"]},
}
FORMATS = ("csv", "json", "parquet")
COLUMNS = {
    "k": "int64 not null",
    "t": "text",
    "f": "float64",
    "m": "decimal(12,2)",
    "b": "bool",
    "d": "date",
    "s": "timestamp",
    "v": {"type": "text", "path": "Odd name, x"},
}
FILE = "data/given.parquet"
_ARROW = {
    Kind.BOOL: pa.bool_(),
    Kind.INT64: pa.int64(),
    Kind.FLOAT64: pa.float64(),
    Kind.DECIMAL: pa.decimal128(12, 2),
    Kind.TEXT: pa.string(),
    Kind.DATE: pa.date32(),
    Kind.TIMESTAMP: pa.timestamp("us"),
}
#: Texts that would be something else in the name of a folder.
_PLACES = ("a/b", "..", ".", "a=b", "__HIVE_DEFAULT_PARTITION__", "%41", "a b", "ä")


def pipeline(mode: SinkMode, format: str) -> Pipeline:
    """Everything that is read goes into one sink."""
    keyed = {"t": "text not null"} if "key" in MODES[mode] else {}
    made = checked(
        {
            "speccc": 1,
            "name": "reading",
            "sources": {"given": {"columns": COLUMNS | keyed}},
            "steps": [{"name": "kept", "filter": "true"}],
            "sinks": {"out": {"columns": COLUMNS | keyed, "mode": mode, **MODES[mode]}},
        }
    )
    path = "out/kept" if mode == "partition" else f"out/kept.{format}"
    return replace(
        made,
        sources=(replace(made.sources[0], binding=Binding("parquet", {"path": FILE})),),
        sinks=(replace(made.sinks[0], binding=Binding(format, {"path": path})),),
    )


def give(source: Source, rows: Sequence[Row], root: Path) -> None:
    """The rows as the file of the source."""
    arrays = {
        column.path[0]: pa.array([row[at] for row in rows], _ARROW[column.type.kind])
        for at, column in enumerate(source.columns)
    }
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.table(arrays), path)


def held(sink: Sink, root: Path) -> list[Row]:
    """What the sink's files hold, read under its own contract."""
    assert sink.binding is not None
    place = Path(str(sink.binding.options["path"]))
    files = sorted((root / place).rglob("*")) if sink.mode == "partition" else [root / place]
    rows: list[Row] = []
    for file in (f for f in files if f.is_file()):
        options = {"path": file.relative_to(root).as_posix()}
        source = Source(
            sink.name, sink.columns, (), "fail", Binding(sink.binding.connector, options)
        )
        raw = read_raw(sink.binding.connector, options, root)
        rows += read_sources([source], {sink.name: raw})[sink.name]
    return rows


def content(root: Path) -> dict[str, bytes]:
    """Every file that a run has written."""
    found = sorted((root / "out").rglob("*"))
    return {str(f.relative_to(root)): f.read_bytes() for f in found if f.is_file()}


def check(made: Pipeline, run_it: Runner, root: Path, batches: Sequence[list[Row]]) -> None:
    """The law: after each run the sink holds what the reference says; the same run again changes
    no byte; nothing else lies beside it. (Of Parquet no byte when it runs for the third time: the
    writer of DuckDB says that no row lacks a value in one way if some did before, else in another.)
    """
    sink, schema = made.sinks[0], made.node(made.sinks[0].input).schema
    settled = 2 if sink.binding and sink.binding.connector == "parquet" else 1
    expected: list[Row] = []
    for batch in batches:
        give(made.sources[0], batch, root)
        new = run(made, {"given": batch}, {}).sinks["out"]
        expected = write(sink, expected, new)
        for times in range(settled + 1):
            before = content(root) if times == settled else {}
            report = run_it(root)
            assert report["error"] is None, report["error"]
            found = difference(schema, expected, held(sink, root), ordered=bool(sink.key))
            assert not found, found
            assert times < settled or content(root) == before or not sink.key
            assert not list((root / "out").rglob(".*"))


@st.composite
def batches(draw: st.DrawFn, made: Pipeline) -> list[list[Row]]:
    """A few batches of rows, whose keys are different in each."""
    columns = {c.name: c for c in made.sources[0].columns}
    binding = made.sinks[0].binding
    no_empty = binding is not None and binding.connector == "csv"

    def cell(name: str) -> st.SearchStrategy[Value]:
        column = columns[name]
        if name == "k":
            return st.integers(0, 4)
        drawn = cells(column.type, nullable=column.nullable)
        if name == "t":
            few = st.sampled_from(("a", "A", "b", "é", "12", "\\", *_PLACES))
            drawn = few | (st.none() if column.nullable else few)
        return drawn.filter(lambda v: v != "") if no_empty else drawn

    row = st.tuples(*map(cell, columns))
    unique = (lambda r: (r[0], r[1])) if made.sinks[0].key else None
    one = st.lists(row, max_size=6, unique_by=unique)
    return draw(st.lists(one, min_size=1, max_size=3))


def check_mode(mode: SinkMode, format: str, engine: str, folder: Path) -> None:
    """The law for random batches."""
    made = pipeline(mode, format)
    run_it = RUNNERS[engine](made, folder)

    @settings(max_examples=4, deadline=None)
    @given(batches(made))
    def law(drawn: list[list[Row]]) -> None:
        with tempfile.TemporaryDirectory(dir=folder) as root:
            check(made, run_it, Path(root), drawn)

    law()
