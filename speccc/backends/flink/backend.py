"""The backend: refusals, artefacts and the recipe."""

from __future__ import annotations

from speccc.backends.api import Compiled, Target
from speccc.backends.flink import params
from speccc.backends.flink.limits import limits
from speccc.backends.flink.origins import Origins
from speccc.backends.flink.refusals import refusals
from speccc.backends.flink.scripts import CHECKS, INSERT, PIPELINE, SINKS, SOURCES, Scripts
from speccc.backends.lowering import lowered
from speccc.backends.sql.plain import require_plain
from speccc.diagnostics import Reporter
from speccc.ir.rel import Pipeline


class FlinkBackend:
    """Compiles a pipeline to numbered FlinkSQL scripts for batch mode."""

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled:
        """Five scripts, and a recipe for `execute.flink_runner`.

        Raises Failure with every refusal (E075).
        """
        require_plain()
        del target  # every target of this backend is compiled alike
        reporter = Reporter()
        for diagnostic in refusals(pipeline):
            reporter.add(diagnostic)
        reporter.checkpoint()
        plain = lowered(pipeline)
        scripts = Scripts(plain)
        recipe = {
            "runner": "flink",
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
