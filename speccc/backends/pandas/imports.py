"""The import statements of a generated module."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.backends.pandas.library import library

#: Names that the generated module's own functions use.
OWN_IMPORTS = {
    "partial": "from functools import partial",
    "Path": "from pathlib import Path",
    "pd": "import pandas as pd",
    "sys": "import sys",
}

_STANDARD = frozenset(
    [
        "argparse",
        "collections",
        "contextlib",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "errno",
        "fcntl",
        "functools",
        "io",
        "itertools",
        "json",
        "logging",
        "math",
        "os",
        "pathlib",
        "re",
        "shutil",
        "string",
        "sys",
        "time",
        "typing",
        "urllib",
        "warnings",
        "zlib",
        "zoneinfo",
    ]
)


def imports(names: frozenset[str]) -> str:
    """The import statements of a module, sorted as isort does."""
    known = {**library().imports, **OWN_IMPORTS}
    wanted = sorted({*(n for n in names if n in known), "sys", "pd"})
    plain = {known[n] for n in wanted if known[n].startswith("import ")}
    froms: dict[str, list[str]] = {}
    for name in wanted:
        if known[name].startswith("from "):
            froms.setdefault(known[name].split()[1], []).append(known[name].split(" import ")[1])
    blocks: list[str] = []
    for standard in (True, False):
        lines = sorted((p for p in plain if _standard(p) == standard), key=str.lower)
        lines += [
            _from(where, found)
            for where, found in sorted(froms.items())
            if _standard(f"import {where}") == standard
        ]
        if lines:
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _standard(statement: str) -> bool:
    return statement.split()[1].split(".", maxsplit=1)[0] in _STANDARD


def _from(where: str, names: Sequence[str]) -> str:
    ordered = sorted(names, key=_isort_key)
    line = f"from {where} import {', '.join(ordered)}"
    if len(line) <= 88:
        return line
    return "\n".join([f"from {where} import (", *(f"    {n}," for n in ordered), ")"])


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    if name.isupper() and len(name) > 1:
        return (0, name)
    return (1, name) if name[0].isupper() else (2, name)
