"""Runs generated DuckDB scripts in this process, by their recipe."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from speccc.diagnostics import InternalError
from speccc.execute.duckdb_watermarks import DuckdbWatermarks
from speccc.execute.places import is_there, staging
from speccc.execute.report import Read, Report, RunError, empty_report
from speccc.execute.scripts import Progress, ScriptError, script, silent, timed
from speccc.types import Schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = bool | int | float | Decimal | str | dt.date | dt.datetime | None
Row = tuple[Value, ...]
T = TypeVar("T")

#: The kinds of error that the scripts name before a colon, in what they raise themselves.
_KINDS = ("contract", "expectation", "overflow", "join", "cast", "param", "io", "schema")
#: How many rows one INSERT holds.
_ROWS_AT_ONCE = 200


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

    `folder` holds the scripts, relative paths start at `root`, `params` are texts. `connection` is
    the file of the database whose tables are read and written ("" if there are none). With
    `dry_run` nothing is written, and the report says what would be; with `limit` only so many rows
    of each source are used, and nothing is written either. Another
    run that writes a sink's file is waited for, `lock_timeout` seconds at most.
    """
    dry = dry_run or limit is not None
    tell = progress or silent

    def once(engine: DuckDBPyConnection) -> Report:
        report = empty_report()
        try:
            _attach(engine, connection, root, make=not dry)
            marks = DuckdbWatermarks(functools.partial(_ask, engine), recipe, root)
            given = {**marks.params(), **params}
            with timed(report, "extract", tell):
                _set_up(engine, recipe, folder, given, root)
                _look_at_files(recipe, root)
                _execute(engine, script(recipe, folder, "extract"))
                _read_sources(engine, recipe, report, limit)
            with timed(report, "transform", tell):
                _transform(engine, recipe, folder, report)
                for sink in recipe["sinks"]:
                    rows = _count(engine, f"FROM ({sink['query']})")
                    report["sinks"][sink["name"]] = {"written": rows}
            if not dry:
                with timed(report, "load", tell):
                    with _staging(engine, recipe, folder, root, lock_timeout):
                        writes, commit = _parted(script(recipe, folder, "load"))
                        _execute(engine, writes)
                        marks.record_in_tables(report["watermarks"], given)
                        _execute(engine, commit)
                    marks.record_beside_files(report["watermarks"], given)
        except ScriptError as error:
            report["sinks"] = {}
            message = error.message.replace(f"{root}{os.sep}", "")
            report["error"] = RunError(kind=error.kind, message=message)
        return report

    return _in_session(connection, once)


def relations(
    recipe: Mapping[str, Any],
    folder: Path,
    given: Mapping[str, tuple[Schema, Sequence[Row]]],
    params: Mapping[str, str],
) -> dict[str, list[Row]]:
    """The rows of each sink when the sources have the given, typed rows; nothing is written.

    Raises ScriptError if a parameter does not read, or a step or an expectation fails.
    """

    def once(engine: DuckDBPyConnection) -> dict[str, list[Row]]:
        _set_up(engine, recipe, folder, params, None)
        for source in recipe["sources"]:
            for part in filter(None, (source, source["rejected"])):
                _give(engine, part, *given[part["name"]])
        _execute(engine, script(recipe, folder, "transform"))
        return {sink["name"]: _fetched(engine, sink["query"]) for sink in recipe["sinks"]}

    return _in_session("", once)


def rows_of_sources(
    recipe: Mapping[str, Any], folder: Path, root: Path, params: Mapping[str, str], connection: str
) -> dict[str, list[Row]]:
    """The typed rows of each source, read under its contract; nothing is written.

    Raises ScriptError for what a run would tell.
    """

    def once(engine: DuckDBPyConnection) -> dict[str, list[Row]]:
        _attach(engine, connection, root, make=False)
        _set_up(engine, recipe, folder, params, root)
        _look_at_files(recipe, root)
        _execute(engine, script(recipe, folder, "extract"))
        return {s["name"]: _fetched(engine, f"FROM {_name(s['name'])}") for s in recipe["sources"]}

    return _in_session(connection, once)


def _in_session(connection: str, once: Callable[[DuckDBPyConnection], T]) -> T:
    """What `once` makes in a session; where DuckDB stumbles, in another that does not. Nothing is
    written by the first: what ends a script ends its transaction.
    """
    try:
        with closing(_connect(connection)) as engine:
            return once(engine)
    except _StumbledError:
        with closing(_started(disabled_optimizers="statistics_propagation")) as engine:
            return once(engine)


def _connect(connection: str) -> DuckDBPyConnection:
    """A session of its own: what scripts make in it is temporary, and no other session sees it.
    Those that attach no database share an instance of DuckDB, which takes long to start.
    """
    return _started() if connection else _shared().cursor()


@cache
def _shared() -> DuckDBPyConnection:
    return _started()


def _started(**more: str) -> DuckDBPyConnection:
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "python_enable_replacements": False,
        "autoinstall_known_extensions": False,
        **more,
    }
    return duckdb.connect(":memory:", config=config)


def _attach(engine: DuckDBPyConnection, connection: str, root: Path, *, make: bool) -> None:
    """The target's database, under the name that the scripts know; an empty one in its place if
    it is not there, and is not to be made. Raises ScriptError if it cannot be opened.
    """
    if not connection:
        return
    path = root / connection
    if not make and not path.exists():
        _execute(engine, f"ATTACH ':memory:' AS {_name('db')}")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot open '{connection}': {error.strerror or error}"
        raise ScriptError("io", problem) from None
    _execute(engine, f"ATTACH {_text(str(path))} AS {_name('db')}")


def _set_up(
    engine: DuckDBPyConnection,
    recipe: Mapping[str, Any],
    folder: Path,
    params: Mapping[str, str],
    root: Path | None,
) -> None:
    known = {param["name"] for param in recipe["params"]}
    unknown = [f"there is no parameter '{name}'" for name in params if name not in known]
    if unknown:
        raise ScriptError("param", "; ".join(unknown))
    given = dict(params) if root is None else {"_root": str(root), **params}
    for name, text in given.items():
        _set(engine, name, text)
    _execute(engine, script(recipe, folder, "setup"))


def _set(engine: DuckDBPyConnection, variable: str, text: str) -> None:
    _execute(engine, f"SET VARIABLE {_name(variable)} = {_text(text)}")


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _read_sources(
    engine: DuckDBPyConnection, recipe: Mapping[str, Any], report: Report, limit: int | None
) -> None:
    marks = {entry["source"]: entry["column"] for entry in recipe["incremental"]}
    for source in recipe["sources"]:
        name, stored = _name(source["name"]), _name("_" + source["name"])
        if limit is not None:
            some = f"SELECT * FROM {stored} LIMIT {limit}"
            _execute(engine, f"CREATE OR REPLACE TEMP TABLE {stored} AS {some}")
        read = Read(read=_count(engine, f"FROM {stored}"))
        if source["rejected"] is not None:
            aside = _name(source["rejected"]["name"])
            read["rejected"] = _count(engine, f"FROM {aside}")
        report["sources"][source["name"]] = read
        mark = marks.get(source["name"])
        if mark is not None:
            latest = _latest(engine, name, mark)
            report["watermarks"] |= {} if latest is None else {source["name"]: latest}
        nulled = _nulled(engine, source)
        if nulled:
            report["nulled"][source["name"]] = nulled


def _latest(engine: DuckDBPyConnection, source: str, column: str) -> str | None:
    """The greatest value of a date or timestamp column, as a text; None if there are no rows."""
    found = engine.execute(f"SELECT MAX({_name(column)}) FROM {source}").fetchone() or (None,)
    return None if found[0] is None else str(found[0])


def _nulled(engine: DuckDBPyConnection, source: Mapping[str, Any]) -> dict[str, int]:
    """By column of a lenient source, how many values became NULL because they do not read."""
    marks: Mapping[str, str] = source["lenient"]
    if not marks:
        return {}
    counts = ", ".join(f"COUNT({_name(mark)})" for mark in marks.values())
    rows = _name("_" + source["name"])
    found = engine.execute(f"SELECT {counts} FROM {rows}").fetchone() or ()
    return {name: count for name, count in zip(marks, found, strict=True) if count}


def _transform(
    engine: DuckDBPyConnection, recipe: Mapping[str, Any], folder: Path, report: Report
) -> None:
    try:
        _execute(engine, script(recipe, folder, "transform"))
    finally:
        report["expectations"] = _broken(engine) if recipe["expects"] else []


def _broken(engine: DuckDBPyConnection) -> list[Any]:
    import duckdb

    columns = ("step", "rule", "severity", "broken")
    try:
        rows = engine.execute('SELECT * FROM "__expectations" ORDER BY ROWID').fetchall()
    except duckdb.Error:  # the script ended before its first expectation
        return []
    return [dict(zip(columns, row, strict=True)) for row in rows]


@contextmanager
def _staging(
    engine: DuckDBPyConnection,
    recipe: Mapping[str, Any],
    folder: Path,
    root: Path,
    lock_timeout: float,
) -> Generator[None]:
    """Has every file be written beside its place, under the lock of its folder; all take theirs at
    the end.
    """
    sinks = [sink for sink in recipe["sinks"] if sink["path"] is not None]
    paths = {sink["name"]: sink["path"] for sink in sinks}
    with staging(root, paths, lock_timeout) as stage:
        for sink in (s for s in sinks if "held" in s):
            _read_held(engine, sink, folder, root)
        for sink in (s for s in sinks if "partition" in s):
            text = (folder / sink["partition"]).read_text(encoding="utf-8")
            for (part,) in _fetched(engine, sink["folders"]):
                _set(engine, f"_part_{sink['name']}", str(part))
                place = stage(sink["path"], f"{part}{sink['file']}")
                _set(engine, f"_staged_{sink['name']}", str(place))
                _execute(engine, text)
        for sink in (s for s in sinks if "partition" not in s):
            _set(engine, f"_staged_{sink['name']}", str(stage(sink["path"], "")))
        yield


_COMMIT = "COMMIT;"


def _parted(load: str) -> tuple[str, str]:
    """A script, and the end of its transaction: nothing, if it writes no tables."""
    writes, commit, _ = load.rpartition(_COMMIT)
    return (writes, commit) if commit else (load, "")


def _read_held(
    engine: DuckDBPyConnection, sink: Mapping[str, Any], folder: Path, root: Path
) -> None:
    """Reads what a sink holds; nothing, if it is not there yet."""
    if is_there(root / sink["path"]):
        _execute(engine, (folder / sink["held"]).read_text(encoding="utf-8"))
    else:
        held = _name(f"{sink['name']} held")
        _execute(engine, f"CREATE TEMP TABLE {held} AS SELECT * FROM ({sink['query']}) LIMIT 0")


def _look_at_files(recipe: Mapping[str, Any], root: Path) -> None:
    """Raises ScriptError for the first source that cannot be opened: DuckDB may take a missing
    file for an empty one.
    """
    for source in recipe["sources"]:
        if source["path"] is None:
            continue
        try:
            (root / source["path"]).open("rb").close()
        except OSError as error:
            raise ScriptError(
                "io", f"cannot read '{source['path']}': {error.strerror or error}"
            ) from None


def _give(
    engine: DuckDBPyConnection, source: Mapping[str, Any], schema: Schema, rows: Sequence[Row]
) -> None:
    """A table of given rows under the source's name; columns that are not given are NULL."""
    types = {column["name"]: column["type"] for column in source["columns"]}
    table = _name(source["name"])
    columns = ", ".join(f"{_name(name)} {type}" for name, type in types.items())
    _execute(engine, f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
    names = ", ".join(_name(name) for name in schema.names)
    casts = ", ".join(f"CAST(? AS {types[name]})" for name in schema.names)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        values = ", ".join(f"({casts})" for _ in some)
        flat = [value for row in some for value in row]
        engine.execute(f"INSERT INTO {table} ({names}) VALUES {values}", flat)


def _fetched(engine: DuckDBPyConnection, query: str) -> list[Row]:
    return [tuple(row) for row in _ask(engine, query, ())]


def _count(engine: DuckDBPyConnection, rows: str) -> int:
    found = _ask(engine, f"SELECT COUNT(*) {rows}", ())
    return cast("int", found[0][0])


def _ask(engine: DuckDBPyConnection, statement: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a statement with values. Raises ScriptError."""
    _execute(engine, statement, values)
    return engine.fetchall()


def _execute(engine: DuckDBPyConnection, text: str, values: Sequence[Any] = ()) -> None:
    """Runs all statements. Raises ScriptError with what DuckDB says, in one line."""
    import duckdb

    try:
        engine.execute(text, values or None)
    except duckdb.Error as error:
        raise _explained(error) from error
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


class _StumbledError(Exception):
    """DuckDB has ended a right statement."""


#: What DuckDB 2.0.0 says where the least and greatest values tell it that two texts are never
#: equal, and one of them is always NULL: `CASE WHEN i < 0 THEN 'a' END = 'b'`, no i below 0.
_STUMBLED = "BindBuiltinScalarFunction did not return a BoundFunctionExpression"
#: What DuckDB raises after Ctrl-C.
_INTERRUPTED = "Query interrupted"
_NOT_UTF_8 = re.compile("read_text: could not read content of file '(.*)' as valid UTF-8")


#: What DuckDB says of a thread that writes, within a JSON object.
_WITHIN = re.compile(r'\{"exception_type".*"exception_message":("(?:[^"\\]|\\.)*")')


def _explained(error: Exception) -> ScriptError:
    """The error in our terms. Raises InternalError if it is the script that is wrong, and
    _StumbledError if it is DuckDB.
    """
    import duckdb

    first = str(error).partition("\n")[0]
    said = first.partition("Error: ")[2] or first
    kind, _, message = said.partition(": ")
    if kind in _KINDS:
        return ScriptError(kind, message)
    within = _WITHIN.search(said)
    if within:
        return ScriptError("io", json.loads(within[1]))
    not_utf_8 = _NOT_UTF_8.search(said)
    match error:
        case _ if _STUMBLED in said:
            raise _StumbledError(said) from error
        case _ if not_utf_8:
            return ScriptError("io", f"cannot read '{not_utf_8[1]}': it is not UTF-8")
        case duckdb.ParserException() | duckdb.CatalogException() | duckdb.BinderException():
            raise InternalError(f"a generated script is wrong: {said}") from error
        case duckdb.OutOfRangeException() | duckdb.ConversionException():
            return ScriptError("overflow", said)
        case _:
            return ScriptError("io", said)
