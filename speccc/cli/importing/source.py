"""Writes what was inferred as YAML: a source, or a small pipeline that runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from speccc.cli.importing.infer import Column, Inferred

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def source_yaml(name: str, path: str, inferred: Inferred) -> str:
    """`sources:` with one source; what is dirty stands beside its column as a comment."""
    options = f"path: {scalar(path)}"
    if inferred.delimiter != ",":
        options += f", delimiter: {json.dumps(inferred.delimiter)}"
    lines = ["sources:", f"  {name}:", "    connector: csv", f"    options: {{{options}}}"]
    lines.append("    columns:")
    for column in inferred.columns:
        lines += [f"      # {remark}" for remark in remarks(column)]
        lines.append(f"      {column.name}: {_declaration(column)}")
    lines += [f"    # {note}" for note in inferred.notes]
    if inferred.key:
        lines.append(f"    key: [{', '.join(inferred.key)}]")
    return "\n".join(lines) + "\n"


def pipeline_yaml(name: str, path: str, inferred: Inferred, schema: str | None) -> str:
    """A whole spec: the source, a cast of what is dirty, and a csv sink."""
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    columns = ", ".join(column.name for column in inferred.columns)
    dirty = {
        column.name: column.dirt.type
        for column in inferred.columns
        if column.dirt is not None and not column.dirt.format  # a cast step reads the ISO form
    }
    step = _cast(dirty) if dirty else f"  - select: [{columns}]\n"
    return (
        f"{head}speccc: 1\nname: {name}\n\n{source_yaml(name, path, inferred)}\n"
        f"steps:\n{step}\n"
        f"sinks:\n  {name}_clean:\n    connector: csv\n"
        f"    options: {{path: out/{name}_clean.csv}}\n    mode: replace\n"
    )


def remarks(column: Column) -> list[str]:
    """What is to be said of a column: how it is dirty, and what else was seen."""
    found = list(column.notes)
    if column.dirt is not None:
        examples = ", ".join(f"{_shown(t)} (line {n})" for t, n in column.dirt.examples)
        rows = "1 value does" if column.dirt.rows == 1 else f"{column.dirt.rows} values do"
        form = f" ({column.dirt.format})" if column.dirt.format else ""
        found.append(f"mostly {column.dirt.type}{form}, but {rows} not read: {examples}")
    return found


def scalar(text: str) -> str:
    """A YAML scalar: plain where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _declaration(column: Column) -> str:
    type = column.type if column.nullable else f"{column.type} not null"
    parts: dict[str, str] = {}
    if column.path is not None:
        parts["path"] = scalar(column.path)
    if column.format:
        parts["format"] = _quoted_if_colon(column.format)
    if not parts:
        return type
    shown = f'"{type}"' if "," in type else type
    rest = ", ".join(f"{key}: {value}" for key, value in parts.items())
    return f"{{type: {shown}, {rest}}}"


def _quoted_if_colon(text: str) -> str:
    return json.dumps(text) if ":" in text else text


def _cast(dirty: Mapping[str, str]) -> str:
    lines = ["  - cast:", "      columns:"]
    lines += [f"        {name}: {type}" for name, type in dirty.items()]
    return "\n".join([*lines, "      on_error: set_null"]) + "\n"


def _shown(text: str) -> str:
    """A value as one short line, without anything that could end the comment or the terminal."""
    short = text if len(text) <= 24 else text[:23] + "…"
    return json.dumps(short, ensure_ascii=not short.isprintable())
