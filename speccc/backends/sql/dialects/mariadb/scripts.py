"""The scripts for MariaDB: without temporary views, and with tables that are never seen empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.mariadb.tables import MARIADB_TABLES, of_table
from speccc.backends.sql.scripts import SETUP, SINKS
from speccc.backends.sql.tables.model import Tables
from speccc.backends.sql.tables.scripts import TableScripts
from speccc.backends.sql.templating import templates
from speccc.ir.rel import Sink


class MariadbScripts(TableScripts):
    """The scripts of one pipeline for MariaDB."""

    says: ClassVar[Mapping[str, str]] = {
        **TableScripts.says,
        SETUP: "The parameters, read as their types; those given are rows of the table __given.\n"
        "All scripts share one session, whose modes a run has set: names are in double quotes, ||\n"
        "joins texts, a backslash is only a sign, and what does not fit its type is an error.\n"
        "A temporary table would hide one of its name: those of steps begin with #.\n"
        "A SELECT is a check: each row that it gives is something wrong, and the run ends there.",
        SINKS: "Writes every sink, once all rows are there and checked. A table that is not there\n"
        "is made together with its rows, for that commits by itself: nobody ever sees it empty.\n"
        "Then all sinks are filled in one transaction: a new table once more, to the same rows.",
    }
    templates: ClassVar[Mapping[str, str]] = {
        **TableScripts.templates,
        **templates(__package__ or "", [f"{SINKS}.j2"]),
    }
    view: ClassVar[str] = "TABLE"
    indexed: ClassVar[bool] = True

    @property
    def tables(self) -> Tables:
        return MARIADB_TABLES

    def _sink(self, sink: Sink) -> dict[str, Any]:
        made, table = super()._sink(sink), self.table(sink)
        columns = [trees.alias(trees.column(c.name), c.path[0]) for c in sink.columns]
        others = trees.fill("ENGINE <> 'InnoDB'", self.engine.glot)
        return {
            **made,
            "lock": f"speccc:{table.said}",
            "engine": of_table("TABLES", table).select(exp.Star()).where(others),
            "rows": exp.select(*columns).from_(trees.table(self.layout.where(sink.input))),
        }
