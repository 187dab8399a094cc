"""How Flink writes the files of a sink: a table, and the columns as they go into it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.flink.conversions import TIMESTAMP_TEXT, type_name
from speccc.backends.flink.glot import Flink
from speccc.backends.modes import Modes
from speccc.backends.sql import trees
from speccc.ir.rel import Binding, Sink
from speccc.types import Column, Kind, Schema


@dataclass(frozen=True, slots=True)
class Writing:
    """`columns` are physical names with Flink's types, `options` those of the table."""

    columns: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    selected: tuple[exp.Expr, ...]


#: By connector. csv is not here: Flink writes no header line.
FORMATS: dict[str, dict[str, str]] = {
    "json": {"json.encode.decimal-as-plain-number": "true"},
    "parquet": {"parquet.utc-timezone": "true"},
}


#: The modes that are built, by connector: `merge` needs rows that are read back, which a table of
#: files in Flink does not do.
MODES: Modes = dict.fromkeys(FORMATS, ("replace",))
#: Why no others are.
WHOLE = "FlinkSQL writes a sink as a whole in this version"


def writing(sink: Sink, schema: Schema, binding: Binding) -> Writing:
    """How to write a sink; `binding` has a connector of FORMATS."""
    as_text = binding.connector == "json"
    options = {
        "connector": "filesystem",
        "path": str(binding.options["path"]),
        "format": binding.connector,
        **FORMATS[binding.connector],
    }
    if sink.order:
        options["sink.parallelism"] = "1"
    return Writing(
        columns(sink, schema, as_text=as_text),
        tuple(options.items()),
        values(sink, schema, as_text=as_text),
    )


def columns(sink: Sink, schema: Schema, *, as_text: bool) -> tuple[tuple[str, str], ...]:
    """The physical columns of a sink with Flink's types; `as_text`: times are texts."""
    return tuple((c.path[0], _type(schema[c.name], as_text)) for c in sink.columns)


def values(sink: Sink, schema: Schema, *, as_text: bool) -> tuple[exp.Expr, ...]:
    """What goes into them."""
    return tuple(trees.alias(_value(schema[c.name], as_text), c.path[0]) for c in sink.columns)


def _type(column: Column, as_text: bool) -> str:
    is_text = as_text and column.type.kind is Kind.TIMESTAMP
    return "STRING" if is_text else type_name(column.type)


def _value(column: Column, as_text: bool) -> exp.Expr:
    tree = trees.column(column.name)
    match column.type.kind:
        case Kind.TIMESTAMP if as_text:
            return trees.fill(TIMESTAMP_TEXT, Flink, tree)
        case Kind.FLOAT64:
            return trees.fill("_a + 0e0", Flink, tree)  # without the sign of -0.0
        case _:
            return tree
