"""How Flink is to run a job over streams."""

from __future__ import annotations

from speccc.backends.api import Streaming

#: What the rows rest on. A watermark follows each row at once, so that which rows are late does not
#: depend on how fast they come.
_ALWAYS = {
    "execution.runtime-mode": "streaming",
    "table.local-time-zone": "UTC",
    "pipeline.auto-watermark-interval": "0 ms",
}
#: That rows have the key of a topic's table is proven; Flink does not always see it (2.3.0).
KEYED = {"table.exec.sink.require-on-conflict": "false"}


def settings(streaming: Streaming) -> dict[str, str]:
    """Options of Flink, in the order in which they are written."""
    hints = {
        "parallelism.default": streaming.parallelism,
        "execution.checkpointing.interval": _seconds(streaming.checkpoint_interval),
        "table.exec.state.ttl": _seconds(streaming.state_ttl),
    }
    return _ALWAYS | {key: str(value) for key, value in hints.items() if value is not None}


def _seconds(length: int | None) -> str | None:
    return None if length is None else f"{length} s"
