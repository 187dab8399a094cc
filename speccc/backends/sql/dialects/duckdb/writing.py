"""How DuckDB writes the file of a sink: the rows as they go out, and the options of COPY."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.modes import Modes
from speccc.backends.sql import trees
from speccc.backends.sql.dialects.duckdb.conversions import type_name
from speccc.backends.sql.dialects.duckdb.glot import PlainDuckDB
from speccc.backends.sql.dialects.duckdb.helpers import ROOT
from speccc.backends.sql.engine import variable
from speccc.ir.rel import Binding, SourceColumn
from speccc.types import Column, Kind, Schema

#: Without the sign of -0.0.
_FLOAT = "_a + 0e0"
#: A timestamp as files have it.
TIMESTAMP = "STRFTIME(_a, '%Y-%m-%d %H:%M:%S.%f')"


def file_to_write(binding: Binding, staged: str) -> exp.Expr:
    """The file of a sink; the one that the variable `staged` names, if it is set."""
    place = exp.DPipe(this=variable(ROOT), expression=trees.text(f"/{binding.options['path']}"))
    return trees.call("COALESCE", variable(staged), place)


@dataclass(frozen=True, slots=True)
class Writing:
    """`selected`: what is written, in order. `options` of COPY, as their printed values.

    `no_empty_text`: columns in which an empty text could not be told from NULL.
    """

    selected: tuple[exp.Expr, ...]
    options: tuple[tuple[str, exp.Expr], ...]
    no_empty_text: tuple[str, ...] = ()


def writing(columns: Iterable[SourceColumn], schema: Schema, binding: Binding) -> Writing:
    """How a sink is written; `binding` has a connector of FORMATS."""
    pairs = [(column, schema[column.name]) for column in columns]
    return FORMATS[binding.connector](pairs, binding.options)


_Pairs = list[tuple[SourceColumn, Column]]


def _csv(pairs: _Pairs, options: Mapping[str, object]) -> Writing:
    delimiter = trees.text(str(options.get("delimiter", ",")))
    shown = {Kind.TIMESTAMP: TIMESTAMP, Kind.FLOAT64: _FLOAT}
    texts = tuple(made.name for _, made in pairs if made.type.kind is Kind.TEXT)
    selected = tuple(_cell(column, made, shown) for column, made in pairs)
    if len(pairs) == 1:
        selected = (_never_blank(selected[0]),)
    copy = (
        ("FORMAT", exp.var("csv")),
        ("HEADER", exp.true()),
        ("DELIMITER", delimiter),
        ("NULLSTR", trees.text("")),
        ("COMMENT", trees.text("")),
        ("USE_TMP_FILE", exp.true()),
    )
    return Writing(selected, copy, texts)


def _never_blank(cell: exp.Expr) -> exp.Expr:
    """The only cell of a row: a NULL as an empty field in quotes, since a blank line is no row."""
    filled = trees.fill("COALESCE(CAST(_a AS TEXT), '')", PlainDuckDB, cell.unalias())
    return trees.alias(filled, cell.alias_or_name)


def _cell(column: SourceColumn, made: Column, shown: Mapping[Kind, str]) -> exp.Expr:
    tree: exp.Expr = trees.column(made.name)
    template = shown.get(made.type.kind)
    if template is not None:
        tree = trees.fill(template, PlainDuckDB, tree)
    return trees.alias(tree, column.path[0])


_JSON = {
    Kind.TEXT: "TO_JSON(_a)",
    Kind.FLOAT64: _FLOAT,
    Kind.DATE: "'\"' || _a || '\"'",
    Kind.TIMESTAMP: f"'\"' || {TIMESTAMP} || '\"'",
}


def _json(pairs: _Pairs, _: Mapping[str, object]) -> Writing:
    """Each line is put together here: DuckDB's own writer drops the scale of decimals."""
    parts: list[exp.Expr] = []
    for position, (column, made) in enumerate(pairs):
        key = trees.fill("TO_JSON(_a)", PlainDuckDB, trees.text(column.path[0]))
        start = trees.text("{" if position == 0 else ", ")
        template = _JSON.get(made.type.kind, "_a")
        value = trees.fill(template, PlainDuckDB, trees.column(made.name))
        if made.nullable:
            value = trees.fill("COALESCE(CAST(_a AS TEXT), 'null')", PlainDuckDB, value)
        parts += [start, key, trees.text(": "), value]
    line = trees.chain(exp.DPipe, [*parts, trees.text("}")])
    copy = (
        ("FORMAT", exp.var("csv")),
        ("HEADER", exp.false()),
        ("QUOTE", trees.text("")),
        ("ESCAPE", trees.text("")),
        ("USE_TMP_FILE", exp.true()),
    )
    return Writing((trees.alias(line, "line"),), copy)


def _parquet(pairs: _Pairs, _: Mapping[str, object]) -> Writing:
    selected: list[exp.Expr] = []
    for column, made in pairs:
        tree: exp.Expr = trees.column(made.name)
        if made.type.kind is Kind.DECIMAL:
            wanted = exp.DataType.build(type_name(made.type), dialect=PlainDuckDB)
            tree = exp.Cast(this=tree, to=wanted)
        selected.append(trees.alias(tree, column.path[0]))
    copy = (("FORMAT", exp.var("parquet")), ("USE_TMP_FILE", exp.true()))
    return Writing(tuple(selected), copy)


#: The modes that are built, by connector.
MODES: Modes = dict.fromkeys(
    ("csv", "json", "parquet"), ("replace", "merge", "append", "partition")
)

FORMATS: dict[str, Callable[[_Pairs, Mapping[str, object]], Writing]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}
