"""The code of a run with `--profile`: compiled for it alone, into a folder that goes with it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from speccc.cli.compiling import check_one, needed_specs
from speccc.cli.work import Work
from speccc.diagnostics import InternalError
from speccc.driver import Compiler
from speccc.execute.runners import RUNNERS, Request
from speccc.lifecycle.unit import Unit


@contextmanager
def profiled(work: Work, unit: Unit, request: Request) -> Generator[Request]:
    """The run, of code that counts the rows of every step.

    Raises Failure with what the target refuses. A unit that cannot be run stays as it is: to start
    it says so.
    """
    if request.recipe["runner"] not in RUNNERS:
        yield request
        return
    inventory = work.inventory
    compiler = Compiler(
        inventory.target_file(unit.target),
        check_one(inventory, unit.pipeline),
        needed_specs(inventory, [unit.pipeline]),
    )
    compiled = compiler.profile(unit.pipeline, inventory.reporter)
    inventory.reporter.checkpoint()
    if compiled is None:
        raise InternalError(f"{unit.address} does not compile, and nothing was reported")
    with TemporaryDirectory(prefix="speccc-") as folder:
        for artefact in compiled.artefacts:
            path = Path(folder, artefact.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artefact.content, encoding="utf-8", newline="\n")
        yield replace(request, recipe=compiled.recipe, folder=Path(folder))
