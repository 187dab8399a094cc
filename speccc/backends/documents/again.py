"""What a second run does to a sink, by its mode."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.backends.documents.markdown import code, codes
from speccc.ir.rel import Sink

_FILES = frozenset(("csv", "json", "parquet"))


def lies_in_file(sink: Sink) -> bool:
    """Whether the sink is a file, or a folder of files."""
    return sink.binding is not None and sink.binding.connector in _FILES


def again_text(sink: Sink) -> str:
    """How a run fills the sink, in a sentence."""
    match sink.mode:
        case "replace":
            return "Replaced as a whole by each run."
        case "merge":
            return f"Merged by {codes(sink.key)}: rows are added or updated, never removed."
        case "append":
            return f"Only rows whose {codes(sink.key)} is new are added; none is changed."
        case "partition":
            where = " Each is a file of its own." if lies_in_file(sink) else ""
            return f"The partitions by {codes(sink.by)} that occur are replaced.{where}"


def again_rows(sinks: Sequence[Sink]) -> list[tuple[str, str]]:
    """What happened, and what the next run does, for sinks that keep rows."""
    return [
        (f"{code(s.name)}: {happened}", does) for s in sinks for happened, does in _RE_RUN[s.mode]
    ]


_RE_RUN: dict[str, tuple[tuple[str, str], ...]] = {
    "replace": (),
    "merge": (
        ("the same rows come again", "updates them to what they are: nothing changes"),
        ("a row does not come any more", "leaves it as it was"),
    ),
    "append": (
        ("the same rows come again", "leaves those that are there as they are"),
        ("a row comes with other values", "leaves the first values"),
    ),
    "partition": (
        ("the same rows come again", "replaces their partitions by the same rows"),
        ("a partition does not come any more", "leaves it as it was"),
        (
            "the run was killed between two partitions",
            "replaces those that were left out: each is replaced at once, not all together",
        ),
    ),
}
