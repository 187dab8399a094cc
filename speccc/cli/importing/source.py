"""Writes what was inferred as YAML: a source, or a small pipeline that runs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from speccc.cli.importing.infer import Column, Inferred
from speccc.diagnostics import InternalError, Reporter
from speccc.spec.fmt import format_spec
from speccc.translate.document import canonical, write
from speccc.translate.model import InputTable

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def source_yaml(name: str, path: str, inferred: Inferred) -> str:
    """`sources:` with one source; what is dirty stands beside its column as a comment."""
    whole = pipeline_yaml(name, path, inferred, None)
    return whole[whole.index("\nsources:\n") + 1 : whole.index("\nsteps:\n")].rstrip("\n") + "\n"


def pipeline_yaml(name: str, path: str, inferred: Inferred, schema: str | None) -> str:
    """A whole spec in its canonical form: the source, a cast of what is dirty, and a csv sink."""
    head = f"# yaml-language-server: $schema={schema}\n" if schema else ""
    columns = ", ".join(column.name for column in inferred.columns)
    dirty = {
        column.name: column.dirt.type
        for column in inferred.columns
        if column.dirt is not None and not column.dirt.format  # a cast step reads the ISO form
    }
    step = _cast(dirty) if dirty else f"  - select: [{columns}]\n"
    text = (
        f"{head}speccc: 1\nname: {name}\n\n{_source(name, path, inferred)}\n"
        f"steps:\n{step}\n"
        f"sinks:\n  {name}_clean:\n    connector: csv\n"
        f"    options: {{path: out/{name}_clean.csv}}\n    mode: replace\n"
    )
    reporter = Reporter()
    canonical = format_spec(text, f"{name}.yaml", reporter)
    if canonical is None:
        raise InternalError(f"an import made a spec that is none: {reporter.diagnostics}")
    return canonical


def schema_yaml(table: InputTable) -> str:
    """`sources:` with the table as one source, which has no place yet."""
    declared = {
        c.name: {
            "type": c.type,
            **({"path": c.path[0] if len(c.path) == 1 else [*c.path]} if c.path else {}),
            **({"description": c.description} if c.description else {}),
        }
        for c in table.columns
    }
    sink = {"connector": "csv", "options": {"path": "out.csv"}, "mode": "replace"}
    whole = write(
        {
            "speccc": 1,
            "name": "imported",
            "sources": {table.name: {"columns": declared}},
            "steps": [{"select": [c.name for c in table.columns]}],
            "sinks": {"imported_sink": sink},
        }
    )
    text = canonical(whole, "imported.yaml", Reporter())
    if text is None:
        raise InternalError("an import made a spec that is none")
    return text[text.index("sources:\n") : text.index("\nsteps:\n")].rstrip("\n") + "\n"


def findings(inferred: Inferred) -> list[str]:
    """What the spec's comments say, for the screen: by column, then of the whole file."""
    found: list[str] = []
    for column in inferred.columns:
        for number, remark in enumerate(remarks(column)):
            found.append(f"    {remark}" if number else f"{column.name}: {remark}")
    return [*found, *inferred.notes]


def _source(name: str, path: str, inferred: Inferred) -> str:
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


def remarks(column: Column) -> list[str]:
    """What is to be said of a column: how it is dirty, and what else was seen."""
    found = list(column.notes)
    if column.dirt is not None:
        examples = ", ".join(f"{_shown(t)} (line {n})" for t, n in column.dirt.examples)
        rows = "1 value does" if column.dirt.rows == 1 else f"{column.dirt.rows} values do"
        form = f" ({column.dirt.format})" if column.dirt.format else ""
        found.append(f"mostly {column.dirt.type}{form}, but {rows} not read: {examples}")
        if column.dirt.format:
            path = {"path": scalar(column.path)} if column.path is not None else {}
            typed = _flow(column.dirt.type, path | {"format": column.dirt.format})
            lost = _those(column.dirt.rows)
            found.append(f"{typed} here, with 'on_error: set_null' below the columns, loses {lost}")
    return found


def scalar(text: str) -> str:
    """A YAML scalar: plain where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _declaration(column: Column) -> str:
    type = column.type if column.nullable else f"{column.type} not null"
    parts: dict[str, str] = {}
    if column.path is not None:
        parts["path"] = scalar(column.path)
    if column.format:
        parts["format"] = column.format
    return _flow(type, parts) if parts else type


def _flow(type: str, parts: Mapping[str, str]) -> str:
    """A column in its long form; `parts` are YAML but for a format, which may hold a colon."""
    shown = f'"{type}"' if "," in type else type
    rest = ", ".join(
        f"{key}: {json.dumps(value) if key == 'format' and ':' in value else value}"
        for key, value in parts.items()
    )
    return f"{{type: {shown}, {rest}}}"


def _those(rows: int) -> str:
    return "that one" if rows == 1 else f"those {rows:,}"


def _cast(dirty: Mapping[str, str]) -> str:
    lines = ["  - cast:", "      columns:"]
    lines += [f"        {name}: {type}" for name, type in dirty.items()]
    return "\n".join([*lines, "      on_error: set_null"]) + "\n"


def _shown(text: str) -> str:
    """A value as one short line, without anything that could end the comment or the terminal."""
    short = text if len(text) <= 24 else text[:23] + "…"
    return json.dumps(short, ensure_ascii=not short.isprintable())
