"""Rejected rows as relations: their name, their columns, and who should read them."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.diagnostics import Reporter, Span, did_you_mean
from speccc.diagnostics.codes import names
from speccc.ir.rel import BROKEN_RULES
from speccc.spec import models
from speccc.types import TEXT, Column, Schema

#: What follows the name of a source or step: its rejected rows, as a relation.
SUFFIX = ".rejected"
_WHY = Column(BROKEN_RULES, TEXT, nullable=False, description="The rules that the row breaks")


def rejected_schema(schema: Schema) -> Schema:
    """The columns of rejected rows that had these columns."""
    return Schema((*schema.columns, _WHY))


def free_of_broken_rules(columns: Sequence[str], reporter: Reporter, span: Span) -> bool:
    """Whether rows with these columns can be rejected: `broken_rules` is theirs to be given."""
    clash = next((name for name in columns if name.lower() == BROKEN_RULES), None)
    if clash is not None:
        note = "rejected rows get a column of this name: rename or drop it before"
        reporter.add(names.COLUMN_EXISTS.at(span, name=clash, note=note))
    return clash is None


def unknown_note(name: str, known: Sequence[str]) -> str:
    """A hint about a relation that is not there."""
    owner = name.removesuffix(SUFFIX)
    if owner != name and owner in known:
        return f"'{owner}' puts no rows aside: none of its rules has severity quarantine"
    return did_you_mean(name, known)


def place_of_quarantine(step: models.AnyStep) -> tuple[str | int, ...]:
    """Where in a step it says that rows are put aside; () if it puts none aside."""
    match step:
        case models.CastStep() if step.cast.on_error == "quarantine":
            return ("cast", "on_error")
        case models.ExpectStep():
            for position, rule in enumerate(step.expect):
                if rule.severity == "quarantine":
                    return ("expect", position, "severity")
            return ()
        case _:
            return ()
