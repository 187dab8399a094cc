"""A pipeline on its real sources, for the interpreter: bound, and its rows read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from speccc.cli.compiling import check_one, needed_specs
from speccc.cli.work import Work
from speccc.diagnostics import InternalError
from speccc.driver import Compiler
from speccc.execute.readers import read_raw
from speccc.ir.rel import Pipeline
from speccc.lifecycle.unit import Unit
from speccc.types.raw import RawTable


def bound_pipeline(work: Work, unit: Unit) -> Pipeline:
    """The pipeline of a unit with its sources bound. Raises Failure with all that is wrong."""
    inventory = work.inventory
    pipelines = check_one(inventory, unit.pipeline)
    compiler = Compiler(
        inventory.target_file(unit.target), pipelines, needed_specs(inventory, [unit.pipeline])
    )
    bound = compiler.bind(unit.pipeline, inventory.reporter)
    inventory.reporter.checkpoint()
    if bound is None:
        raise InternalError(f"{unit.address} does not bind, and nothing was reported")
    return bound


def raw_sources(pipeline: Pipeline, root: Path) -> Mapping[str, RawTable]:
    """What lies in the data of each source. Raises Failure (E0906) if one cannot be read."""
    return {
        source.name: read_raw(source.binding.connector, source.binding.options, root)
        for source in pipeline.sources
        if source.binding is not None
    }
