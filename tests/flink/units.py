"""Pipelines run by their generated scripts on a real Flink."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from speccc.backends.api import Compiled
from speccc.execute.runners import RUNNERS
from tests.differential.runs import Runner


def runner(made: Compiled, folder: Path, **options: Any) -> Runner:
    """Runs the scripts of a unit, which are written to a folder."""
    for artefact in made.artefacts:
        (folder / artefact.path).write_text(artefact.content, encoding="utf-8")
    run = RUNNERS[made.recipe["runner"]].load()
    return lambda root: dict(run(made.recipe, folder, root, {}, **options))
