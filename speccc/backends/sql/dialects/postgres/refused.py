"""What PostgreSQL does not build yet, and is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.backends.sql.dialects.postgres.engine import POSTGRES
from speccc.backends.sql.lengths import too_long
from speccc.backends.sql.refusals import Refused
from speccc.diagnostics import Diagnostic
from speccc.functions.model import Form
from speccc.ir.rel import Pipeline

REFUSED = Refused(
    functions={form: {} for form in Form},
    zones="this version reads tables without zones on PostgreSQL",
)


def further(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """What stands in the way by its name (E0725): what is longer would be cut off in silence."""
    yield from too_long(pipeline, POSTGRES, 63, "PostgreSQL")
