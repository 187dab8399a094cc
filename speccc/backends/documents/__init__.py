"""What lies beside the generated code: README, tests and schedules, through Jinja2."""

from __future__ import annotations

from speccc.backends.api import Artefact, Compiled, Target
from speccc.backends.documents.readme import readme
from speccc.backends.documents.schedules import schedules
from speccc.backends.documents.tests import tests
from speccc.ir.rel import Pipeline


def documents(pipeline: Pipeline, target: Target, compiled: Compiled) -> tuple[Artefact, ...]:
    """README.md of a unit, its schedules, and its tests where its code has some.

    `pipeline` is bound and not optimised; `compiled` holds the code and the recipe.
    """
    found = tests(pipeline, target, compiled)
    return (
        readme(pipeline, target, compiled),
        *([found] if found else []),
        *schedules(pipeline, target),
    )
