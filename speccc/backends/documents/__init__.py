"""What lies beside the generated code: README and tests, through Jinja2."""

from __future__ import annotations

from speccc.backends.api import Artefact, Compiled, Target
from speccc.backends.documents.readme import readme
from speccc.backends.documents.tests import tests
from speccc.ir.rel import Pipeline


def documents(pipeline: Pipeline, target: Target, compiled: Compiled) -> tuple[Artefact, ...]:
    """README.md of a unit, and its tests where its code can be run.

    `pipeline` is bound and not optimised; `compiled` holds the code and the recipe.
    """
    found = tests(pipeline, target, compiled)
    return (readme(pipeline, target, compiled), *([found] if found else []))
