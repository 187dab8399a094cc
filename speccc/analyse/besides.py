"""What a step reads besides its main input."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.spec import models


def reads_besides(step: models.Step) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Each relation that a step reads besides its main input, and its place within the step."""
    match step:
        case models.JoinStep():
            yield step.join.with_, ("join", "with")
        case models.ExceptStep():
            yield step.except_.with_, ("except", "with")
        case models.IntersectStep():
            yield step.intersect.with_, ("intersect", "with")
        case models.UnionStep():
            yield from ((name, ("union", "with", i)) for i, name in enumerate(step.union.with_))
        case models.ExpectStep():
            for i, rule in enumerate(step.expect):
                match rule:
                    case models.ReferencesRule():
                        yield rule.references.with_, ("expect", i, "references", "with")
                    case models.ReconcileRule():
                        yield rule.reconcile.with_, ("expect", i, "reconcile", "with")
                    case _:
                        pass
        case _:
            pass
