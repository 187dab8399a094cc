"""Which modes of a sink a target can write, by connector; the others are refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import connectors
from speccc.ir.rel import Pipeline, SinkMode

#: By connector. A connector that is not here is refused for another reason.
Modes = Mapping[str, tuple[SinkMode, ...]]


def refused_modes(pipeline: Pipeline, engine: str, table: Modes) -> Iterator[Diagnostic]:
    """A diagnostic (E0742) for each sink whose mode `engine` has not built for its connector."""
    for sink in pipeline.sinks:
        assert sink.binding is not None
        connector = sink.binding.connector
        known = table.get(connector)
        if known is not None and sink.mode not in known:
            yield connectors.SINK_MODE.at(
                sink.span,
                name=sink.name,
                mode=sink.mode,
                where=f"to {connector} by {engine}",
                known=", ".join(known),
            )
