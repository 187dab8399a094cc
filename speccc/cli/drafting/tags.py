"""Which columns of a file the project has tagged, as a source or as what a sink makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from speccc.cli.compiling import spec_files
from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.lifecycle.inventory import Inventory
from speccc.spec.document import TargetFile
from speccc.spec.models import ColumnModel, SpecModel

#: By a file's path from the root, and a column's name as the file has it.
Tagged = Mapping[str, Mapping[str, frozenset[str]]]


def tagged_columns(inventory: Inventory) -> Tagged:
    """The tags of all columns that lie in files, in the specs' own places and in the profiles'.

    A source counts as it is declared, though its spec may be wrong otherwise.
    """
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict[str, frozenset[str]])
    specs = spec_files(inventory, inventory.specs)
    places = _Places(map(inventory.target_file, inventory.targets))
    any_tag = False
    for name, spec in specs.items():
        for end, columns in _declared(spec.model):
            any_tag = any_tag or any(tags for _, tags in columns)
            for path in places.of(name, end, spec.model.sources[end].options):
                _add(found[path], columns)
    if not any_tag:
        return {}
    for pipeline in check(specs, Reporter()).values():
        for end in (*pipeline.sources, *pipeline.sinks):
            columns = [(c.path[-1], c.tags) for c in end.columns]
            for path in places.of(pipeline.name, end.name, end.binding and end.binding.options):
                _add(found[path], columns)
    return found


class _Places:
    """The files that an end of a pipeline is bound to."""

    def __init__(self, targets: Iterable[TargetFile]) -> None:
        self._bound: dict[str, list[Any]] = defaultdict(list)
        for target in targets:
            for end, binding in (target.model.bind or {}).items():
                self._bound[end].append(binding.options)

    def of(self, pipeline: str, end: str, own: Any) -> Iterator[str]:
        """Their paths."""
        for options in (own, *self._bound[f"{pipeline}.{end}"]):
            path: Any = options and options.get("path")
            if isinstance(path, str):
                yield PurePosixPath(path).as_posix()


def _declared(spec: SpecModel) -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """Each source, and its columns as the data has them with their tags."""
    for end, source in spec.sources.items():
        columns: list[tuple[str, tuple[str, ...]]] = []
        for name, column in (source.columns or {}).items():
            if isinstance(column, ColumnModel):
                path = column.path if isinstance(column.path, str) else (column.path or [name])[-1]
                columns.append((path, tuple(column.tags or ())))
        yield end, columns


def _add(found: dict[str, frozenset[str]], columns: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    for name, tags in columns:
        found[name] = found.get(name, frozenset()) | {*tags}
