"""The catalog of a project: tables whose columns and key the sources of several specs share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from speccc.diagnostics import Reporter, did_you_mean
from speccc.diagnostics.codes import names, steps
from speccc.spec.document import Path, SourceMap
from speccc.spec.models import CatalogTableModel, SourceModel, SpecModel

_DECLARE = "declare it in speccc.yaml, as in 'catalog: {orders: {columns: {id: int64}}}'"

#: The tables by name.
Catalog = Mapping[str, CatalogTableModel]


def with_catalog(
    model: SpecModel,
    catalog: Catalog,
    marks: SourceMap,
    broken: frozenset[Path],
    reporter: Reporter,
) -> tuple[SpecModel, frozenset[Path]]:
    """The spec, its sources with the columns and keys of the tables that they name; and `broken`
    with those besides that name one wrongly, which is reported.
    """
    sources = dict(model.sources)
    wrong = set(broken)
    for name, source in model.sources.items():
        place = ("sources", name)
        if place in broken:
            continue
        found = _Reading(source, place, catalog, marks, reporter).read()
        if found is None:
            wrong.add(place)
        else:
            sources[name] = found
    return model.model_copy(update={"sources": sources}), frozenset(wrong)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One source, and what its table in the catalog makes of it."""

    source: SourceModel
    place: Path
    catalog: Catalog
    marks: SourceMap
    reporter: Reporter

    def read(self) -> SourceModel | None:
        """The source with its columns; None if something is wrong, which is reported."""
        source = self.source
        if source.catalog is None:
            if source.take is not None:
                self._report("take", "'take' chooses columns of a table in the catalog")
                return None
            return source
        before = len(self.reporter.diagnostics)
        for key in ("columns", "key"):
            if getattr(source, key) is not None:
                self._report(key, f"'{key}' stands in the catalog")
        if source.connector == "pipeline":
            self._report("catalog", "the columns of another pipeline's sink are inherited")
        table = self.catalog.get(source.catalog)
        if table is None:
            note = did_you_mean(source.catalog, tuple(self.catalog)) or _DECLARE
            span = self.marks.value(*self.place, "catalog")
            self.reporter.add(names.UNKNOWN_TABLE.at(span, name=source.catalog, note=note))
            return None
        taken = self._taken(table)
        if len(self.reporter.diagnostics) > before:
            return None
        columns = {name: table.columns[name] for name in taken}
        key = table.key if set(table.key or ()) <= set(taken) else None
        description = source.description or table.description
        return source.model_copy(
            update={"columns": columns, "key": key, "description": description}
        )

    def _taken(self, table: CatalogTableModel) -> list[str]:
        """The columns that the source reads."""
        if self.source.take is None:
            return list(table.columns)
        for position, name in enumerate(self.source.take):
            span = self.marks.value(*self.place, "take", position)
            if name not in table.columns:
                note = did_you_mean(name, tuple(table.columns))
                self.reporter.add(names.UNKNOWN_COLUMN.at(span, name=name, note=note))
            elif name in self.source.take[:position]:
                self.reporter.add(names.DUPLICATE_ITEM.at(span, name=name))
        return self.source.take

    def _report(self, key: str, problem: str) -> None:
        span = self.marks.key(*self.place, key)
        self.reporter.add(steps.CATALOG_SOURCE.at(span, problem=problem))
