"""Every diagnostic code, a module for each family; `ALL` is the whole table by id.

E01 YAML · E02 structure · E03 expression syntax · E04 names · E05 types · E06 steps and rules ·
E07 project, targets, refusals · E08 lifecycle · E09 runs · E10 requests in English · E99 internal.
"""

from __future__ import annotations

import importlib
import pkgutil

from speccc.diagnostics.model import Code


def _collect() -> dict[str, Code]:
    found: dict[str, Code] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, Code):
                if value.id in found:
                    raise AssertionError(f"two codes called {value.id}")
                found[value.id] = value
    return dict(sorted(found.items()))


def all_codes() -> dict[str, Code]:
    """Every code by id, sorted. Raises AssertionError if two share an id."""
    return _collect()
