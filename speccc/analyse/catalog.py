"""The tables of a project's catalog, each checked once, where it stands."""

from __future__ import annotations

from speccc.analyse.declarations import Declarations, schema_of
from speccc.diagnostics import Reporter
from speccc.spec.document import ProjectFile


def check_catalog(project: ProjectFile, reporter: Reporter) -> None:
    """Reports columns and keys of tables that no source could declare."""
    declarations = Declarations(project.marks, reporter)
    for name, table in (project.model.catalog or {}).items():
        place = ("catalog", name)
        columns = declarations.columns(table.columns, *place, "columns")
        if columns is not None:
            declarations.key(table.key or (), schema_of(columns), *place, "key")
