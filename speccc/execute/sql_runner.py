"""Runs generated scripts over the tables of a database, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.execute.connection import Connection
from speccc.execute.databases import DATABASES, Database
from speccc.execute.report import Read, Report, RunError, empty_report
from speccc.execute.scripts import Progress, ScriptError, script, silent, statements, timed
from speccc.execute.table_watermarks import TABLE, TableStore, made
from speccc.execute.watermarks import Watermarks
from speccc.types import Schema

Row = tuple[Any, ...]


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

    `folder` holds the scripts, `params` are texts, `connection` says where the database is. All
    that is written is committed at once, at the end. With `dry_run` nothing is written, and the
    report says what would be; with `limit` only so many rows of each source are used, and nothing
    is written either. `lock_timeout` is for locks of files; a database has its own.
    """
    del lock_timeout
    report = empty_report()
    database = DATABASES[recipe["runner"]]
    dry = dry_run or limit is not None
    tell = progress or silent
    try:
        with _session(database, connection, root, write=not dry) as session:
            marks = session.watermarks(recipe)
            given = {**marks.params(), **params}
            with timed(report, "extract", tell):
                session.set_up(recipe, folder, given)
                session.execute(script(recipe, folder, "extract"))
                session.read_sources(recipe, report, limit)
            with timed(report, "transform", tell):
                session.transform(recipe, folder, report)
                for sink in recipe["sinks"]:
                    rows = session.count(f"({sink['query']}) AS rows_written")
                    report["sinks"][sink["name"]] = {"written": rows}
            if not dry:
                with timed(report, "load", tell):
                    session.execute(script(recipe, folder, "load"))
                    marks.record(report["watermarks"], given)
                    session.commit()
    except ScriptError as error:
        report["sinks"] = {}
        report["error"] = RunError(kind=error.kind, message=error.message)
    return report


def relations(
    recipe: Mapping[str, Any],
    folder: Path,
    given: Mapping[str, tuple[Schema, Sequence[Row]]],
    params: Mapping[str, str],
    connection: str = "",
) -> dict[str, list[Row]]:
    """The rows of each sink when the sources have the given, typed rows; nothing is written.

    Raises ScriptError if a parameter does not read, or a step or an expectation fails.
    """
    database = DATABASES[recipe["runner"]]
    with _session(database, connection, folder, write=False) as session:
        session.set_up(recipe, folder, params)
        for source in recipe["sources"]:
            for part in filter(None, (source, source["rejected"])):
                session.give(part, *given[part["name"]])
        session.execute(script(recipe, folder, "transform"))
        return {sink["name"]: session.fetched(sink) for sink in recipe["sinks"]}


def rows_of_sources(
    recipe: Mapping[str, Any], folder: Path, root: Path, params: Mapping[str, str], connection: str
) -> dict[str, list[Row]]:
    """The typed rows of each source, read under its contract; nothing is written.

    Raises ScriptError for what a run would tell.
    """
    database = DATABASES[recipe["runner"]]
    with _session(database, connection, root, write=False) as session:
        session.set_up(recipe, folder, params)
        session.execute(script(recipe, folder, "extract"))
        return {source["name"]: session.read(source) for source in recipe["sources"]}


@contextmanager
def _session(
    database: Database, connection: str, root: Path, *, write: bool
) -> Generator[_Session]:
    """A transaction, which is rolled back unless it was committed. A file that is not there is
    made only by a run that writes.
    """
    if database.in_memory and not write and not (root / connection).exists():
        connection = ""
    opened = database.connect(connection, root)
    try:
        session = _Session(database, opened, write)
        for statement in database.begin if write else database.look:
            session.run(statement)
        try:
            yield session
        finally:
            session.roll_back()
    finally:
        opened.close()


@dataclass(slots=True)
class _Session:
    """One transaction over a database."""

    database: Database
    connection: Connection
    write: bool
    open: bool = True

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of one statement. Raises ScriptError with what the database says."""
        return self._done(lambda cursor: cursor.execute(statement, values))

    def execute(self, text: str) -> None:
        """Runs the statements of a script. A SELECT is a check: raises ScriptError if it gives
        rows, each a kind and a problem.
        """
        for statement in statements(text):
            found = self.run(statement)
            if found and statement.startswith("SELECT"):
                said = dict.fromkeys(str(problem) for _, problem in found)
                raise ScriptError(str(found[0][0]), "; ".join(said))

    def commit(self) -> None:
        self.run("COMMIT")
        self.open = False

    def roll_back(self) -> None:
        """Undoes what was not committed; closing does so too if the database does not answer."""
        if self.open:
            self.open = False
            try:
                self.run("ROLLBACK")
            except ScriptError:
                return

    def watermarks(self, recipe: Mapping[str, Any]) -> Watermarks:
        """Those of the incremental sources; the table that holds them is made if it is needed, and
        only for the session if nothing may be written.
        """
        if recipe["incremental"]:
            there, options = self.database.there, self.database.table_options
            look = there and not self.write and not self.run(there, (TABLE,))
            self.run(made(TABLE, options, "TEMPORARY TABLE" if look else "TABLE"))
        live = {sink["name"]: sink["live"] for sink in recipe["sinks"]}
        store = TableStore(self.run, self.database.place, live)
        return Watermarks(tuple(recipe["incremental"]), store)

    def set_up(self, recipe: Mapping[str, Any], folder: Path, params: Mapping[str, str]) -> None:
        """The parameters. Raises ScriptError for one that is unknown or does not read."""
        known = {param["name"] for param in recipe["params"]}
        unknown = [f"there is no parameter '{name}'" for name in params if name not in known]
        if unknown:
            raise ScriptError("param", "; ".join(unknown))
        if params:
            columns = f"name {self.database.text}, value {self.database.text}"
            self.run(f"CREATE TEMPORARY TABLE {_name('__given')} ({columns})")
            place = self.database.place
            into = f"INSERT INTO {_name('__given')} VALUES ({place}, {place})"
            for name, value in params.items():
                self.run(into, (name, value))
        self.execute(script(recipe, folder, "setup"))

    def read_sources(self, recipe: Mapping[str, Any], report: Report, limit: int | None) -> None:
        """Counts what was read; with a limit the rest of the scripts see so many rows only."""
        clocks = {entry["source"]: entry["column"] for entry in recipe["incremental"]}
        for source in recipe["sources"]:
            rows = _name("_" + source["name"])
            if limit is not None:
                self._keep(source, limit)
            read = Read(read=self.count(rows))
            if source["rejected"] is not None:
                read["rejected"] = self.count(_name(source["rejected"]["relation"]))
            report["sources"][source["name"]] = read
            if source["name"] in clocks:
                clock, accepted = _name(clocks[source["name"]]), _name(source["relation"])
                [(mark,)] = self.run(f"SELECT MAX({clock}) FROM {accepted}")
                report["watermarks"] |= {} if mark is None else {source["name"]: str(mark)}
            marks: Mapping[str, str] = source["lenient"]
            if marks:
                counts = ", ".join(f"COUNT({_name(mark)})" for mark in marks.values())
                [found] = self.run(f"SELECT {counts} FROM {rows}")
                nulled = {c: n for c, n in zip(marks, found, strict=True) if n}
                report["nulled"] |= {source["name"]: nulled} if nulled else {}

    def _keep(self, source: Mapping[str, Any], limit: int) -> None:
        """Only so many rows of a source."""
        table, some = _name("_" + source["name"]), _name("_some")
        self.run(f"CREATE TEMPORARY TABLE {some} AS SELECT * FROM {table} LIMIT {limit}")
        self.run(f"DELETE FROM {table}")
        self.run(f"INSERT INTO {table} SELECT * FROM {some}")
        self.run(f"DROP TABLE {some}")
        for name, query in source.get("copies", ()):
            self.run(f"DROP TABLE {_name(name)}")
            self.run(f"CREATE TEMPORARY TABLE {_name(name)} AS {query}")

    def transform(self, recipe: Mapping[str, Any], folder: Path, report: Report) -> None:
        """Runs the steps. What expectations found is reported, also if one ends the run."""
        text = script(recipe, folder, "transform")
        try:
            self.execute(text)
        except ScriptError as error:
            if error.kind == "expectation":
                report["expectations"] = self._broken()
            raise
        if recipe["expects"]:
            report["expectations"] = self._broken()

    def count(self, rows: str) -> int:
        [(found,)] = self.run(f"SELECT COUNT(*) FROM {rows}")
        return int(found)

    def give(self, source: Mapping[str, Any], schema: Schema, rows: Sequence[Row]) -> None:
        """A table of given rows under the source's name; columns that are not given are NULL."""
        table = _name(source["relation"])
        columns = ", ".join(f"{_name(c['name'])} {c['stored']}" for c in source["columns"])
        self.run(f"CREATE TEMPORARY TABLE {table} ({columns})")
        names = ", ".join(map(_name, schema.names))
        places = ", ".join(self.database.place for _ in schema.names)
        into = f"INSERT INTO {table} ({names}) VALUES ({places})"
        encode = self.database.encode
        values = [tuple(encode(value) for value in row) for row in rows]
        if values:
            self._done(lambda cursor: cursor.executemany(into, values))

    def read(self, source: Mapping[str, Any]) -> list[Row]:
        """The rows of a source as our values."""
        types = [column["type"] for column in source["columns"]]
        names = ", ".join(_name(column["name"]) for column in source["columns"])
        rows = self.run(f"SELECT {names} FROM {_name(source['relation'])}")
        return [tuple(map(self.database.decode, row, types)) for row in rows]

    def fetched(self, sink: Mapping[str, Any]) -> list[Row]:
        """The rows of a sink as our values."""
        types, decode = sink["types"], self.database.decode
        return [tuple(map(decode, row, types)) for row in self.run(sink["query"])]

    def _broken(self) -> list[Any]:
        columns = ("step", "rule", "severity", "broken")
        names, order = ", ".join(map(_name, columns)), _name("number")
        rows = self.run(f"SELECT {names} FROM {_name('__expectations')} ORDER BY {order}")
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _done(self, act: Callable[[Any], Any]) -> list[Row]:
        try:
            with closing(self.connection.cursor()) as cursor:
                act(cursor)
                return cursor.fetchall() if cursor.description else []
        except Exception as error:
            if type(error).__module__.partition(".")[0] not in self.database.modules:
                raise
            raise self.database.explained(error) from error


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
