"""How Flink reads the files of a source: a table of texts or types, then typed columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from speccc.backends.flink import zones
from speccc.backends.flink.conversions import FINITE, read, read_as, type_name
from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.broken import Broken, Finding, count
from speccc.backends.sql.contract import unreadable
from speccc.backends.sql.printing import printed
from speccc.ir.rel import Binding, Source, SourceColumn
from speccc.types import Kind

RAW = "raw"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is read: a table over its files, its rows with marks, what to verify first.

    `columns` are physical names with Flink's types, `options` those of the table.
    """

    columns: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    select: exp.Expr
    header: Finding | None


@dataclass(frozen=True, slots=True)
class _Format:
    columns: Callable[[Source], Mapping[str, str]]
    options: Callable[[Binding], Mapping[str, str]]
    typed: Callable[[SourceColumn, exp.Expr], exp.Expr]
    may_not_read: Callable[[SourceColumn], bool]


def reading(source: Source, binding: Binding) -> Reading:
    """How to read a source; `binding` has a connector of FORMATS."""
    form = FORMATS[binding.connector]
    rows = trees.table(file_table(source))
    named = [trees.alias(physical(column), column.name) for column in source.columns]
    raw = exp.select(*named).from_(rows)
    header = None
    if binding.connector == "csv":
        names = _is_header(source)
        raw = raw.where(trees.fill("_a IS NOT TRUE", Flink, names))
        header = _header(source, rows, names)
    options = {
        "connector": "filesystem",
        "path": str(binding.options["path"]),
        "format": binding.connector,
        **form.options(binding),
    }
    select = _typed(source, form, raw)
    columns = form.columns(source)
    return Reading(tuple(columns.items()), tuple(options.items()), select, header)


def file_table(source: Source) -> str:
    """The table over a source's files; no step of a spec is called so."""
    return f"_{source.name}_file"


def may_not_read(column: SourceColumn, connector: str) -> bool:
    """Whether a value may be there that is none of the column's type."""
    return FORMATS[connector].may_not_read(column)


def physical(column: SourceColumn) -> exp.Expr:
    """Where a column's value stands in the table over its source."""
    first, *rest = column.path
    tree: exp.Expr = trees.column(first)
    for part in rest:
        tree = exp.Dot(this=tree, expression=trees.name(part))
    return tree


def _is_header(source: Source) -> exp.Expr:
    """Whether a row of a csv file is its header: Flink reads that line like any other."""
    names = dict.fromkeys(column.path[0] for column in source.columns)
    cells = [exp.EQ(this=trees.column(name), expression=trees.text(name)) for name in names]
    return trees.all_of(cells)


def _header(source: Source, rows: exp.Expr, names: exp.Expr) -> Finding:
    shown = ", ".join(dict.fromkeys(column.path[0] for column in source.columns))
    wrong = exp.NEQ(this=count(), expression=trees.number(1))
    broken = Broken(exp.Select().from_(rows.copy()).where(names.copy()), count(), wrong)
    before = f"source '{source.name}': the header must name exactly these columns ({shown}): it is "
    return Finding(before, "", broken)


def _typed(source: Source, form: _Format, raw: exp.Expr) -> exp.Expr:
    """Every column typed and, where a value may not read, whether it did not."""
    zoned = [c for c in source.columns if c.zone not in ("", "UTC")]
    if zoned:
        local = [zones.local(c.name, form.typed(c, trees.column(c.name, RAW))) for c in zoned]
        raw = exp.select(exp.Star(), *local).from_(_within(raw))
        shifts = [tree for c in zoned for tree in zones.shifts(c.name, c.zone)]
        raw = exp.select(exp.Star(), *shifts).from_(_within(raw))
    values: list[exp.Expr] = []
    flags: list[exp.Expr] = []
    for column in source.columns:
        cell = trees.column(column.name, RAW)
        value = zones.utc(column.name, column.zone) if column in zoned else form.typed(column, cell)
        values.append(trees.alias(value, column.name))
        if form.may_not_read(column):
            flag = trees.fill("_a IS NOT NULL AND _b IS NULL", Flink, cell, value)
            flags.append(trees.alias(flag, unreadable(column.name)))
    return exp.select(*values, *flags).from_(_within(raw))


def _within(raw: exp.Expr) -> exp.Expr:
    return exp.Subquery(this=raw, alias=exp.TableAlias(this=trees.name(RAW)))


def _text_cell(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    if column.format:
        return read_as(cell, column.type, column.format)
    return read(cell, column.type)


def _texts(source: Source) -> dict[str, str]:
    return {column.path[0]: "STRING" for column in source.columns}


def _csv_options(binding: Binding) -> dict[str, str]:
    delimiter = str(binding.options.get("delimiter", ","))
    return {"csv.field-delimiter": delimiter.replace("\\", "\\\\"), "csv.null-literal": ""}


def crosses(column: SourceColumn, others: Iterable[SourceColumn]) -> bool:
    """Whether a path is on the way to another column's value, or the other way round."""

    def leads(way: tuple[str, ...], to: tuple[str, ...]) -> bool:
        return len(way) < len(to) and to[: len(way)] == way

    return any(leads(column.path, o.path) or leads(o.path, column.path) for o in others)


def _nested(columns: Iterable[SourceColumn]) -> dict[str, Any]:
    """The paths of columns as a tree; its leaves are None."""
    tree: dict[str, Any] = {}
    for column in columns:
        here = tree
        *way, last = column.path
        for part in way:
            here = here.setdefault(part, {})
        here[last] = None
    return tree


def _row(tree: Mapping[str, Any] | None) -> str:
    if tree is None:
        return "STRING"
    fields = (f"{printed(trees.name(name), Flink)} {_row(part)}" for name, part in tree.items())
    return f"ROW<{', '.join(fields)}>"


def json_columns(source: Source) -> dict[str, str]:
    """The columns of a table over JSON, all of them texts."""
    return {name: _row(part) for name, part in _nested(source.columns).items()}


def _parquet_type(column: SourceColumn) -> str:
    return "STRING" if column.format else type_name(column.type)


def _parquet_value(column: SourceColumn, cell: exp.Expr) -> exp.Expr:
    if column.format:
        return _text_cell(column, cell)
    return trees.fill(FINITE, Flink, cell) if column.type.kind is Kind.FLOAT64 else cell


FORMATS: dict[str, _Format] = {
    "csv": _Format(_texts, _csv_options, _text_cell, lambda c: c.type.kind is not Kind.TEXT),
    "json": _Format(
        json_columns,
        lambda _: {"json.fail-on-missing-field": "false", "json.ignore-parse-errors": "false"},
        _text_cell,
        lambda c: c.type.kind is not Kind.TEXT,
    ),
    "parquet": _Format(
        lambda source: {c.path[0]: _parquet_type(c) for c in source.columns},
        lambda _: {"parquet.utc-timezone": "true"},
        _parquet_value,
        lambda c: bool(c.format),
    ),
}
