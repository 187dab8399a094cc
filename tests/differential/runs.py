"""Whole runs on files, on every engine, against the read boundary of the reference."""

from __future__ import annotations

import json
import sys
import tempfile
import types
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.backends.api import Compiled, Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.diagnostics import Failure
from speccc.execute.duckdb_runner import run as run_scripts
from speccc.execute.readers import read_raw
from speccc.ir.rel import Binding, Pipeline, Source
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import Result, run
from speccc.reference.values import RunError
from speccc.types import Kind
from tests.differential import files
from tests.differential.compare import difference
from tests.differential.pipelines import checked

Runner = Callable[[Path], dict[str, Any]]
FILE = "data/in [1].x"
FORMATS = {
    "csv": {"path": FILE},
    "csv with semicolons": {"path": FILE, "delimiter": ";"},
    "csv with tabs": {"path": FILE, "delimiter": "\t"},
    "json": {"path": FILE},
    "parquet": {"path": FILE},
}


def pipeline(name: str, on_error: str) -> Pipeline:
    """The source as it is, into a sink of each format."""
    columns = dict(files.COLUMNS)
    if name == "json":
        for column, way in files.NESTED.items():
            given = columns[column]
            made = given if isinstance(given, dict) else {"type": given}
            columns[column] = made | {"path": list(way)}
    sinks = ("csv", "json", "parquet")
    document = {
        "speccc": 1,
        "name": "reading",
        "sources": {"given": {"columns": columns, "key": ["k", "k2"], "on_error": on_error}},
        "steps": [{"name": "kept", "from": "given", "filter": "true"}],
        "sinks": {f"as_{sink}": {"from": "kept", "mode": "replace"} for sink in sinks},
    }
    bindings = {f"as_{s}": Binding(s, {"path": f"out/deep/x.{s}"}) for s in sinks}
    if on_error == "quarantine":
        document["sinks"]["aside"] = {"from": "given.rejected", "mode": "replace"}
        bindings["aside"] = Binding("parquet", {"path": "out/deep/aside.parquet"})
    made = checked(document)
    source = Binding(name.split(maxsplit=1)[0], FORMATS[name])
    return replace(
        made,
        sources=tuple(replace(s, binding=source) for s in made.sources),
        sinks=tuple(replace(s, binding=bindings[s.name]) for s in made.sinks),
    )


def _write(compiled: Compiled, folder: Path) -> None:
    for artefact in compiled.artefacts:
        (folder / artefact.path).write_text(artefact.content, encoding="utf-8")


def duckdb_runner(made: Pipeline, folder: Path, **options: Any) -> Runner:
    compiled = SqlBackend().compile(made, Target("duckdb", "sql", "duckdb"))
    _write(compiled, folder)
    return lambda root: dict(run_scripts(compiled.recipe, folder, root, {}, **options))


def pandas_runner(made: Pipeline, folder: Path, lock_timeout: float = 60) -> Runner:
    """The module's own command line."""
    compiled = PandasBackend().compile(made, Target("pandas", "pandas"))
    _write(compiled, folder)
    module = types.ModuleType("generated")
    sys.modules[module.__name__] = module
    code = (folder / "reading.py").read_text(encoding="utf-8")
    exec(compile(code, "reading.py", "exec"), module.__dict__)  # noqa: S102

    def run_it(root: Path) -> dict[str, Any]:
        report = folder / "report.json"
        options = [
            "--root",
            str(root),
            "--report",
            str(report),
            "--lock-timeout",
            str(lock_timeout),
        ]
        ended = module.main(options)
        found = json.loads(report.read_text(encoding="utf-8"))
        assert ended == (1 if found["error"] else 0)
        return found

    return run_it


RUNNERS = {"duckdb": duckdb_runner, "pandas": pandas_runner}


def due(made: Pipeline, root: Path) -> Result | dict[str, str]:
    """What the reference makes of the files, or the error with which it ends the run."""
    try:
        raw = {s.name: _raw(s, root) for s in made.sources}
        return run(made, read_sources(made.sources, raw), {})
    except RunError as error:
        return {"kind": error.kind, "message": error.message}
    except Failure as failure:
        return {"kind": "io", "message": failure.diagnostics[0].message}


def _raw(source: Source, root: Path) -> Any:
    assert source.binding is not None
    return read_raw(source.binding.connector, source.binding.options, root)


def check_run(made: Pipeline, run_it: Runner, root: Path, *, in_words: bool = False) -> bool:
    """The law for the files below `root`; whether there were rows. `in_words`: a run that ends
    tells what the reference tells.
    """
    expected = due(made, root)
    report = run_it(root)
    if not isinstance(expected, Result):
        assert report["error"] is not None, "the engine missed that the file lies"
        assert not in_words or report["error"] == expected
        written = [p for p in (root / "out").rglob("*") if p.is_file()]
        assert not written, written
        return False
    assert report["error"] is None, report["error"]
    for sink in made.sinks:
        schema = made.node(sink.input).schema
        rows = expected.sinks[sink.name]
        assert report["sinks"][sink.name] == {"written": len(rows)}
        back = Source(sink.name, sink.columns, (), "fail", sink.binding)
        got = read_sources([back], {sink.name: _raw(back, root)})[sink.name]
        found = difference(schema, rows, got)
        assert not found, f"sink {sink.name}: {found}"
    return True


def _kinds(made: Pipeline) -> dict[str, Kind]:
    return {c.name: c.type.kind for c in made.sources[0].columns}


def content(name: str, made: Pipeline) -> st.SearchStrategy[bytes]:
    """A file of the format, honest or not."""

    def of(told: files.Lies) -> st.SearchStrategy[bytes]:
        if name == "json":
            return files.json_file(told)
        if name == "parquet":
            return files.parquet_file(told, _kinds(made))
        return files.csv_file(told, str(FORMATS[name].get("delimiter", ",")))

    return files.lies().flatmap(of)


def check_gallery(name: str, on_error: str, engine: str, folder: Path) -> set[bool]:
    """The law for the files of the gallery, in words, too; whether there were rows, or none."""
    made = pipeline(name, on_error)
    run_it = RUNNERS[engine](made, folder)
    delimiter = str(FORMATS[name].get("delimiter", ","))
    gallery = files.gallery(name, _kinds(made), delimiter, strict=on_error == "fail")
    return {_check_one(made, run_it, data, folder, in_words=True) for data in gallery}


def _check_one(
    made: Pipeline, run_it: Runner, data: bytes, folder: Path, *, in_words: bool = False
) -> bool:
    with tempfile.TemporaryDirectory(dir=folder) as root:
        files.write(Path(root, FILE), data)
        return check_run(made, run_it, Path(root), in_words=in_words)


def check_files(
    name: str, on_error: str, engine: str, folder: Path, phases: Sequence[Phase] = tuple(Phase)
) -> list[bool]:
    """The law for random files of a format; for each whether there were rows."""
    made = pipeline(name, on_error)
    run_it = RUNNERS[engine](made, folder)
    outcomes: list[bool] = []

    @settings(max_examples=8, phases=phases, deadline=None)
    @given(content(name, made))
    def law(data: bytes) -> None:
        outcomes.append(_check_one(made, run_it, data, folder))

    law()
    return outcomes
