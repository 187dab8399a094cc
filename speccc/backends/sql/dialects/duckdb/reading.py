"""How DuckDB reads the files of a source: a physical value and a typed one for each column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.aside import judged, puts_aside, words
from speccc.backends.sql.contract import unreadable
from speccc.backends.sql.dialects.duckdb.conversions import reader
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.backends.sql.dialects.duckdb.tables import duckdb_table, table_fault, table_names
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.tables.model import table_tree
from speccc.ir.rel import Binding, Source, SourceColumn
from speccc.types import Kind

RAW = "raw"
#: The longest line of csv that is read, in bytes.
_LONGEST_LINE = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is read.

    `fault`: what is wrong with it before anything is read, NULL if nothing is; `asks`: the question
    that it answers.
    `names`: the list of the physical columns (None: the format has none).
    `select`: every column typed and, where a value may not read, the text that did not; of a source
    that puts rows aside also what `aside.judged` adds.
    """

    fault: exp.Expr | None
    asks: str
    names: exp.Expr | None
    select: exp.Expr


@dataclass(frozen=True, slots=True)
class _Format:
    """A file format: what `Reading` says of a file, its rows with the physical values, and of
    each value its typed form, its text if it is stored as one, and what it is in words.
    """

    fault: Callable[[Binding], exp.Expr | None]
    names: Callable[[Binding], exp.Expr | None]
    rows: Callable[[Source, Binding, list[exp.Expr]], exp.Select]
    physical: Callable[[SourceColumn, bool], dict[str, exp.Expr]]
    typed: Callable[[SourceColumn], exp.Expr]
    text: Callable[[exp.Expr], exp.Expr]
    words: Callable[[SourceColumn], exp.Expr]
    asks: str = ""


def reading(engine: Engine, source: Source, binding: Binding) -> Reading:
    """The statements' trees for a source; `binding` has a connector of FORMATS."""
    form = FORMATS[binding.connector]
    raw: list[exp.Expr] = []
    typed: list[exp.Expr] = []
    flags: list[exp.Expr] = []
    texts: list[exp.Expr] = []
    aside = puts_aside(source)
    for column in source.columns:
        physical = form.physical(column, aside)
        raw += [trees.alias(tree, name) for name, tree in physical.items()]
        value = _utc(form.typed(column), column)
        typed.append(trees.alias(value, column.name))
        if may_not_read(column, binding.connector):
            cell = _raw(column)
            shown = trees.text("") if column.hidden else form.text(cell.copy())
            flag = trees.call("UNREADABLE", cell, value.copy(), shown)
            flags.append(trees.alias(flag, unreadable(column.name)))
        if aside:
            texts.append(trees.alias(form.words(column), words(column.name)))
    rows = form.rows(source, binding, raw)
    inner = exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name(RAW)))
    select: exp.Expr = exp.select(*typed, *flags, *texts).from_(inner)
    if aside:
        select = judged(engine, source, lambda c: may_not_read(c, binding.connector), select)
    return Reading(form.fault(binding), form.asks, form.names(binding), select)


def names_variable(source: Source) -> str:
    """The variable with the names of a source's physical columns; no parameter is called so."""
    return f"_names_{source.name}"


def may_not_read(column: SourceColumn, connector: str) -> bool:
    """Whether a value may be there that is none of the column's type."""
    return connector != "csv" or column.type.kind is not Kind.TEXT


def _path(binding: Binding) -> exp.Expr:
    return trees.text(str(binding.options["path"]))


def _file(binding: Binding) -> exp.Expr:
    """The file itself, whatever signs of a pattern its name holds."""
    return trees.call("FILE_TO_READ", _path(binding))


def _option(name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.to_identifier(name), expression=value)


def _delimiter(binding: Binding) -> exp.Expr:
    return trees.text(str(binding.options.get("delimiter", ",")))


def _csv_fault(binding: Binding) -> exp.Expr:
    return trees.call("CSV_FAULT", _path(binding), _delimiter(binding))


def _csv_names(binding: Binding) -> exp.Expr:
    return trees.call("CSV_NAMES", _path(binding), _delimiter(binding))


def _csv_rows(source: Source, binding: Binding, raw: list[exp.Expr]) -> exp.Select:
    """Nothing is guessed: no types, no dialect, no lines to skip. That the file is strict csv is
    known, so the parser need not be: in its strict mode it takes one kind of line ends only.
    """
    names = trees.call("GETVARIABLE", trees.text(names_variable(source)))
    wanted = list(dict.fromkeys(c.path[0] for c in source.columns))
    columns = trees.call("CSV_COLUMNS", names, exp.Array(expressions=[*map(trees.text, wanted)]))
    options = [
        _file(binding),
        _option("auto_detect", exp.false()),
        _option("columns", columns),
        _option("header", exp.true()),
        _option("delim", _delimiter(binding)),
        _option("quote", trees.text('"')),
        _option("escape", trees.text('"')),
        _option("nullstr", trees.text("")),
        _option("strict_mode", exp.false()),
        _option("max_line_size", trees.number(_LONGEST_LINE)),
    ]
    if len(wanted) > 1:
        return exp.select(*raw).from_(trees.call("READ_CSV", *options))
    # In a file of one column a blank line is no row, but an empty field in quotes is one.
    table = trees.call("READ_CSV", *options, _option("allow_quoted_nulls", exp.false()))
    cell = trees.column(wanted[0])
    cells = [
        trees.alias(trees.fill("NULLIF(_a, '')", PlainDuckDB, cell), column.name)
        for column in source.columns
    ]
    row = trees.fill("_a IS NOT NULL OR LEN(_b) > 1", PlainDuckDB, cell, names.copy())
    return exp.select(*cells).from_(table).where(row)


def _named(column: SourceColumn, _: bool) -> dict[str, exp.Expr]:
    return {column.name: trees.column(column.path[0])}


def _text_cell(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    """A text read as the column's type."""
    kind = column.type.kind
    if kind is Kind.TEXT:
        return cell
    if not column.format:
        return trees.call(reader(column.type), cell)
    pattern, format = _format(column.format)
    read = trees.call("READ_AS", cell, trees.text(pattern), trees.text(format))
    return trees.fill("CAST(_a AS DATE)", PlainDuckDB, read) if kind is Kind.DATE else read


_TOKENS = {
    "YYYY": (r"[0-9]{4}", "%Y"),
    "MM": (r"[0-9]{2}", "%m"),
    "DD": (r"[0-9]{2}", "%d"),
    "HH": (r"[0-9]{2}", "%H"),
    "mm": (r"[0-9]{2}", "%M"),
    "ss": (r"[0-9]{2}", "%S"),
}


def _format(format: str) -> tuple[str, str]:
    """A format as a regular expression and in DuckDB's own signs."""
    pattern, signs = "", ""
    for part in re.split("(YYYY|MM|DD|HH|mm|ss)", format):
        if part in _TOKENS:
            pattern, signs = pattern + _TOKENS[part][0], signs + _TOKENS[part][1]
        else:
            pattern, signs = pattern + re.escape(part), signs + part.replace("%", "%%")
    return pattern, signs


def _utc(tree: exp.Expr, column: SourceColumn) -> exp.Expr:
    if column.zone in ("", "UTC"):
        return tree
    return trees.call("TO_UTC", tree, trees.text(column.zone))


def _raw(column: SourceColumn) -> exp.Expr:
    return trees.column(column.name, RAW)


_JSON_KINDS = {
    Kind.BOOL: "JSON_BOOL",
    Kind.INT64: "JSON_NUMBER",
    Kind.FLOAT64: "JSON_NUMBER",
    Kind.DECIMAL: "JSON_NUMBER",
}


def _json_path(column: SourceColumn) -> exp.Expr:
    steps = (part.replace("\\", "\\\\").replace('"', '\\"') for part in column.path)
    return trees.text("$" + "".join(f'."{step}"' for step in steps))


def _digits(column: SourceColumn) -> str:
    return f"_digits_{column.name}"


def _json_physical(column: SourceColumn, aside: bool) -> dict[str, exp.Expr]:
    """The JSON value; its digits as they are written, if it is a decimal or may be put aside."""
    path = _json_path(column)
    value = trees.call("JSON_EXTRACT", trees.column("json"), path)
    found = {column.name: trees.call("JSON_PRESENT", value)}
    if aside or column.type.kind is Kind.DECIMAL:
        texts = trees.call("NUMBERS_AS_TEXTS", trees.column("json"))
        found[_digits(column)] = trees.call("JSON_EXTRACT_STRING", texts, path.copy())
    return found


def _json_typed(column: SourceColumn) -> exp.Expr:
    cell = trees.call(_JSON_KINDS.get(column.type.kind, "JSON_TEXT"), _raw(column))
    if column.type.kind is Kind.DECIMAL:
        digits = trees.column(_digits(column), RAW)
        cell = trees.fill("CASE WHEN _a IS NOT NULL THEN _b END", PlainDuckDB, cell, digits)
    return _text_cell(column, cell)


def _json_words(column: SourceColumn) -> exp.Expr:
    return trees.call("JSON_WORDS", _raw(column), trees.column(_digits(column), RAW))


def _json_rows(source: Source, binding: Binding, raw: list[exp.Expr]) -> exp.Select:
    return exp.select(*raw).from_(trees.call("READ_NDJSON_OBJECTS", _file(binding)))


def json_names(binding: Binding) -> exp.Expr:
    """The list of the keys of all objects."""
    keys = trees.call("UNNEST", trees.call("JSON_KEYS", trees.column("json")))
    lines = trees.call("READ_NDJSON_OBJECTS", _file(binding))
    rows = exp.select(trees.alias(keys, "key")).from_(lines)
    inner = exp.Subquery(this=rows, alias=exp.TableAlias(this=trees.name("object")))
    distinct = trees.fill("LIST(DISTINCT _a ORDER BY _a)", PlainDuckDB, trees.column("key"))
    return exp.Subquery(this=exp.select(distinct).from_(inner))


def _parquet(binding: Binding) -> exp.Expr:
    return trees.call("READ_PARQUET", _file(binding), _option("hive_partitioning", exp.false()))


def _parquet_rows(source: Source, binding: Binding, raw: list[exp.Expr]) -> exp.Select:
    return exp.select(*raw).from_(_parquet(binding))


def _table_rows(source: Source, binding: Binding, raw: list[exp.Expr]) -> exp.Select:
    return exp.select(*raw).from_(table_tree(duckdb_table(binding)))


def _parquet_names(binding: Binding) -> exp.Expr:
    describe = exp.Describe(this=exp.select(exp.Star()).from_(_parquet(binding)))
    names = trees.call("LIST", trees.column("column_name"))
    rows = exp.Subquery(this=describe, alias=exp.TableAlias(this=trees.name("header")))
    return exp.Subquery(this=exp.select(names).from_(rows))


def _parquet_physical(column: SourceColumn, _: bool) -> dict[str, exp.Expr]:
    tree = trees.column(column.path[0])
    if column.type.kind is Kind.FLOAT64:
        tree = trees.call("PHYSICAL_FLOAT", tree)
    return {column.name: tree}


def _parquet_typed(column: SourceColumn) -> exp.Expr:
    raw = _raw(column)
    text = _text_cell(column, trees.call("PHYSICAL_TEXT", raw))
    if column.type.kind is Kind.TEXT:
        return text
    if column.type.kind is Kind.DECIMAL:
        exact = trees.call(reader(column.type), trees.call("PHYSICAL_DIGITS", raw.copy()))
        return trees.call("COALESCE", exact, text)
    value = trees.call(f"PHYSICAL_{column.type.kind.value.upper()}", raw.copy())
    return trees.call("COALESCE", value, text)


def _parquet_words(column: SourceColumn) -> exp.Expr:
    return trees.call("PHYSICAL_WORDS", _raw(column))


def _itself(cell: exp.Expr) -> exp.Expr:
    return cell


def _call(function: str) -> Callable[[exp.Expr], exp.Expr]:
    return lambda cell: trees.call(function, cell)


def _nothing(_: Binding) -> None:
    """Nothing to look at before the rows."""


FORMATS: dict[str, _Format] = {
    "csv": _Format(
        _csv_fault,
        _csv_names,
        _csv_rows,
        _named,
        lambda column: _text_cell(column, _raw(column)),
        _itself,
        _raw,
        "is it csv, with as many fields in each line as in the header?",
    ),
    "json": _Format(
        _nothing,
        _nothing,
        _json_rows,
        _json_physical,
        _json_typed,
        _call("JSON_TEXT"),
        _json_words,
    ),
    "parquet": _Format(
        _nothing,
        _parquet_names,
        _parquet_rows,
        _parquet_physical,
        _parquet_typed,
        _call("PHYSICAL_TEXT"),
        _parquet_words,
    ),
    "table": _Format(
        lambda binding: table_fault(duckdb_table(binding)),
        lambda binding: table_names(duckdb_table(binding)),
        _table_rows,
        _parquet_physical,
        _parquet_typed,
        _call("PHYSICAL_TEXT"),
        _parquet_words,
        "is the table there?",
    ),
}
