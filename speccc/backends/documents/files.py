"""Which files a generated test may write, and the calls that write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from speccc.backends.documents.python import Call, Raw, text
from speccc.ir import rel
from speccc.types import Type

_FORMAT = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "HH": "%H", "mm": "%M", "ss": "%S", "%": "%%"}
_TOKEN = re.compile("|".join(_FORMAT))

CONNECTORS = ("csv", "json", "parquet")


def fits_in_a_folder(pipeline: rel.Pipeline) -> bool:
    """Whether a run can be tried in a folder of its own.

    It cannot if a path leads out of the folder, if two ends are one file (a sink that is read
    again changes what the next run reads), or if an end is no file.
    """
    ends = (*pipeline.sources, *pipeline.sinks)
    bindings = [end.binding for end in ends if end.binding is not None]
    if len(bindings) < len(ends) or any(b.connector not in CONNECTORS for b in bindings):
        return False
    paths = [PurePosixPath(str(b.options["path"])) for b in bindings]
    headers_differ = all(len({c.path for c in end.columns}) == len(end.columns) for end in ends)
    inside = not any(path.is_absolute() or ".." in path.parts for path in paths)
    return inside and headers_differ and len(set(paths)) == len(paths)


def writes(pipeline: rel.Pipeline, types: Callable[[Type], Any]) -> list[Call]:
    """The calls that write the rows of each source; `types` name parquet's, for the engine."""
    return [_write(source, source.binding, types) for source in pipeline.sources if source.binding]


def _write(source: rel.Source, binding: rel.Binding, types: Callable[[Type], Any]) -> Call:
    path = path_of(binding)
    rows = Raw(f"tables[{text(source.name)}]")
    formats = {i: _strftime(c.format) for i, c in enumerate(source.columns) if c.format}
    named: dict[str, Any] = {}
    if binding.connector == "parquet":
        columns = {c.path[0]: types(c.type) for c in source.columns}
        return Call("write_parquet", [path, columns, rows])
    if binding.connector == "json":
        if formats:
            named["formats"] = formats
        return Call("write_json", [path, [list(c.path) for c in source.columns], rows], named)
    header = [c.path[0] for c in source.columns]
    if formats:
        named["formats"] = {header[i]: form for i, form in formats.items()}
    delimiter = str(binding.options.get("delimiter", ","))
    if delimiter != ",":
        named["delimiter"] = delimiter
    return Call("write_csv", [path, header, rows], named)


def path_of(binding: rel.Binding) -> Raw:
    """`root / "data/orders.csv"`"""
    return Raw(f"root / {text(str(binding.options['path']))}")


def _strftime(format: str) -> str:
    return _TOKEN.sub(lambda token: _FORMAT[token[0]], format)
