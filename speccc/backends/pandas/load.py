"""The load part: each sink's frame as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import libcst as cst

from speccc.backends.modes import Modes
from speccc.backends.pandas.code import Code, Context, Statement, sorted_by
from speccc.backends.pandas.extract import extract_source
from speccc.backends.pandas.syntax import called, code, listed, mapping, number, text, texts
from speccc.ir import rel
from speccc.ir.rel import Sink, Source
from speccc.types import Kind, Type

_CSV: dict[Kind, str] = {
    Kind.BOOL: "bool_to_text({0})",
    Kind.INT64: "{0}",
    Kind.FLOAT64: "float_to_text({0})",
    Kind.DECIMAL: "decimal_to_text({0}, {s})",
    Kind.TEXT: "csv_text({0}, {sink})",
    Kind.DATE: "date_to_text({0})",
    Kind.TIMESTAMP: "timestamp_to_text({0})",
}
_JSON: dict[Kind, str] = {
    Kind.BOOL: "json_texts(bool_to_text({0}), str)",
    Kind.INT64: "json_texts({0}, str)",
    Kind.FLOAT64: "json_texts(float_to_text({0}), str)",
    Kind.DECIMAL: "json_texts(decimal_to_text({0}, {s}), str)",
    Kind.TEXT: "json_texts({0}, json_string)",
    Kind.DATE: "json_texts(date_to_text({0}), json_string)",
    Kind.TIMESTAMP: "json_texts(timestamp_to_text({0}), json_string)",
}
_ARROW: dict[Kind, str] = {
    Kind.BOOL: "pa.bool_()",
    Kind.INT64: "pa.int64()",
    Kind.FLOAT64: "pa.float64()",
    Kind.DECIMAL: "pa.decimal128({p}, {s})",
    Kind.TEXT: "pa.string()",
    Kind.DATE: "pa.date32()",
    Kind.TIMESTAMP: 'pa.timestamp("us")',
}


def _digits(type: Type) -> dict[str, Code]:
    return {"p": number(type.precision), "s": number(type.scale)}


def _column(name: str) -> Code:
    return code("frame[{0}]", text(name))


def _csv(sink: Sink, path: Code, options: Mapping[str, Any]) -> Code:
    cells = [
        code(_CSV[c.type.kind], _column(c.name), sink=text(sink.name), **_digits(c.type))
        for c in sink.columns
    ]
    delimiter = str(options.get("delimiter", ","))
    named = {"delimiter": text(delimiter)} if delimiter != "," else {}
    return called(
        "write_csv", path, texts([c.path[0] for c in sink.columns]), listed(cells), **named
    )


def _json(sink: Sink, path: Code, options: Mapping[str, Any]) -> Code:
    cells = [code(_JSON[c.type.kind], _column(c.name), **_digits(c.type)) for c in sink.columns]
    ways = listed([texts(c.path) for c in sink.columns])
    return called("write_json", path, ways, listed(cells))


def _parquet(sink: Sink, path: Code, options: Mapping[str, Any]) -> Code:
    arrays = [
        called("arrow", _column(c.name), code(_ARROW[c.type.kind], **_digits(c.type)))
        for c in sink.columns
    ]
    names = texts([c.path[0] for c in sink.columns])
    return called("write_parquet", path, names, listed(arrays))


#: Connector to the code that writes a file of it.
WRITERS: dict[str, Callable[[Sink, Code, Mapping[str, Any]], Code]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}


#: The modes that are built, by connector.
MODES: Modes = {
    "google_sheets": ("replace",),
    **dict.fromkeys(WRITERS, ("replace", "merge", "append", "partition")),
}


def load_sink(sink: Sink) -> list[Statement]:
    """The body of a sink's function, which writes `frame` to `path`."""
    assert sink.binding is not None
    write = WRITERS[sink.binding.connector](sink, cst.Name("path"), sink.binding.options)
    floats = [c.name for c in sink.columns if c.type.kind is Kind.FLOAT64]
    check = called("check_finite", text(sink.name), cst.Name("frame"), texts(floats))
    return [Statement(check), Statement(write)] if floats else [Statement(write)]


def result(context: Context, sink: Sink) -> Code:
    """The rows that go to a sink: its columns; in its order, if its mode does not give another."""
    frame = context.frame(sink.input)
    node = context.pipeline.node(sink.input)
    sorts = isinstance(node.op, rel.Sort | rel.Limit) and node.op.order == sink.order
    if sink.order and not sorts:
        frame = sorted_by(frame, sink.order)
    names = [c.name for c in sink.columns]
    return frame if list(node.schema.names) == names else code("{0}[{1}]", frame, texts(names))


def check(context: Context, sink: Sink) -> list[Statement]:
    """What must hold of the rows before anything is written."""
    if not sink.check_key:
        return []
    frame = context.frame(sink.input)
    return [Statement(called("check_key", text(sink.name), frame, texts(sink.key)))]


def reads(sink: Sink) -> bool:
    """Whether a run must know what the sink holds already."""
    return sink.mode in _KEEPS


def held_sink(sink: Sink) -> list[Statement]:
    """The body of the function that reads what a sink holds: `frame` is returned at the end."""
    columns = tuple(
        replace(c, nullable=c.nullable and c.name not in sink.key, format="", zone="")
        for c in sink.columns
    )
    source = Source(sink.name, columns, sink.key, "fail", sink.binding)
    return extract_source(source, held=True)


#: What makes one frame of the rows that a sink holds and the new ones.
_KEEPS = {"merge": "merge_rows", "append": "append_rows"}


def stored(sink: Sink) -> Code:
    """All rows of a sink, of `held` and `frames`, in the order of its file."""
    frame = code("frames[{0}]", text(sink.name))
    if sink.mode not in _KEEPS:
        return frame
    held = code("held[{0}]", text(sink.name))
    return sorted_by(called(_KEEPS[sink.mode], held, frame, texts(sink.key)), sink.file_order)


def partitions(sink: Sink) -> Code:
    """The name and the rows of each partition's file."""
    assert sink.binding is not None
    frame = code("frames[{0}]", text(sink.name))
    by: dict[str, Code] = {}
    for column in (c for name in sink.by for c in sink.columns if c.name == name):
        values = code("{0}[{1}]", frame, text(column.name))
        by[column.name] = code(_TEXT[column.type.kind], values, **_digits(column.type))
    file = f"part.{_ENDINGS[sink.binding.connector]}"
    return called("partition_files", frame, text(file), mapping(by))


_ENDINGS = {"csv": "csv", "json": "jsonl", "parquet": "parquet"}
#: A value as the text that names its partition.
_TEXT = _CSV | {Kind.TEXT: "{0}"}
