"""Runs a compiled pipeline on database servers, on typed rows in temporary tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from speccc.backends.api import Target
from speccc.backends.sql import SqlBackend
from speccc.execute.scripts import ScriptError
from speccc.execute.sql_runner import relations
from speccc.ir.rejecting import scanned
from speccc.ir.rel import Pipeline
from tests.differential.engines import ENGINES, LATER, PARTIAL, Ended, Rows, Run, Sources
from tests.support import servers
from tests.unit.backends.sql.tables import over_tables


def prepare(dialect: str, url: Callable[[], str], pipeline: Pipeline) -> Run:
    """Compiled for a dialect, to be run on any rows in the database of the URL."""
    target = Target(dialect, "sql", dialect, "${env:DATABASE_URL}")
    compiled = SqlBackend().compile(over_tables(pipeline), target)

    def run(sources: Sources) -> Rows:
        given = scanned(pipeline, sources)
        with tempfile.TemporaryDirectory() as folder:
            for artefact in compiled.artefacts:
                Path(folder, artefact.path).write_text(artefact.content, encoding="utf-8")
            try:
                return relations(compiled.recipe, Path(folder), given, {}, url())
            except ScriptError as error:
                raise Ended(error.kind, error.message) from error

    return run


SERVERS: dict[str, Callable[[Pipeline], Run]] = {
    "postgres": partial(prepare, "postgres", lambda: servers.postgres()("postgres")),
    "mariadb": partial(prepare, "mariadb", lambda: servers.mariadb()("test")),
}
#: All that the laws can be asked about, by name.
EVERY = ENGINES | PARTIAL | SERVERS


def parameters(names: Iterable[str]) -> list[ParameterSet]:
    """Names of engines for a test; it is `make servers` that tries servers, and other versions."""
    return [
        pytest.param(name, marks=[pytest.mark.servers] if name in {*SERVERS, *LATER} else [])
        for name in names
    ]
