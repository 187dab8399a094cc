"""The digest of whatever shapes the bytes of an artefact, apart from spec and target profile.

It is part of the cache's keys and of nothing else.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from speccc.lifecycle.unit import digest_of

#: Libraries whose version decides what is written.
LIBRARIES = ("black", "jinja2", "libcst", "pydantic", "pyyaml", "sqlglot")

_SOURCES = (".py", ".j2", ".json", ".sql", ".toml")


@cache
def compiler_digest() -> str:
    """Of speccc's own sources, of the libraries' versions and of Python's."""
    root = Path(__file__).parent.parent
    parts = [sys.version]
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f != "__pycache__")
        for name in sorted(names):
            if name.endswith(_SOURCES):
                path = Path(folder, name)
                parts.append(f"{path.relative_to(root)} {digest_of(path.read_bytes())}")
    parts += _versions()
    return digest_of("\n".join(parts).encode())


def _versions() -> list[str]:
    """The names of the libraries' `dist-info` folders: `importlib.metadata` costs 30 ms more."""
    found: list[str] = []
    for entry in sys.path:
        try:
            names = [path.name for path in Path(entry or ".").iterdir()]
        except OSError:
            continue
        for name in names:
            project, _, rest = name.partition("-")
            if rest.endswith(".dist-info") and project.lower().replace("_", ".") in LIBRARIES:
                found.append(name)
    return sorted(found)
