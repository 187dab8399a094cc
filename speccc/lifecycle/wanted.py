"""What the specs want: for each unit its files, from the cache or from a compiler."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from speccc.diagnostics import InternalError
from speccc.lifecycle.cache import Cache, Json, key_of
from speccc.lifecycle.inventory import Inventory
from speccc.lifecycle.manifest import build
from speccc.lifecycle.toolchain import compiler_digest
from speccc.lifecycle.unit import MANIFEST, Product, Unit, digest_of


class Compile(Protocol):
    """A compiler: the products of some units of an inventory.

    Raises Failure with every error in every one of them. Warnings go to the inventory's reporter.
    """

    def __call__(self, inventory: Inventory, units: Sequence[Unit]) -> Mapping[Unit, Product]: ...


class Wanted:
    """A unit as the specs want it. `files`: path in its folder → digest, the manifest included.

    The contents are fetched when first asked for.
    """

    def __init__(
        self, unit: Unit, files: Mapping[str, str], fetch: Callable[[], Mapping[str, str]]
    ) -> None:
        self.unit = unit
        self.files = dict(files)
        self._fetch = fetch

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """The bytes of each of `files`."""
        contents = {path: text.encode() for path, text in self._fetch().items()}
        if {path: digest_of(data) for path, data in contents.items()} != self.files:
            raise InternalError(f"two compilations of {self.unit.address} differ")
        return contents

    @property
    def manifest(self) -> bytes:
        return self.contents[MANIFEST]


def want(
    inventory: Inventory, units: Iterable[Unit], cache: Cache, compile_units: Compile
) -> dict[Unit, Wanted]:
    """The wanted state of `units`; compiles, together, those that the cache does not know.

    Raises Failure with every error of the compiler.
    """
    found: dict[Unit, Wanted] = {}
    missed: list[Unit] = []
    for unit in units:
        key = _key(inventory, unit)
        head = cache.head("units", key)
        if head is None:
            missed.append(unit)
        else:
            found[unit] = Wanted(unit, head, _fetcher(inventory, unit, cache, key, compile_units))
    if missed:
        quiet = len(inventory.reporter.diagnostics)
        contents = _compiled(inventory, missed, compile_units)
        keep = len(inventory.reporter.diagnostics) == quiet
        for unit, files in contents.items():
            digests = {path: digest_of(text.encode()) for path, text in files.items()}
            found[unit] = Wanted(unit, digests, lambda files=files: files)
            if keep:
                cache.put("units", _key(inventory, unit), digests, dict(files))
        cache.prune()
    return dict(sorted(found.items()))


def _fetcher(
    inventory: Inventory, unit: Unit, cache: Cache, key: str, compile_units: Compile
) -> Callable[[], Mapping[str, str]]:
    """Contents from the cache; compiled anew if that part of the entry is damaged."""

    def fetch() -> Mapping[str, str]:
        body = cache.body("units", key)
        return body if body is not None else _compiled(inventory, [unit], compile_units)[unit]

    return fetch


def _key(inventory: Inventory, unit: Unit) -> str:
    """The digest of everything that shapes a unit's files."""
    documents = [
        inventory.project.document,
        inventory.targets[unit.target].document,
        inventory.specs[unit.pipeline].document,
        *(inventory.specs[name].document for name in inventory.upstream(unit)),
    ]
    return key_of(compiler_digest(), unit.address, [(d.file, d.digest) for d in documents])


def _compiled(
    inventory: Inventory, units: Sequence[Unit], compile_units: Compile
) -> dict[Unit, dict[str, str]]:
    """The files of each unit with its manifest."""
    contents: dict[Unit, dict[str, str]] = {}
    for unit, product in compile_units(inventory, units).items():
        manifest = build(unit, _spec(inventory, unit), _profile(inventory, unit), product)
        contents[unit] = {**product.artefacts, MANIFEST: manifest.encode().decode()}
    return contents


def _spec(inventory: Inventory, unit: Unit) -> Json:
    """What the manifest says of the spec."""
    from speccc.spec.digest import canonical

    spec = inventory.spec_file(unit.pipeline)
    content: Any = json.loads(canonical(spec.model))
    return {"file": spec.file, "digest": spec.digest, "canonical": content}


def _profile(inventory: Inventory, unit: Unit) -> Json:
    """What the manifest says of the target: only what concerns this unit, so that a binding of
    another pipeline changes nothing here.
    """
    target = inventory.target_file(unit.target).model
    concerned = {unit.pipeline, *inventory.upstream(unit)}
    bind = {
        place: binding.model_dump(mode="json", exclude_none=True)
        for place, binding in sorted((target.bind or {}).items())
        if place.split(".")[0] in concerned
    }
    return {
        "backend": target.backend,
        "dialect": target.dialect,
        "connection": target.connection,
        "bind": bind,
    }
