"""Runs generated FlinkSQL scripts in batch mode, on a Flink beside this process or on a cluster
behind its SQL gateway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from speccc.diagnostics import Failure, InternalError
from speccc.execute.flink_engine import Environment, FlinkError, FlinkGone
from speccc.execute.flink_files import ContractError, collected, copied, counted
from speccc.execute.flink_scripts import explained, filled, read, table_of, values, with_option
from speccc.execute.flink_tables import Tables, job_seen, opened, scratch_folder
from speccc.execute.places import staging
from speccc.execute.report import Broken, Read, Report, RunError, empty_report
from speccc.execute.scripts import Progress, ScriptError, silent, timed

_SETTINGS = {"execution.runtime-mode": "batch", "table.local-time-zone": "UTC"}


def run(
    recipe: Mapping[str, Any],
    folder: Path,
    root: Path,
    params: Mapping[str, str],
    *,
    connection: str = "",
    dry_run: bool = False,
    limit: int | None = None,
    lock_timeout: float = 60,
    progress: Progress | None = None,
) -> Report:
    """Runs all scripts of a unit, and reports; what goes wrong with data is in `error`.

    As other runners do. Every source is read once, before anything is computed; the sinks take
    their places together at the end. `connection`: the URL of a SQL gateway; without one a Flink
    is started beside this process. Raises Failure if there is no Java for that.
    """
    report = empty_report()
    tell = progress or silent
    try:
        _look_at_formats(recipe)
        with ExitStack() as stack:
            scratch = stack.enter_context(scratch_folder(root, connection))
            seen = partial(job_seen, report, tell)
            tables = partial(opened, stack, connection, _SETTINGS, seen)
            run = _Run(recipe, folder, root, scratch, tables)
            with timed(report, "extract", tell):
                run.copy(report, limit)
                run.define(params)
            with timed(report, "transform", tell):
                run.check(report)
                run.write(report)
            if not dry_run and limit is None:
                with timed(report, "load", tell):
                    run.load(lock_timeout)
    except ScriptError as error:
        report["sinks"] = {}
        report["error"] = RunError(kind=error.kind, message=error.message)
    return report


def _look_at_formats(recipe: Mapping[str, Any]) -> None:
    """Raises ScriptError for files of which no copies are made."""
    for end in (*recipe["sources"], *recipe["sinks"]):
        if end["connector"] == "parquet":
            what = (
                "a run gives Flink copies, but none of Parquet; bind it to json, or run it by hand"
            )
            raise ScriptError("io", f"'{end['name']}' is a parquet file: {what}")


class _Run:
    """One run: `scratch` holds the copies of sources, and what Flink writes; `tables` opens where
    it computes.
    """

    def __init__(
        self,
        recipe: Mapping[str, Any],
        folder: Path,
        root: Path,
        scratch: Path,
        tables: Callable[[], Tables],
    ) -> None:
        self._recipe = recipe
        self._folder = folder
        self._root = root
        self._places = {
            end["table"]: scratch / kind / end["name"]
            for kind in ("sources", "sinks")
            for end in recipe[kind]
        }
        for place in self._places.values():
            place.mkdir(parents=True)
        self._open = tables

    @cached_property
    def tables(self) -> Tables:
        return self._open()

    def copy(self, report: Report, limit: int | None) -> None:
        """Copies the sources. Raises ScriptError for one that is not as declared."""
        for source in self._recipe["sources"]:
            place = self._places[source["table"]] / "rows"
            try:
                number = copied(source, self._root, place, limit)
            except ContractError as error:
                raise ScriptError("contract", str(error)) from None
            except Failure as failure:
                raise ScriptError("io", failure.diagnostics[0].message) from None
            report["sources"][source["name"]] = Read(read=number)

    def define(self, params: Mapping[str, str]) -> None:
        """Makes the tables and views. Raises ScriptError for a parameter that does not read."""
        given = dict(values(self._recipe["params"], params))
        for phase in ("setup", "sinks", "transform", "checks"):
            for statement in read(self._recipe, self._folder, phase):
                if statement.startswith("CREATE"):
                    self._define(self._placed(filled(statement, given)))

    def _define(self, statement: str) -> None:
        try:
            self.tables.define(statement)
        except FlinkError as error:
            if isinstance(self.tables, Environment) and not isinstance(error, FlinkGone):
                raise InternalError(f"a generated script is wrong: {error}\n{statement}") from None
            raise explained(error) from None

    def _placed(self, statement: str) -> str:
        """The statement with the place of files in the path of its table."""
        table = table_of(statement)
        if table is None:
            return statement
        ends = {end["table"]: end for kind in ("sources", "sinks") for end in self._recipe[kind]}
        return with_option(statement, "path", ends[table]["path"], str(self._places[table]))

    def check(self, report: Report) -> None:
        """Asks what is found wrong. Raises ScriptError with the first that ends a run."""
        if not self._recipe["checks"]:
            return
        columns = "`number`, `kind`, `step`, `rule`, `severity`, `broken`, `problem`"
        found = self._rows(f"SELECT {columns} FROM `__findings`")
        found.sort(key=lambda row: row[0])
        failed = [row for row in found if row[4] == "fail"]
        for number, kind, step, rule, severity, broken, _ in found:
            if kind == "expectation" and (not failed or number <= failed[0][0]):
                counted = Broken(step=step, rule=rule, severity=severity, broken=broken)
                report["expectations"].append(counted)
        if failed:
            first = [row for row in failed if row[:2] == failed[0][:2]]
            raise ScriptError(failed[0][1], "; ".join(row[6] for row in first))

    def write(self, report: Report) -> None:
        """Computes the rows of all sinks in one job."""
        try:
            self.tables.insert(read(self._recipe, self._folder, "load"))
        except FlinkError as error:
            raise explained(error) from None
        for sink in self._recipe["sinks"]:
            number = counted(self._places[sink["table"]])
            report["sinks"][sink["name"]] = {"written": number}

    def load(self, lock_timeout: float) -> None:
        """Puts every sink into its place."""
        paths = {sink["name"]: sink["path"] for sink in self._recipe["sinks"]}
        with staging(self._root, paths, lock_timeout) as stage:
            for sink in self._recipe["sinks"]:
                collected(self._places[sink["table"]], stage(sink["path"], ""))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        try:
            return self.tables.rows(query)
        except FlinkError as error:
            raise explained(error) from None
