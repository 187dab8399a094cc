"""What `validate --target` does: compiles for a target; Flink's planner is asked besides."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence

from speccc.backends.api import Compiled
from speccc.cli.compiling import check_all, spec_files
from speccc.cli.work import Selection, Work
from speccc.diagnostics import Failure, Reporter
from speccc.diagnostics.codes import flink_runs
from speccc.driver import Compiler
from speccc.execute.runners import RUNNERS
from speccc.lifecycle.unit import Unit

#: The runner that brings the planner, and those whose statements are shown to it.
_FLINK = "flink"
_ASKED = (_FLINK, "flink_stream", "flink_gateway", "flink_stream_gateway")


def check_for(work: Work, target: str, files: Sequence[str], reporter: Reporter) -> list[str]:
    """Compiles what a target builds, or what these files shape of it, and reports what is wrong.

    The names of the pipelines that compile. Raises Failure (E0705) if there is no such target.
    """
    work.check_selection(Selection((), target))
    inventory = work.inventory
    profile = inventory.targets[target].document.file
    units = [
        unit
        for unit in inventory.units
        if unit.target == target
        and (not files or {profile, inventory.specs[unit.pipeline].document.file} & {*files})
    ]
    compiler = Compiler(
        inventory.target_file(target), check_all(inventory), spec_files(inventory, inventory.specs)
    )
    made = {unit: compiler.compile(unit.pipeline, reporter) for unit in units}
    compiled = {unit: unit_made for unit, unit_made in made.items() if unit_made is not None}
    asked = {unit: made for unit, made in compiled.items() if made.recipe["runner"] in _ASKED}
    if asked and (reason := _why_not()):
        reporter.add(flink_runs.NOT_ASKED.at(None, target=target, reason=reason))
    elif asked:
        _ask(asked, target, reporter)
    return [unit.pipeline for unit in compiled]


def _why_not() -> str:
    """Why the planner cannot be asked; empty if the libraries are there."""
    runner = RUNNERS[_FLINK]
    missing = [name for name in runner.libraries if importlib.util.find_spec(name) is None]
    what = f"{', '.join(missing)} not installed here: pip install 'speccc[{runner.extra}]'"
    return what if missing else ""


def _ask(units: Mapping[Unit, Compiled], target: str, reporter: Reporter) -> None:
    from speccc.execute.flink_planner import ask

    for unit, compiled in units.items():
        scripts = [
            a.content for a in compiled.artefacts if a.path in compiled.recipe["scripts"].values()
        ]
        try:
            verdict = ask(scripts)
        except Failure as failure:  # there is no Java
            reason = failure.diagnostics[0].message
            reporter.add(flink_runs.NOT_ASKED.at(None, target=target, reason=reason))
            return
        for refusal in verdict.refusals:
            span = compiled.origin(refusal.statement, refusal.line)
            reporter.add(flink_runs.PLANNER.at(span, address=unit.address, said=refusal.said))
        for table, name in verdict.lacking.items():
            reporter.add(flink_runs.LACKING.at(None, address=unit.address, name=name, table=table))
