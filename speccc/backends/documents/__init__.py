"""What lies beside the generated code: README and tests, through Jinja2."""

from __future__ import annotations

from speccc.backends.api import Artefact, Compiled, Target
from speccc.ir.rel import Pipeline


def documents(pipeline: Pipeline, target: Target, compiled: Compiled) -> tuple[Artefact, ...]:
    """The documents of one unit."""
    del pipeline, target, compiled
    return ()
