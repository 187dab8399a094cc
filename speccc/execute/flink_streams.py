"""Runs generated FlinkSQL scripts over streams: over files on a Flink beside this process, or on a
cluster behind its SQL gateway, over topics too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from speccc.diagnostics import Failure, InternalError
from speccc.execute.flink_changes import Keyed, kept, lines_of, repeated
from speccc.execute.flink_engine import Environment, FlinkError, FlinkGone
from speccc.execute.flink_files import ContractError, copied
from speccc.execute.flink_scripts import explained, filled, read, table_of, values, with_option
from speccc.execute.flink_tables import Tables, job_seen, opened, scratch_folder
from speccc.execute.places import staging
from speccc.execute.report import Read, Report, RunError, empty_report
from speccc.execute.scripts import Progress, ScriptError, silent, timed
from speccc.execute.secrets import Secrets

#: What the scripts let Flink say of a value that breaks a contract.
_BROKEN = re.compile(r"source '[A-Za-z0-9_]+', column '[A-Za-z0-9_]+': [A-Za-z0-9 (),]+")


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
    """Runs all scripts of a unit on the rows that its files hold now, one after the other, and on
    its topics as long as they go on; what goes wrong with data is in the report's `error`.

    As other runners do. Files of sinks take their places together at the end; topics get their rows
    at once. `connection`: the URL of a SQL gateway; without one a Flink is started beside this
    process. Raises Failure if there is no Java for that.
    """
    report = empty_report()
    tell = progress or silent
    try:
        _look_at_ends(recipe, connection, dry=dry_run or limit is not None)
        with ExitStack() as stack:
            scratch = stack.enter_context(scratch_folder(root, connection))
            seen = partial(job_seen, report, tell)
            tables = partial(opened, stack, connection, recipe["settings"], seen)
            run = _Run(recipe, folder, root, scratch, tables)
            with timed(report, "extract", tell):
                run.copy(report, limit)
                run.define(params)
            with timed(report, "transform", tell):
                run.compute(report)
            if not dry_run and limit is None:
                with timed(report, "load", tell):
                    run.load(report, lock_timeout)
    except ScriptError as error:
        report["sinks"] = {}
        report["error"] = RunError(kind=error.kind, message=error.message)
    return report


def _look_at_ends(recipe: Mapping[str, Any], connection: str, *, dry: bool) -> None:
    """Raises ScriptError for an end that is no file where only files can be, and for one that a dry
    run would write.
    """
    for kind in ("sources", "sinks"):
        for end in recipe[kind]:
            what = f"'{end['name']}' is bound to '{end['connector']}', which is no file"
            if not _is_file(end) and not connection:
                raise ScriptError(
                    "io", f"{what}: give the target the 'connection' of a SQL gateway"
                )
            if not _is_file(end) and dry and kind == "sinks":
                raise ScriptError("io", f"{what}: it is written at once, so no run of it is dry")


def _is_file(end: Mapping[str, Any]) -> bool:
    return "path" in end


class _Run:
    """One run: `scratch` holds the copies of sources, and what Flink writes; `tables` opens where
    it computes. Where no end is a file nothing is in files, and late rows are not counted.
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
        self._sources = [end for end in recipe["sources"] if _is_file(end)]
        self._sinks = [end for end in recipe["sinks"] if _is_file(end)]
        self._ends = {end["table"]: end for end in (*self._sources, *self._sinks)}
        self._late = {s["late"]: s["name"] for s in recipe["sources"] if "late" in s and self._ends}
        # Flink does not see what begins with `_`, as the names of its tables here do.
        self._places = {
            end["table"]: scratch / kind / end["name"]
            for kind, ends in (("sources", self._sources), ("sinks", self._sinks))
            for end in ends
        } | {table: scratch / "late" / name for table, name in self._late.items()}
        for place in self._places.values():
            place.mkdir(parents=True)
        self._rows: dict[str, Keyed] = {}
        self._open = tables

    @cached_property
    def tables(self) -> Tables:
        return self._open()

    def copy(self, report: Report, limit: int | None) -> None:
        """Copies the sources. Raises ScriptError for one that is not as declared."""
        for source in self._sources:
            place = self._places[source["table"]] / "rows"
            try:
                number = copied(source, self._root, place, limit)
            except ContractError as error:
                raise ScriptError("contract", str(error)) from None
            except Failure as failure:
                raise ScriptError("io", failure.diagnostics[0].message) from None
            shared = repeated(source, place)
            if shared:
                key = ", ".join(".".join(part["path"]) for part in source["key"])
                what = f"the key ({key}) is not unique in {shared} row(s)"
                raise ScriptError("contract", f"source '{source['name']}': {what}")
            report["sources"][source["name"]] = Read(read=number)

    def define(self, params: Mapping[str, str]) -> None:
        """Makes the tables and views. Raises ScriptError for a parameter that does not read."""
        given = dict(values(self._recipe["params"], params))
        for phase in ("setup", "sinks", "transform"):
            for statement in read(self._recipe, self._folder, phase):
                if statement.startswith("CREATE"):
                    self._define(self._placed(filled(statement, given)))
        self._inserts = [
            filled(statement, given)
            for statement in read(self._recipe, self._folder, "transform")
            if statement.startswith("INSERT")
        ]

    def _define(self, statement: str) -> None:
        try:
            self.tables.define(statement)
        except FlinkError as error:
            if isinstance(self.tables, Environment) and not isinstance(error, FlinkGone):
                raise InternalError(f"a generated script is wrong: {error}\n{statement}") from None
            raise explained(error) from None

    def _placed(self, statement: str) -> str:
        """The statement with the place of files in the path of its table, or with what the
        environment says of its options. Late rows, which are only counted, are written to files.
        """
        table = table_of(statement)
        if table is None:
            return statement
        if table not in self._places:
            return _from_environment(statement)
        place = str(self._places[table])
        if table in self._late:
            files = {"connector": "filesystem", "path": place, "format": "json"}
            options = ",\n".join(f"  '{key}' = '{value}'" for key, value in files.items())
            return statement.replace("  'connector' = 'blackhole'", options)
        return with_option(statement, "path", self._ends[table]["path"], place)

    def compute(self, report: Report) -> None:
        """Computes the rows of all sinks in one job, and counts the late ones."""
        try:
            self.tables.insert(self._inserts)
        except FlinkError as error:
            raise _explained(error) from None
        late = {
            source: sum(1 for _ in lines_of(self._places[table]))
            for table, source in self._late.items()
        }
        if self._ends:
            report["late"] = late
        for sink in self._sinks:
            self._rows[sink["name"]] = rows = kept(sink, self._places[sink["table"]])
            report["sinks"][sink["name"]] = {"written": len(rows)}

    def load(self, report: Report, lock_timeout: float) -> None:
        """Adds the rows of every sink to those that it holds, in its place."""
        paths = {sink["name"]: sink["path"] for sink in self._sinks}
        with staging(self._root, paths, lock_timeout) as stage:
            for sink in self._sinks:
                rows = self._rows[sink["name"]].onto(sink, self._root / sink["path"])
                text = "".join(f"{line}\n" for line in rows)
                stage(sink["path"], "").write_text(text, encoding="utf-8")


def _from_environment(statement: str) -> str:
    """The statement with the values of the environment in the options of its table."""
    values = {name: value.replace("'", "''") for name, value in os.environ.items()}
    return Secrets(values).fill(statement)


def _explained(error: FlinkError) -> ScriptError:
    """The error in our terms: the first value that broke a contract, or what Flink says."""
    found = _BROKEN.search(str(error))
    if found:
        return ScriptError("contract", found[0].strip())
    if "NumberFormatException" in str(error):
        return ScriptError("contract", "a number in the data of a source is out of range")
    return explained(error)
