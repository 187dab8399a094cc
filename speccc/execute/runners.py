"""The table of runners, and the one way to start a run."""

from __future__ import annotations

import importlib.util
import os
import traceback
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, cast

from speccc.connectors.databases import is_file
from speccc.connectors.references import names_in
from speccc.diagnostics import Diagnostic, Failure, InternalError, did_you_mean
from speccc.diagnostics.codes import execution, runs
from speccc.execute.profile import take_profile
from speccc.execute.report import Report, RunError
from speccc.execute.scripts import ScriptError
from speccc.execute.secrets import Secrets
from speccc.execute.watermarks import Entry, FileStore, Watermarks, whole
from speccc.types import Schema

Recipe = Mapping[str, Any]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A run of one unit.

    `folder` holds the generated files, `root` is where relative data paths start. `full`:
    incremental sources are read whole. `dry_run`: read and compute, write nothing; `limit`: only
    the first rows of each source, which is dry too. `lock_timeout`: how many seconds to wait
    for another run that writes to the same sinks. `paths`: the files that it reads and writes,
    relative to the root.
    """

    pipeline: str
    target: str
    recipe: Recipe
    folder: Path
    root: Path
    params: Mapping[str, str]
    connection: str = ""
    full: bool = False
    dry_run: bool = False
    limit: int | None = None
    lock_timeout: float = 60
    paths: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        return f"{self.pipeline}.{self.target}"


class Run(Protocol):
    """Runs a recipe. What goes wrong with the data is in the report's `error`, not raised."""

    def __call__(
        self,
        recipe: Recipe,
        folder: Path,
        root: Path,
        params: Mapping[str, str],
        *,
        connection: str = "",
        dry_run: bool = False,
        limit: int | None = None,
        lock_timeout: float = 60,
        progress: Progress | None = None,
    ) -> Report: ...


#: The typed rows of each source: of a recipe, by the scripts of a folder, with the data of a root,
#: with values of parameters and of incremental sources, over a connection.
Read = Callable[[Recipe, Path, Path, Mapping[str, str], str], dict[str, list[tuple[Any, ...]]]]


def _pandas() -> Run:
    from speccc.execute.pandas_runner import run

    return run


def _duckdb() -> Run:
    from speccc.execute.duckdb_runner import run

    return cast("Run", run)


def _database() -> Run:
    from speccc.execute.sql_runner import run

    return run


def _flink() -> Run:
    from speccc.execute.flink_runner import run

    return run


def _flink_stream() -> Run:
    from speccc.execute.flink_streams import run

    return run


def _duckdb_sources() -> Read:
    from speccc.execute.duckdb_runner import rows_of_sources

    return rows_of_sources


def _database_sources() -> Read:
    from speccc.execute.sql_runner import rows_of_sources

    return rows_of_sources


@dataclass(frozen=True, slots=True)
class Runner:
    """`extra` of the package installs `libraries`; `load` imports the function that runs.

    `keeps_watermarks`: it writes them itself, in one transaction with the rows. `read`: what reads
    sources alone, if they are read by scripts.
    """

    extra: str
    libraries: tuple[str, ...]
    load: Callable[[], Run]
    keeps_watermarks: bool = False
    read: Callable[[], Read] | None = None


#: By the name in a recipe. A runner that is not here compiles only.
RUNNERS: dict[str, Runner] = {
    "pandas": Runner("pandas", ("pandas", "pyarrow", "tenacity"), _pandas),
    "duckdb": Runner("duckdb", ("duckdb",), _duckdb, keeps_watermarks=True, read=_duckdb_sources),
    "sqlite": Runner("", (), _database, keeps_watermarks=True, read=_database_sources),
    "postgres": Runner(
        "postgres", ("psycopg",), _database, keeps_watermarks=True, read=_database_sources
    ),
    "mariadb": Runner(
        "mariadb", ("pymysql",), _database, keeps_watermarks=True, read=_database_sources
    ),
    "flink": Runner("flink", ("pyflink", "py4j"), _flink),
    "flink_stream": Runner("flink", ("pyflink", "py4j"), _flink_stream),
    "flink_gateway": Runner("", (), _flink),
    "flink_stream_gateway": Runner("", (), _flink_stream),
}


def run_unit(request: Request, progress: Progress | None = None) -> Report:
    """Runs a unit and gives its report; what the data did wrong is in `error`.

    Raises Failure if the run cannot start: E0951 to E0953, E0956, E0958.
    """
    runner, secrets, connection = _prepared(request)
    entries: tuple[Entry, ...] = tuple(request.recipe["incremental"])
    marks = Watermarks(() if runner.keeps_watermarks else entries, FileStore(request.root))
    given = {**(whole(entries) if request.full else marks.params()), **request.params}
    with _hidden(secrets):
        report = runner.load()(
            request.recipe,
            request.folder,
            request.root,
            given,
            connection=connection,
            dry_run=request.dry_run,
            limit=request.limit,
            lock_timeout=request.lock_timeout,
            progress=progress and (lambda said: progress(secrets.hide(said))),
        )
    report["rejected"] = _rejected(report, request.recipe.get("rejects", {}))
    if "profile" in request.recipe:
        take_profile(report, request.recipe["profile"])
    if report["error"] is not None:
        report["error"]["message"] = secrets.hide(report["error"]["message"])
    elif not request.dry_run and request.limit is None:
        try:
            marks.record(report["watermarks"], given)
        except OSError as error:
            what = "the rows are written, their watermark is not, so the next run reads them again"
            problem = f"{what}: {error.strerror or error}"
            report["error"] = RunError(kind="io", message=problem)
    return report


def rows_of_sources(request: Request) -> dict[str, list[tuple[Any, ...]]]:
    """The typed rows of each source, as the scripts of a unit read them; nothing is written.

    Raises Failure if they cannot be read: E0951 to E0953, E0956, and what a run would tell.
    """
    runner, secrets, connection = _prepared(request)
    if runner.read is None:
        raise InternalError(f"{request.address} is not read by scripts")
    given = {**whole(tuple(request.recipe["incremental"])), **request.params}
    with _hidden(secrets):
        try:
            return runner.read()(request.recipe, request.folder, request.root, given, connection)
        except ScriptError as error:
            message = secrets.hide(error.message)
            raise Failure([runs.BY_KIND[error.kind].at(None, message=message)]) from None


def rows_of_sinks(
    request: Request, given: Mapping[str, tuple[Schema, Sequence[tuple[Any, ...]]]]
) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sink when the sources have the given, typed rows, as the scripts of a unit
    over tables compute them; nothing is written.

    Raises Failure if they cannot be computed: E0951 to E0953, E0956, and what a run would tell.
    """
    _, secrets, connection = _prepared(request)
    from speccc.execute.sql_runner import relations

    with _hidden(secrets):
        try:
            return relations(request.recipe, request.folder, given, request.params, connection)
        except ScriptError as error:
            message = secrets.hide(error.message)
            raise Failure([runs.BY_KIND[error.kind].at(None, message=message)]) from None


def _prepared(request: Request) -> tuple[Runner, Secrets, str]:
    """The runner of a unit, what the environment gives, and the connection with it filled in.

    Raises Failure: E0951 to E0953, E0956, E0958.
    """
    name = str(request.recipe["runner"])
    runner = RUNNERS.get(name)
    if runner is None:
        raise Failure([execution.NOT_RUNNABLE.at(None, address=request.address, runner=name)])
    wrong = [*_missing_libraries(request, name, runner), *_unknown_params(request)]
    paths = [*request.paths, *_database_file(name, request.connection)]
    wrong += away(request.pipeline, request.target, request.root, paths)
    secrets = Secrets(os.environ)
    connection = secrets.fill(request.connection)
    for variable in request.recipe.get("environment", ()):  # which generated code reads itself
        secrets.fill(f"${{env:{variable}}}")
    wrong += [
        execution.NO_VARIABLE.at(None, address=request.address, name=variable)
        for variable in secrets.missing
    ]
    if wrong:
        raise Failure(wrong)
    return runner, secrets, connection


def _database_file(runner: str, connection: str) -> list[str]:
    """The file of a connection, unless the environment says where it is."""
    plain = connection and not [*names_in(connection)]
    return [connection] if plain and is_file(runner) else []


def away(pipeline: str, target: str, root: Path, paths: Iterable[str]) -> list[Diagnostic]:
    """What is to be said of files that are not below the root, because a link leads away."""
    whole = root.resolve()
    return [
        execution.LEADS_AWAY.at(None, address=f"{pipeline}.{target}", path=path, pipeline=pipeline)
        for path in paths
        if not (whole / path).resolve().is_relative_to(whole)
    ]


def _rejected(report: Report, sinks: Mapping[str, str]) -> dict[str, int]:
    """The rows that were put aside, as far as the run came; `sinks`: by step, who gets them."""
    sources = {n: read["rejected"] for n, read in report["sources"].items() if "rejected" in read}
    written = report["sinks"]
    steps = {step: written[sink]["written"] for step, sink in sinks.items() if sink in written}
    return sources | steps


@contextmanager
def _hidden(secrets: Secrets) -> Generator[None]:
    """No value of the environment leaves the block in what it raises."""
    try:
        yield
    except Failure as failure:
        raise Failure(
            replace(d, message=secrets.hide(d.message), hint=secrets.hide(d.hint))
            for d in failure.diagnostics
        ) from None
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        if secrets.hide(told) == told:
            raise
        raise InternalError(secrets.hide(str(error))) from None


def failure_of(address: str, report: Report) -> Diagnostic | None:
    """The diagnostic of a run that ended with an error; None if it went well."""
    error = report["error"]
    if error is None:
        return None
    return runs.BY_KIND[error["kind"]].at(None, message=f"{address}: {error['message']}")


def _missing_libraries(request: Request, name: str, runner: Runner) -> list[Diagnostic]:
    needed = {runner.extra: runner.libraries, **request.recipe.get("extras", {})}
    missing = {
        extra: [library for library in libraries if not importlib.util.find_spec(library)]
        for extra, libraries in needed.items()
    }
    extras = [extra for extra, libraries in missing.items() if libraries]
    if not extras:
        return []
    libraries = ", ".join(library for extra in extras for library in missing[extra])
    return [
        execution.MISSING_LIBRARY.at(None, runner=name, libraries=libraries, extra=",".join(extras))
    ]


def _unknown_params(request: Request) -> list[Diagnostic]:
    known = [str(param["name"]) for param in request.recipe["params"]]
    return [
        execution.UNKNOWN_PARAM.at(
            None, pipeline=request.pipeline, name=name, note=did_you_mean(name, known)
        )
        for name in request.params
        if name not in known
    ]
