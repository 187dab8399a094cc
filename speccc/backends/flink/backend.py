"""The backend: refusals, artefacts and the recipe."""

from __future__ import annotations

from collections.abc import Iterable

from speccc.backends.api import Compiled, Streaming, Target
from speccc.backends.flink import params
from speccc.backends.flink.limits import limits, stream_limits
from speccc.backends.flink.origins import Origins
from speccc.backends.flink.refusals import refusals
from speccc.backends.flink.scripts import CHECKS, INSERT, PIPELINE, SINKS, SOURCES, Scripts
from speccc.backends.flink.streams.floats import floats_added_up
from speccc.backends.flink.streams.refusals import refusals as stream_refusals
from speccc.backends.flink.streams.scripts import StreamScripts
from speccc.backends.flink.totals import totals_limited
from speccc.backends.flink.windows import (
    limits_numbered,
    one_frame_each,
    ordered_within,
    ties_apart,
    ties_known,
)
from speccc.backends.lowering import lowered
from speccc.backends.sql.plain import require_plain
from speccc.diagnostics import Diagnostic, Reporter
from speccc.ir.rel import Pipeline, Runs

#: What a batch needs besides, in this order.
_TAKEN_APART = (limits_numbered, ordered_within, ties_known, ties_apart, totals_limited)


class FlinkBackend:
    """Compiles a pipeline to numbered FlinkSQL scripts, for a batch or for streams."""

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled:
        """The scripts, and a recipe for `execute.flink_runner` or `execute.flink_streams`.

        Raises Failure with every refusal (E075, E077).
        """
        require_plain()
        if target.streaming is not None:
            return _stream(pipeline, target.streaming, gateway=bool(target.connection))
        _stop_at(refusals(pipeline))
        plain = lowered(pipeline, (Runs,))
        for taken_apart in _TAKEN_APART:
            plain = taken_apart(plain)
        scripts = Scripts(plain)
        recipe = {
            "runner": "flink_gateway" if target.connection else "flink",
            "scripts": {
                "setup": SOURCES,
                "sinks": SINKS,
                "transform": PIPELINE,
                "checks": CHECKS,
                "load": INSERT,
            },
            "params": params.recipe(pipeline.params),
            "incremental": [],
            **scripts.recipe(),
            "limits": limits(pipeline),
        }
        return Compiled(scripts.artefacts(), recipe, Origins(plain).of)


def _stream(pipeline: Pipeline, streaming: Streaming, *, gateway: bool) -> Compiled:
    _stop_at(stream_refusals(pipeline))
    plain = one_frame_each(floats_added_up(lowered(pipeline, (Runs,))))
    scripts = StreamScripts(plain, streaming)
    recipe = {
        "runner": "flink_stream_gateway" if gateway else "flink_stream",
        "params": params.recipe(pipeline.params),
        "incremental": [],
        **scripts.recipe(),
        "limits": stream_limits(pipeline),
    }
    return Compiled(scripts.artefacts(), recipe, Origins(plain).of)


def _stop_at(refused: Iterable[Diagnostic]) -> None:
    reporter = Reporter()
    for diagnostic in refused:
        reporter.add(diagnostic)
    reporter.checkpoint()
