"""How a stream is written: a table, and the columns as they go into it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from speccc.backends.flink.writing import Writing, writing
from speccc.backends.modes import Modes
from speccc.ir.rel import Binding, Sink
from speccc.types import Schema

#: The modes that are built, by connector.
MODES: Modes = {"json": ("append", "merge")}


@dataclass(frozen=True, slots=True)
class StreamSink:
    """`changes`: the lines of its files are changes of rows, not rows."""

    writing: Writing
    changes: bool


def stream_sink(sink: Sink, schema: Schema, binding: Binding) -> StreamSink:
    """How to write a sink; `binding` has a connector of MODES."""
    made = writing(sink, schema, binding)
    if sink.mode == "append":
        return StreamSink(made, changes=False)
    options = dict(made.options) | {"format": "debezium-json"}
    plain = options.pop("json.encode.decimal-as-plain-number")
    options["debezium-json.encode.decimal-as-plain-number"] = plain
    return StreamSink(replace(made, options=tuple(options.items())), changes=True)
