"""A unit: one pipeline for one target."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """Addressed as `pipeline.target`; its files lie in `<generated>/<pipeline>/<target>/`."""

    pipeline: str
    target: str

    @property
    def address(self) -> str:
        return f"{self.pipeline}.{self.target}"

    @property
    def folder(self) -> str:
        return f"{self.pipeline}/{self.target}"

    @staticmethod
    def of(folder: str) -> Unit:
        """The unit of a folder `pipeline/target`. Raises ValueError for another shape."""
        pipeline, target = folder.split("/")
        return Unit(pipeline, target)


@dataclass(frozen=True, slots=True)
class Product:
    """What a compiler makes of a unit: its files (path in the unit's folder → text), how to run
    it, and the contract of its sources and sinks. Recipe and contract are plain JSON data.
    """

    artefacts: Mapping[str, str]
    recipe: Mapping[str, Any]
    contract: Mapping[str, Any]


def digest_of(data: bytes) -> str:
    """`sha256:` and the hex digest of `data`."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
