"""The load part: each sink's frame as a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

from speccc.backends.modes import Modes
from speccc.backends.pandas.code import Code, Context, Statement, sorted_by
from speccc.backends.pandas.syntax import called, code, listed, number, text, texts
from speccc.ir import rel
from speccc.ir.rel import Sink
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
    "csv": ("replace",),
    "google_sheets": ("replace",),
    "json": ("replace",),
    "parquet": ("replace",),
}


def load_sink(sink: Sink) -> list[Statement]:
    """The body of a sink's function, which writes `frame` to `path`."""
    assert sink.binding is not None
    write = WRITERS[sink.binding.connector](sink, cst.Name("path"), sink.binding.options)
    floats = [c.name for c in sink.columns if c.type.kind is Kind.FLOAT64]
    check = called("check_finite", text(sink.name), cst.Name("frame"), texts(floats))
    return [Statement(check), Statement(write)] if floats else [Statement(write)]


def result(context: Context, sink: Sink) -> Code:
    """The frame that a sink writes: its columns, in its order."""
    frame = context.frame(sink.input)
    node = context.pipeline.node(sink.input)
    sorts = isinstance(node.op, rel.Sort | rel.Limit) and node.op.order == sink.order
    if sink.order and not sorts:
        frame = sorted_by(frame, sink.order)
    names = [c.name for c in sink.columns]
    return frame if list(node.schema.names) == names else code("{0}[{1}]", frame, texts(names))
