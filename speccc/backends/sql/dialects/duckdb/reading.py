"""How DuckDB reads the files of a source: a physical value and a typed one for each column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.contract import unreadable
from speccc.backends.sql.dialects.duckdb.conversions import reader
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.ir.rel import Binding, Source, SourceColumn
from speccc.types import Kind

RAW = "raw"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is read.

    `header`: a SELECT of the names of the physical columns (None: the format has none).
    `select`: every column typed and, where a value may not read, whether it did not.
    """

    header: exp.Expr | None
    select: exp.Expr


@dataclass(frozen=True, slots=True)
class _Format:
    """A file format: the table function, the physical value, its typed form."""

    table: Callable[[Binding], exp.Expr]
    header: Callable[[Binding], exp.Expr | None]
    physical: Callable[[SourceColumn], dict[str, exp.Expr]]
    typed: Callable[[SourceColumn], exp.Expr]


def reading(source: Source, binding: Binding) -> Reading:
    """The statements' trees for a source; `binding` has a connector of FORMATS."""
    form = FORMATS[binding.connector]
    raw: list[exp.Expr] = []
    typed: list[exp.Expr] = []
    flags: list[exp.Expr] = []
    for column in source.columns:
        raw += [trees.alias(tree, name) for name, tree in form.physical(column).items()]
        value = _utc(form.typed(column), column)
        typed.append(trees.alias(value, column.name))
        if may_not_read(column, binding.connector):
            flag = trees.call("UNREADABLE", trees.column(column.name, RAW), value.copy())
            flags.append(trees.alias(flag, unreadable(column.name)))
    physical = exp.select(*raw).from_(form.table(binding))
    inner = exp.Subquery(this=physical, alias=exp.TableAlias(this=trees.name(RAW)))
    return Reading(form.header(binding), exp.select(*typed, *flags).from_(inner))


def may_not_read(column: SourceColumn, connector: str) -> bool:
    """Whether a value may be there that is none of the column's type."""
    return connector != "csv" or column.type.kind is not Kind.TEXT


def _path(binding: Binding) -> exp.Expr:
    """The file itself, whatever signs of a pattern its name holds."""
    return trees.call("FILE_TO_READ", trees.text(str(binding.options["path"])))


def _option(name: str, value: exp.Expr) -> exp.Expr:
    return exp.EQ(this=exp.to_identifier(name), expression=value)


def _csv(binding: Binding, *, header: bool) -> exp.Expr:
    """Nothing is guessed: no types, no dialect, no lines to skip."""
    delimiter = str(binding.options.get("delimiter", ","))
    return trees.call(
        "READ_CSV",
        _path(binding),
        _option("delim", trees.text(delimiter)),
        _option("header", exp.true() if header else exp.false()),
        _option("all_varchar", exp.true()),
        _option("nullstr", trees.text("")),
        _option("quote", trees.text('"')),
        _option("escape", trees.text('"')),
        _option("comment", trees.text("")),
        _option("skip", trees.number(0)),
        _option("hive_partitioning", exp.false()),
    )


def _csv_header(binding: Binding) -> exp.Expr:
    first = exp.select(exp.Star()).from_(_csv(binding, header=False)).limit(1)
    cells = exp.alias_(exp.var("UNNEST([*COLUMNS(*)])"), trees.name("name"))
    return exp.select(cells).from_(
        exp.Subquery(this=first, alias=exp.TableAlias(this=trees.name("header")))
    )


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


def _named(column: SourceColumn) -> dict[str, exp.Expr]:
    return {column.name: trees.column(column.path[0])}


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


def _json_physical(column: SourceColumn) -> dict[str, exp.Expr]:
    """The JSON value; for a decimal its digits as they are written, too."""
    path = _json_path(column)
    value = trees.call("JSON_EXTRACT", trees.column("json"), path)
    found = {column.name: trees.call("JSON_PRESENT", value)}
    if column.type.kind is Kind.DECIMAL:
        texts = trees.call("NUMBERS_AS_TEXTS", trees.column("json"))
        found[_digits(column)] = trees.call("JSON_EXTRACT_STRING", texts, path.copy())
    return found


def _json_typed(column: SourceColumn) -> exp.Expr:
    cell = trees.call(_JSON_KINDS.get(column.type.kind, "JSON_TEXT"), _raw(column))
    if column.type.kind is Kind.DECIMAL:
        digits = trees.column(_digits(column), RAW)
        cell = trees.fill("CASE WHEN _a IS NOT NULL THEN _b END", PlainDuckDB, cell, digits)
    return _text_cell(column, cell)


def _json(binding: Binding) -> exp.Expr:
    return trees.call("READ_NDJSON_OBJECTS", _path(binding))


def _parquet(binding: Binding) -> exp.Expr:
    return trees.call("READ_PARQUET", _path(binding), _option("hive_partitioning", exp.false()))


def _described(table: Callable[[Binding], exp.Expr]) -> Callable[[Binding], exp.Expr]:
    def header(binding: Binding) -> exp.Expr:
        describe = exp.Describe(this=exp.select(exp.Star()).from_(table(binding)))
        return exp.select(trees.alias(trees.column("column_name"), "name")).from_(
            exp.Subquery(this=describe, alias=exp.TableAlias(this=trees.name("header")))
        )

    return header


def _parquet_physical(column: SourceColumn) -> dict[str, exp.Expr]:
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


FORMATS: dict[str, _Format] = {
    "csv": _Format(
        lambda binding: _csv(binding, header=True),
        _csv_header,
        _named,
        lambda column: _text_cell(column, _raw(column)),
    ),
    "json": _Format(_json, lambda _: None, _json_physical, _json_typed),
    "parquet": _Format(_parquet, _described(_parquet), _parquet_physical, _parquet_typed),
}
