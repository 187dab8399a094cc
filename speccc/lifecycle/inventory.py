"""What a project's files say of themselves: names, who reads whose sink, which target builds what.

These facts are cached by the bytes of the file, so an idle plan parses no YAML.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from speccc.connectors.reach import place
from speccc.diagnostics import Code, Diagnostic, InternalError, Reporter, did_you_mean
from speccc.diagnostics.codes import project as codes
from speccc.lifecycle.cache import Cache, Json, key_of
from speccc.lifecycle.project import Document, Project
from speccc.lifecycle.toolchain import compiler_digest
from speccc.lifecycle.unit import Unit

if TYPE_CHECKING:
    from speccc.spec.catalog import Catalog
    from speccc.spec.document import SpecFile, TargetFile
    from speccc.spec.models import BindingModel, SinkModel, SourceModel

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one file. `feeds`: from a source of a spec, or an address that a target binds, to the
    pipeline.sink that feeds it. `patterns`: the pipelines that a target builds (empty for a spec).
    `places`: the file that each source and sink of a spec, or each address that a target binds,
    lies in; None if it lies in no file; `tables` the names of those that are tables; `at` the same
    in words, of every connector. `sinks`: which of a spec's `places` are sinks; `folders`: which of
    these are written in partitions. `dialect`: of a target, "" if it has none.
    """

    document: Document
    name: str
    feeds: Mapping[str, str]
    patterns: tuple[str, ...]
    places: Mapping[str, str | None]
    tables: Mapping[str, str]
    at: Mapping[str, str]
    sinks: frozenset[str]
    folders: frozenset[str]
    dialect: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The pipelines whose sinks it names."""
        return tuple(sorted({sink.split(".")[0] for sink in self.feeds.values()}))


class Parser:
    """Parses documents, each at most once; reports what is wrong with them to `reporter`.

    `catalog` are the tables that specs may name, as plain data.
    """

    def __init__(self, reporter: Reporter, catalog: Json) -> None:
        self._reporter = reporter
        self._plain_catalog = catalog
        self._specs: dict[str, SpecFile | None] = {}
        self._targets: dict[str, TargetFile | None] = {}

    @cached_property
    def catalog(self) -> Catalog:
        """The tables that specs may name."""
        from speccc.spec.models import CatalogTableModel

        validate = CatalogTableModel.model_validate
        return {name: validate(table) for name, table in self._plain_catalog.items()}

    def spec(self, document: Document) -> SpecFile | None:
        """None if it is wrong, which is then reported."""
        from speccc.spec.load import load_spec

        if document.file not in self._specs:
            loaded = load_spec(document.data, document.file, self._reporter, self.catalog)
            self._specs[document.file] = loaded
        return self._specs[document.file]

    def target(self, document: Document) -> TargetFile | None:
        """None if it is wrong, which is then reported."""
        from speccc.spec.load import load_target

        if document.file not in self._targets:
            loaded = load_target(document.data, document.file, self._reporter)
            self._targets[document.file] = loaded
        return self._targets[document.file]


@dataclass(frozen=True)
class Inventory:
    """The specs and targets of a project by name. `reporter` holds what is wrong with its files;
    a file is not in here if too much of it is broken to know what it reads and writes.
    """

    project: Project
    specs: Mapping[str, Facts]
    targets: Mapping[str, Facts]
    reporter: Reporter
    parser: Parser

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Every pair of a pipeline and a target that builds it."""
        return tuple(
            Unit(pipeline, name)
            for pipeline in sorted(self.specs)
            for name, target in sorted(self.targets.items())
            if matches(pipeline, target.patterns)
        )

    def spec_file(self, name: str) -> SpecFile:
        """The parsed spec of a pipeline. Raises KeyError if there is none of that name."""
        return _there(self.parser.spec(self.specs[name].document), name)

    def target_file(self, name: str) -> TargetFile:
        """The parsed target profile. Raises KeyError if there is none of that name."""
        return _there(self.parser.target(self.targets[name].document), name)

    def upstream(self, unit: Unit) -> tuple[str, ...]:
        """Every other pipeline that a unit reads from, directly or not, as far as they exist."""
        found: set[str] = set()
        waiting = [*self.specs[unit.pipeline].reads, *self.targets[unit.target].reads]
        while waiting:
            name = waiting.pop()
            if name in self.specs and name not in found:
                found.add(name)
                waiting += self.specs[name].reads
        return tuple(sorted(found - {unit.pipeline}))

    def documents_of(self, units: Iterable[Unit]) -> set[str]:
        """The files that shape these units: their specs, those they read from, their targets."""
        return {
            document.file
            for unit in units
            for document in (
                self.targets[unit.target].document,
                self.specs[unit.pipeline].document,
                *(self.specs[name].document for name in self.upstream(unit)),
            )
        }

    def why_gone(self, unit: Unit) -> str:
        """Why a unit that lies on disk is not among `units`."""
        if unit.pipeline not in self.specs:
            return f"no spec is named '{unit.pipeline}'"
        if unit.target not in self.targets:
            return f"no target is named '{unit.target}'"
        return f"target '{unit.target}' does not build it"


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether `name` is, or fits, one of the patterns (`*`, `?`)."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def take_inventory(project: Project, cache: Cache) -> Inventory:
    """Reads every spec and target profile, or recalls what was read from the same bytes."""
    reporter = Reporter()
    parser = Parser(reporter, project.catalog)
    specs: dict[str, Facts] = {}
    targets: dict[str, Facts] = {}
    for kind, documents, known in (
        ("pipeline", project.specs, specs),
        ("target", project.targets, targets),
    ):
        for document in documents:
            shaped_by = project.catalog if kind == "pipeline" else {}
            facts = _facts(kind, document, shaped_by, parser, reporter, cache)
            if facts is None:
                continue
            first = known.setdefault(facts.name, facts)
            if first is not facts:
                reporter.add(_same_name(kind, facts, first, parser))
    inventory = Inventory(project, specs, targets, reporter, parser)
    if not reporter.failed:
        for target in inventory.targets.values():
            _check_patterns(target, inventory)
    return inventory


def unknown(code: Code, name: str, known: Iterable[str]) -> Diagnostic:
    """A diagnostic about a name given on the command line that is not among `known`."""
    return code.at(None, name=name, note=did_you_mean(name, sorted(known)))


def _there(loaded: _T | None, name: str) -> _T:
    if loaded is None:
        raise InternalError(f"'{name}' was read before and does not read now")
    return loaded


def _facts(
    kind: str,
    document: Document,
    catalog: Json,
    parser: Parser,
    reporter: Reporter,
    cache: Cache,
) -> Facts | None:
    """The facts of one document; None if it is wrong.

    Only facts of documents about which there is nothing to report are kept.
    """
    key = key_of(kind, compiler_digest(), document.file, document.digest, catalog)
    known = cache.head("facts", key)
    if known is None:
        before = len(reporter.diagnostics)
        read = _spec_facts if kind == "pipeline" else _target_facts
        known = read(document, parser)
        if known is None:
            return None
        if len(reporter.diagnostics) == before:
            cache.put("facts", key, known)
    return Facts(
        document,
        known["name"],
        known["feeds"],
        tuple(known["patterns"]),
        known["places"],
        known["tables"],
        known["at"],
        frozenset(known["sinks"]),
        frozenset(known["folders"]),
        known["dialect"],
    )


def _spec_facts(document: Document, parser: Parser) -> Json | None:
    loaded = parser.spec(document)
    if loaded is None:
        return None
    model = loaded.model
    return {
        "name": model.name,
        "feeds": _feeds(model.sources),
        "patterns": [],
        "places": _files({**model.sources, **model.sinks}),
        "tables": _tables({**model.sources, **model.sinks}),
        "at": _at({**model.sources, **model.sinks}),
        "sinks": [*model.sinks],
        "folders": [name for name, sink in model.sinks.items() if sink.mode == "partition"],
        "dialect": "",
    }


def _target_facts(document: Document, parser: Parser) -> Json | None:
    loaded = parser.target(document)
    if loaded is None:
        return None
    bind = loaded.model.bind or {}
    return {
        "name": loaded.model.name,
        "feeds": _feeds(bind),
        "patterns": loaded.model.pipelines,
        "places": _files(bind),
        "tables": _tables(bind),
        "at": _at(bind),
        "sinks": [],
        "folders": [],
        "dialect": loaded.model.dialect or "",
    }


def _files(ends: Mapping[str, SourceModel | SinkModel | BindingModel]) -> dict[str, str | None]:
    """The file each of these lies in, as it is written; None for other connectors."""
    paths = {name: (end.options or {}).get("path") for name, end in ends.items()}
    return {name: path if isinstance(path, str) else None for name, path in paths.items()}


def _tables(ends: Mapping[str, SourceModel | SinkModel | BindingModel]) -> dict[str, str]:
    """The tables among these, by their names as they are written."""
    return {
        name: str((end.options or {}).get("name"))
        for name, end in ends.items()
        if end.connector == "table"
    }


def _at(ends: Mapping[str, SourceModel | SinkModel | BindingModel]) -> dict[str, str]:
    """Where each of those that are bound lies, in words."""
    return {
        name: place(end.connector, end.options or {}) for name, end in ends.items() if end.connector
    }


def _feeds(ends: Mapping[str, SourceModel | BindingModel]) -> dict[str, str]:
    """The `options: {sink: pipeline.sink}` of those with the connector `pipeline`."""
    return {
        name: str((end.options or {}).get("sink", ""))
        for name, end in ends.items()
        if end.connector == "pipeline"
    }


def _same_name(kind: str, facts: Facts, first: Facts, parser: Parser) -> Diagnostic:
    parse = parser.spec if kind == "pipeline" else parser.target
    loaded = parse(facts.document)
    span = loaded.marks.value("name") if loaded is not None else None
    return codes.SAME_NAME.at(span, kind=kind, name=facts.name, other=first.document.file)


def _check_patterns(target: Facts, inventory: Inventory) -> None:
    """Reports each entry of a target's `pipelines` that matches none (E0703)."""
    for index, pattern in enumerate(target.patterns):
        if pattern != "*" and not any(matches(name, [pattern]) for name in inventory.specs):
            span = inventory.target_file(target.name).marks.value("pipelines", index)
            note = did_you_mean(pattern, sorted(inventory.specs))
            inventory.reporter.add(codes.UNMATCHED_PATTERN.at(span, pattern=pattern, note=note))
