"""The manifest of a unit: what was generated from what. Committed beside the files.

It holds no time, version, machine or counter: rebuilt from nothing it is the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any, cast

from speccc.lifecycle.unit import Product, Unit, digest_of

#: "major.minor": a minor step only adds keys, another major is refused.
FORMAT_VERSION = "1.0"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`spec`: file, digest and the canonical spec. `profile`: the part of the target profile that
    concerns this unit. `files`: path in the unit's folder → digest (without the manifest).
    """

    unit: Unit
    spec: Json
    profile: Json
    contract: Json
    recipe: Json
    files: dict[str, str]

    def encode(self) -> bytes:
        """The manifest's bytes; the same for the same content."""
        document = {
            "format_version": FORMAT_VERSION,
            "pipeline": self.unit.pipeline,
            "target": self.unit.target,
            "spec": self.spec,
            "profile": self.profile,
            "contract": self.contract,
            "recipe": self.recipe,
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def build(unit: Unit, spec: Json, profile: Json, product: Product) -> Manifest:
    """The manifest of what a compiler made of `unit`."""
    files = {path: digest_of(text.encode()) for path, text in product.artefacts.items()}
    return Manifest(unit, spec, profile, dict(product.contract), dict(product.recipe), files)


class Unreadable(Exception):
    """These bytes are not a manifest of this format: damaged, edited, or of a later speccc."""


def decode(data: bytes, unit: Unit) -> Manifest:
    """The manifest in `data`, found in the folder of `unit`. Raises Unreadable."""
    try:
        document: object = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable("it is not JSON") from None
    if not isinstance(document, dict):
        raise Unreadable("it is not a JSON object")
    document = cast("Json", document)
    version = str(document.get("format_version"))
    if version.split(".", maxsplit=1)[0] != FORMAT_VERSION.split(".", maxsplit=1)[0]:
        raise Unreadable(f"its format_version is {version}, not {FORMAT_VERSION}")
    parts = [_mapping(document, k) for k in ("spec", "profile", "contract", "recipe", "files")]
    spec, profile, contract, recipe, files = parts
    if not all(isinstance(value, str) for value in files.values()):
        raise Unreadable("'files' does not map paths to digests")
    if not _is_contract(contract):
        raise Unreadable("'contract' is not built as one")
    return Manifest(unit, spec, profile, contract, recipe, files)


#: What the parts of a contract are, where they are there.
_CONTRACT = {"sinks": dict, "endpoints": list, "credentials": list, "variables": list}
_SINK = {"columns": dict, "place": (dict, NoneType), "key": list, "by": list}
_COLUMN = {"path": list, "tags": list}


def _is_contract(contract: Json) -> bool:
    if not _has(contract, _CONTRACT):
        return False
    sinks: Json = contract.get("sinks", {})
    return all(
        _has(sink, _SINK)
        and all(_has(column, _COLUMN) for column in sink.get("columns", {}).values())
        for sink in sinks.values()
    )


def _has(part: object, kinds: Mapping[str, Any]) -> bool:
    """Whether this is an object, and what it holds under these keys is of their kinds."""
    if not isinstance(part, dict):
        return False
    found = cast("Json", part)
    return all(isinstance(found[key], kind) for key, kind in kinds.items() if key in found)


def _mapping(document: Mapping[str, Any], key: str) -> Json:
    value = document.get(key)
    if not isinstance(value, dict):
        raise Unreadable(f"'{key}' is not there")
    return cast("Json", value)
