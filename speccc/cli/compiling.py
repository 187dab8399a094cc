"""Joins the lifecycle, which knows files and units, to the driver, which knows the compiler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from speccc.analyse.catalog import check_catalog
from speccc.analyse.pipeline import reads_pipelines
from speccc.connectors import reach
from speccc.diagnostics import InternalError, Reporter
from speccc.driver import Compiler, check
from speccc.ir.rel import Pipeline, Sink, Source, SourceColumn
from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.places import check_sinks
from speccc.lifecycle.unit import Product, Unit
from speccc.spec.document import SpecFile
from speccc.spec.load import load_project


def compile_units(inventory: Inventory, units: Sequence[Unit]) -> dict[Unit, Product]:
    """The products of these units. Raises Failure with every error in every one of them.

    A target profile of which every unit is asked for is checked as a whole, too.
    """
    reporter = inventory.reporter
    targets = sorted({unit.target for unit in units})
    whole = [t for t in targets if {u for u in inventory.units if u.target == t} <= set(units)]
    names = {name for unit in units for name in (unit.pipeline, *inventory.upstream(unit))}
    specs = spec_files(inventory, inventory.specs if whole else names)
    wanted = {name: specs[name] for name in specs if name in names}
    pipelines = check(_with_sound_tables(inventory, wanted), reporter)
    products: dict[Unit, Product] = {}
    for target in targets:
        compiler = Compiler(inventory.target_file(target), pipelines, specs)
        if target in whole:
            compiler.check_profile(reporter)
        for unit in units:
            if unit.target == target and unit.pipeline in pipelines:
                product = _product(compiler, unit, reporter)
                if product is not None:
                    products[unit] = product
    reporter.checkpoint()
    return products


def check_all(inventory: Inventory) -> dict[str, Pipeline]:
    """Every pipeline that is right, those that feed others first; profiles are checked too.

    What is wrong is in the inventory's reporter.
    """
    reporter = inventory.reporter
    specs = spec_files(inventory, inventory.specs)
    sound = _with_sound_tables(inventory, specs)
    broken = reporter.failed
    check_sinks(inventory)
    if broken:  # what a broken file would have offered must not be reported as unknown
        return check({n: s for n, s in sound.items() if _complete(inventory, n)}, reporter)
    pipelines = check(specs, reporter)
    for target in inventory.targets:
        Compiler(inventory.target_file(target), pipelines, specs).check_profile(reporter)
    return pipelines


def _complete(inventory: Inventory, name: str) -> bool:
    """Whether every pipeline that `name` reads, directly or not, is in the inventory."""
    found = needed_specs(inventory, [name])
    return all(read in found for other in found for read in inventory.specs[other].reads)


def check_one(inventory: Inventory, name: str) -> dict[str, Pipeline]:
    """The pipeline `name` and those it reads. Raises Failure with everything wrong in them."""
    specs = _with_sound_tables(inventory, needed_specs(inventory, [name]))
    pipelines = check(specs, inventory.reporter)
    inventory.reporter.checkpoint()
    return pipelines


def _with_sound_tables(
    inventory: Inventory, specs: Mapping[str, SpecFile]
) -> Mapping[str, SpecFile]:
    """The specs; if a table of the project's catalog is wrong, which is reported, only those that
    name none, nor read one that does.
    """
    project, reporter = inventory.project.document, inventory.reporter
    if not inventory.project.catalog:
        return specs
    loaded, found = load_project(project.data, project.file, Reporter()), Reporter()
    if loaded is None:
        raise InternalError(f"{project.file} was read before and does not read now")
    check_catalog(loaded, found)
    for diagnostic in found.diagnostics:
        reporter.add(diagnostic)
    if not found.failed:
        return specs
    named = {n for n, s in specs.items() if any(e.catalog for e in s.model.sources.values())}
    return {n: s for n, s in specs.items() if named.isdisjoint(needed_specs(inventory, [n]))}


def needed_specs(inventory: Inventory, names: Iterable[str]) -> dict[str, SpecFile]:
    """These specs and every one that they read, as far as they exist."""
    found: dict[str, SpecFile] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in inventory.specs and name not in found:
            found[name] = inventory.spec_file(name)
            waiting += [pipeline for _, pipeline in reads_pipelines(found[name].model)]
    return dict(sorted(found.items()))


def spec_files(inventory: Inventory, names: Iterable[str]) -> dict[str, SpecFile]:
    """The parsed specs of these names."""
    return {name: inventory.spec_file(name) for name in sorted(names)}


def _product(compiler: Compiler, unit: Unit, reporter: Reporter) -> Product | None:
    compiled = compiler.compile(unit.pipeline, reporter)
    if compiled is None:
        return None
    bound = compiler.bind(unit.pipeline, Reporter())
    if bound is None:
        raise InternalError(f"{unit.address} was bound to be compiled, and does not bind now")
    artefacts = {artefact.path: artefact.content for artefact in compiled.artefacts}
    return Product(artefacts, compiled.recipe, contract_of(bound))


def contract_of(pipeline: Pipeline) -> Mapping[str, Any]:
    """What a unit reads and writes, as plain data: names, types, keys, modes and places.

    `endpoints`, `credentials` and `variables` are there if it has any: the addresses it speaks to,
    and the names of the variables of the environment that may hold a secret, or do not.
    """
    bindings = [e.binding for e in (*pipeline.sources, *pipeline.sinks) if e.binding]
    endpoints = {reach.endpoint(b.connector, b.options) for b in bindings} - {None}
    credentials = {name for b in bindings for name in reach.credentials(b.connector, b.options)}
    variables = {name for b in bindings for name in reach.variables(b.options)} - credentials
    return {
        "sources": {source.name: _source(source) for source in pipeline.sources},
        "sinks": {sink.name: _sink(sink) for sink in pipeline.sinks},
        **({"endpoints": sorted(map(str, endpoints))} if endpoints else {}),
        **({"credentials": sorted(credentials)} if credentials else {}),
        **({"variables": sorted(variables)} if variables else {}),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "columns": _columns(source.columns),
        "key": list(source.key),
        "on_error": source.on_error,
        "place": _place(source),
    }


def _sink(sink: Sink) -> dict[str, Any]:
    return {
        "columns": _columns(sink.columns),
        "mode": sink.mode,
        **({"key": list(sink.key)} if sink.key else {}),
        **({"by": list(sink.by)} if sink.by else {}),
        "place": _place(sink),
    }


def _columns(columns: Iterable[SourceColumn]) -> dict[str, Any]:
    return {
        column.name: {
            "type": str(column.type),
            "nullable": column.nullable,
            "path": list(column.path),
            **({"tags": list(column.tags)} if column.tags else {}),
        }
        for column in columns
    }


def _place(end: Source | Sink) -> dict[str, Any] | None:
    binding = end.binding
    return None if binding is None else {"connector": binding.connector, **binding.options}
