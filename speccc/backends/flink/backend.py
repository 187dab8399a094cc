"""The backend: refusals, artefacts and the recipe."""

from __future__ import annotations

from speccc.backends.api import Compiled, Target
from speccc.backends.flink.limits import limits
from speccc.backends.flink.refusals import refusals
from speccc.backends.flink.scripts import SCRIPTS, Scripts
from speccc.backends.lowering import lowered
from speccc.diagnostics import Reporter
from speccc.ir.rel import Pipeline
from speccc.types.cells import print_cell


class FlinkBackend:
    """Compiles a pipeline to numbered FlinkSQL scripts for batch mode."""

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled:
        """Five scripts, and a recipe that no runner takes yet.

        Raises Failure with every refusal (E075).
        """
        del target  # every target of this backend is compiled alike
        reporter = Reporter()
        for diagnostic in refusals(pipeline):
            reporter.add(diagnostic)
        reporter.checkpoint()
        recipe = {
            "runner": "flink",
            "scripts": list(SCRIPTS),
            "params": [
                {
                    "name": param.name,
                    "type": str(param.type),
                    "default": None if param.default is None else print_cell(param.default),
                }
                for param in pipeline.params
            ],
            "limits": limits(pipeline),
        }
        return Compiled(Scripts(lowered(pipeline)).artefacts(), recipe)
