"""Is each query the same on Flink in streaming mode, on Flink in batch, and by the interpreter?"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from speccc.diagnostics import Failure
from speccc.ir.rel import Pipeline
from tests.conformance.matrix import Outcome
from tests.conformance.nexmark.queries import QUERIES, for_batch, pipelines, rows
from tests.differential.engines import Ended, Rows
from tests.flink.engine import prepare_flink
from tests.flink.streams import interpreted, streamed

#: What the interpreter is asked, and what the two modes of Flink are.
FEW, MANY = 5_000, 50_000
#: By query and mode.
Found = Mapping[str, Mapping[str, Outcome]]


def matrix(tell: Callable[[str], None] = lambda _: None, many: int = MANY) -> Found:
    """The outcomes of every query, in both modes."""
    found: dict[str, Mapping[str, Outcome]] = {}
    for name in QUERIES:
        start = time.perf_counter()
        found[name] = outcomes(pipelines()[name], many)
        shown = ", ".join(f"{mode} {o.status} {o.rows}" for mode, o in found[name].items())
        tell(f"nexmark {name}: {shown} ({time.perf_counter() - start:.1f} s)")
    return found


def outcomes(pipeline: Pipeline, many: int = MANY) -> dict[str, Outcome]:
    """A stream of few events as the interpreter has it; a batch of many as the stream."""
    few = rows(pipeline, FEW)
    stream = _compared(
        lambda: streamed(pipeline, few).rows, lambda: interpreted(pipeline, few).rows
    )
    if not many:
        return {"flink_stream": stream}
    given = rows(pipeline, many)
    batch = _compared(
        lambda: _sorted(prepare_flink(for_batch(pipeline))(given)),
        lambda: streamed(pipeline, given).rows,
    )
    return {"flink_stream": stream, "flink_batch": batch}


def _compared(actual: Callable[[], Rows], expected: Callable[[], Rows]) -> Outcome:
    try:
        found, wanted = actual()["result"], expected()["result"]
    except Failure as failure:
        return Outcome("refused", reason="; ".join(map(str, failure.diagnostics)))
    except Ended as ended:
        return Outcome("different", reason=str(ended))
    if found == wanted:
        return Outcome("equal", len(found)) if found else Outcome("different", reason="no rows")
    first = next((pair for pair in zip(found, wanted, strict=False) if pair[0] != pair[1]), None)
    return Outcome("different", len(found), f"{len(found)} rows, not {len(wanted)}: {first}")


def _sorted(found: Rows) -> Rows:
    return {name: sorted(rows, key=str) for name, rows in found.items()}
