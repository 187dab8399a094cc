"""Nexmark's queries that the language can express: the specs of this folder, checked."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from speccc.diagnostics import Reporter
from speccc.driver import check, optimise
from speccc.execute.readers import read_raw
from speccc.ir.rel import Pipeline, Row
from speccc.reference.boundary import read_sources
from speccc.spec.load import load_project, load_spec
from tests.conformance.nexmark import generator

PROJECT = Path(__file__).parent
QUERIES = tuple(sorted(file.stem for file in (PROJECT / "specs").glob("q*.yaml")))
#: The rows of every table.
Tables = Mapping[str, Sequence[Row]]


@cache
def pipelines() -> Mapping[str, Pipeline]:
    """By the name of the query."""
    reporter = Reporter()
    project = load_project((PROJECT / "speccc.yaml").read_bytes(), "speccc.yaml", reporter)
    assert project is not None, reporter.diagnostics
    loaded = {
        name: load_spec(
            (PROJECT / f"specs/{name}.yaml").read_bytes(),
            f"specs/{name}.yaml",
            reporter,
            project.model.catalog,
        )
        for name in QUERIES
    }
    specs = {name: spec for name, spec in loaded.items() if spec is not None}
    found = check(specs, reporter)
    assert not reporter.diagnostics, reporter.diagnostics
    return {name: optimise(pipeline) for name, pipeline in found.items()}


def for_batch(pipeline: Pipeline) -> Pipeline:
    """The query with sinks that are replaced as a whole: which rows it gives is the same."""
    sinks = tuple(replace(s, mode="replace", key=(), check_key=False) for s in pipeline.sinks)
    return replace(pipeline, sinks=sinks)


@cache
def files(events: int) -> tempfile.TemporaryDirectory[str]:
    """A folder with the tables of so many events."""
    folder = tempfile.TemporaryDirectory(prefix="speccc-nexmark-")
    generator.write(Path(folder.name) / "data", events)
    return folder


def rows(pipeline: Pipeline, events: int) -> Tables:
    """What the sources of a query have after so many events."""
    root = Path(files(events).name)
    raw = {
        source.name: read_raw("json", {"path": f"data/{source.name}.jsonl"}, root)
        for source in pipeline.sources
    }
    return read_sources(pipeline.sources, raw)
