"""Is each query the same on Flink in streaming mode, on Flink in batch, and by the interpreter?"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from speccc.backends.api import Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.diagnostics import Failure
from speccc.execute import flink_runner, flink_streams
from speccc.ir.rel import Pipeline
from tests.conformance.matrix import Outcome
from tests.conformance.nexmark.queries import QUERIES, files, for_batch, pipelines, rows
from tests.differential.engines import Ended
from tests.flink.streams import interpreted, streamed

#: Of so many events the interpreter tells the rows, and of so many batch mode (0: it is not tried).
FEW, MANY = 5_000, int(os.environ.get("SPECCC_NEXMARK_EVENTS", "50_000"))
#: By mode.
Modes = Mapping[str, Outcome]


def matrix(tell: Callable[[str], None], workers: int) -> Mapping[str, Modes]:
    """The outcomes of every query; `tell` gets a line for each."""
    found: dict[str, Modes] = {}
    context = multiprocessing.get_context("spawn")  # each worker has a Flink of its own
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        for name, modes in zip(
            QUERIES, pool.map(partial(outcomes, many=MANY), QUERIES), strict=True
        ):
            found[name] = modes
            tell(
                f"{name}: " + ", ".join(f"{mode} {o.status} {o.rows}" for mode, o in modes.items())
            )
    return found


def outcomes(name: str, few: int = FEW, many: int = 0) -> Modes:
    """A stream of few events as the interpreter has it; a batch of many as the stream."""
    pipeline = pipelines()[name]
    given = rows(pipeline, few)
    stream = compared(
        lambda: streamed(pipeline, given).rows["result"],
        lambda: interpreted(pipeline, given).rows["result"],
    )
    if not many:
        return {"flink_stream": stream}
    batch = compared(
        lambda: _lines(for_batch(pipeline), None, many),
        lambda: _lines(pipeline, Streaming(), many),
    )
    return {"flink_stream": stream, "flink_batch": batch}


def _lines(pipeline: Pipeline, streaming: Streaming | None, events: int) -> list[str]:
    """What Flink writes of so many events, line by line. Raises Ended."""
    compiled = FlinkBackend().compile(pipeline, Target("flink", "flink", streaming=streaming))
    run = flink_streams.run if streaming else flink_runner.run
    with tempfile.TemporaryDirectory(prefix="speccc-nexmark-") as folder:
        root = Path(folder)
        (root / "data").symlink_to(Path(files(events).name) / "data")
        for artefact in compiled.artefacts:
            (root / artefact.path).write_text(artefact.content, encoding="utf-8")
        error = run(compiled.recipe, root, root, {})["error"]
        if error:
            raise Ended(error["kind"], error["message"])
        return sorted((root / f"out/{pipeline.name}.jsonl").read_text("utf-8").splitlines())


def compared(actual: Callable[[], list[Any]], expected: Callable[[], list[Any]]) -> Outcome:
    """Whether both give the same rows, and some."""
    try:
        found, wanted = actual(), expected()
    except Failure as failure:
        return Outcome("refused", reason="; ".join(map(str, failure.diagnostics)))
    except Ended as ended:
        return Outcome("different", reason=str(ended))
    if found == wanted:
        return Outcome("equal", len(found)) if found else Outcome("different", reason="no rows")
    first = next((pair for pair in zip(found, wanted, strict=False) if pair[0] != pair[1]), None)
    return Outcome("different", len(found), f"{len(found)} rows, not {len(wanted)}: {first}")


def faults(found: Mapping[str, Modes]) -> list[str]:
    """Whatever is not equal, but for sessions, which batch mode refuses by name."""
    return [
        f"{name}, {mode}: {outcome.status}, {outcome.reason}"
        for name, modes in found.items()
        for mode, outcome in modes.items()
        if outcome.status != "equal"
        and not (mode == "flink_batch" and "E0756" in (outcome.reason or ""))
    ]
