"""A pipeline on its real sources, for the interpreter: bound, and its rows read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from speccc.cli.compiling import check_one, needed_specs
from speccc.cli.work import Work
from speccc.diagnostics import Failure, InternalError
from speccc.driver import Compiler
from speccc.execute.readers import read_raw
from speccc.execute.runners import Request, away, rows_of_sources
from speccc.ir.rel import Pipeline, Row
from speccc.lifecycle.unit import Unit
from speccc.reference.boundary import read_sources


def bound_pipeline(work: Work, unit: Unit) -> Pipeline:
    """The pipeline of a unit with its sources bound. Raises Failure with all that is wrong."""
    bound = _compiler(work, unit).bind(unit.pipeline, work.inventory.reporter)
    work.inventory.reporter.checkpoint()
    if bound is None:
        raise InternalError(f"{unit.address} does not bind, and nothing was reported")
    return bound


def source_rows(
    work: Work,
    unit: Unit,
    pipeline: Pipeline,
    params: Mapping[str, str],
    root: Path | None = None,
) -> Mapping[str, Sequence[Row]]:
    """The typed rows of each source of a bound pipeline. Files are read without an engine; if
    there is a table, the scripts of the unit read all of them. Relative paths start at `root`,
    which is that of the project unless it is given.

    Raises Failure (E0906, E0957, E0958) if one cannot be read, RunError or Failure if it breaks its
    contract.
    """
    root = root or work.project.root
    bindings = {source.name: source.binding for source in pipeline.sources if source.binding}
    if any(binding.connector == "table" for binding in bindings.values()):
        return _by_scripts(work, unit, params, root)
    paths = [str(b.options["path"]) for b in bindings.values() if "path" in b.options]
    found = away(unit.pipeline, unit.target, root, paths)
    if found:
        raise Failure(found)
    raw = {name: read_raw(b.connector, b.options, root) for name, b in bindings.items()}
    return read_sources(pipeline.sources, raw)


def _by_scripts(
    work: Work, unit: Unit, params: Mapping[str, str], root: Path
) -> Mapping[str, Sequence[Row]]:
    reporter = work.inventory.reporter
    compiled = _compiler(work, unit).unoptimised(unit.pipeline, reporter)
    reporter.checkpoint()
    if compiled is None:
        raise InternalError(f"{unit.address} does not compile, and nothing was reported")
    connection = work.inventory.target_file(unit.target).model.connection or ""
    with TemporaryDirectory(prefix="speccc-") as scratch:
        folder = Path(scratch)
        for artefact in compiled.artefacts:
            (folder / artefact.path).write_text(artefact.content, encoding="utf-8")
        recipe = compiled.recipe
        return rows_of_sources(
            Request(unit.pipeline, unit.target, recipe, folder, root, params, connection)
        )


def _compiler(work: Work, unit: Unit) -> Compiler:
    """Raises Failure with all that is wrong in the pipeline and those it reads."""
    inventory = work.inventory
    pipelines = check_one(inventory, unit.pipeline)
    specs = needed_specs(inventory, [unit.pipeline])
    return Compiler(inventory.target_file(unit.target), pipelines, specs)
