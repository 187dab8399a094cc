"""What MariaDB does not build, and is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from speccc.backends.sql.contract import stored
from speccc.backends.sql.dialects.mariadb.engine import MARIADB
from speccc.backends.sql.lengths import too_long
from speccc.backends.sql.moving import MOST_ROWS, too_many
from speccc.backends.sql.refusals import Part, Refused
from speccc.backends.sql.tables.model import table_name
from speccc.backends.sql.tables.scripts import EXPECTATIONS, GIVEN, PARAMS
from speccc.diagnostics import Diagnostic
from speccc.diagnostics.codes import sql_target
from speccc.functions.model import Form
from speccc.ir.rel import Pipeline

REFUSED = Refused(
    functions={form: {} for form in Form},
    parts=(
        Part(
            "`sum` or `avg` of a float64 in a moving frame",
            f"MariaDB adds up no more than {MOST_ROWS} float64 in a moving frame",
            too_many,
        ),
    ),
    zones="this version reads tables without zones on MariaDB",
)


def further(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """What stands in the way by its name (E0725)."""
    yield from _hidden(pipeline)
    yield from too_long(pipeline, MARIADB, 64, "MariaDB")


def _hidden(pipeline: Pipeline) -> Iterator[Diagnostic]:
    """A temporary table hides one of its name. Those of steps have names that nobody else gives."""
    own = {PARAMS, GIVEN, EXPECTATIONS, *map(stored, pipeline.sources)}
    for end in (*pipeline.sources, *pipeline.sinks):
        if end.binding is None or end.binding.connector != "table":
            continue
        name = table_name(end.binding, "").name
        if name.startswith("#") or name.lower() in {given.lower() for given in own}:
            yield sql_target.NOT_IN_DIALECT.at(
                end.span,
                what=f"the table '{name}' of '{end.name}'",
                dialect=MARIADB.name,
                reason="a temporary table of the run has that name",
            )
