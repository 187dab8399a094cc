"""The extract part: one function a source, which reads it and checks its contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

from speccc.backends.pandas.casts import parser
from speccc.backends.pandas.code import Code, Statement
from speccc.backends.pandas.dtypes import MASKED, dtype
from speccc.backends.pandas.formats import pattern
from speccc.backends.pandas.syntax import called, code, mapping, text, texts
from speccc.ir.rel import Binding, Source, SourceColumn
from speccc.types import Kind

#: What a JSON value must be for a column of each kind.
JSON_KINDS = {
    Kind.BOOL: "bool",
    Kind.INT64: "number",
    Kind.FLOAT64: "number",
    Kind.DECIMAL: "number",
    Kind.TEXT: "text",
    Kind.DATE: "text",
    Kind.TIMESTAMP: "text",
}


def path_of(binding: Binding) -> Code:
    """`root / "data/orders.csv"`."""
    return code("root / {0}", text(str(binding.options["path"])))


def _csv(source: Source, options: Mapping[str, Any]) -> Code:
    columns = mapping({c.name: text(c.path[0]) for c in source.columns})
    delimiter = str(options.get("delimiter", ","))
    named = {"delimiter": text(delimiter)} if delimiter != "," else {}
    return called("read_csv", cst.Name("path"), columns, cst.Name("limit"), **named)


def _json(source: Source, options: Mapping[str, Any]) -> Code:
    ways = {c.name: _pair(text(JSON_KINDS[c.type.kind]), texts(c.path)) for c in source.columns}
    return called("read_json", cst.Name("path"), mapping(ways), cst.Name("limit"))


def _parquet(source: Source, options: Mapping[str, Any]) -> Code:
    columns = {c.name: _pair(text(c.type.kind.value), text(c.path[0])) for c in source.columns}
    return called("read_parquet", cst.Name("path"), mapping(columns), cst.Name("limit"))


def _pair(first: Code, second: Code) -> Code:
    return cst.Tuple([cst.Element(first), cst.Element(second)])


#: Connector to the code that reads it; every other connector is refused.
READERS: dict[str, Callable[[Source, Mapping[str, Any]], Code]] = {
    "csv": _csv,
    "json": _json,
    "parquet": _parquet,
}


def extract_source(source: Source) -> list[Statement]:
    """The body of a source's function: `cells`, `contract`, `frame`; the last one is returned."""
    assert source.binding is not None
    read = READERS[source.binding.connector](source, source.binding.options)
    lenient = {"lenient": cst.Name("True")} if source.on_error == "set_null" else {}
    contract = called("Contract", text(source.name), cst.Name("problems"), **lenient)
    stored = source.binding.connector == "parquet"
    columns = mapping({c.name: _column(c, stored) for c in source.columns})
    found = [
        Statement(path_of(source.binding), "path"),
        Statement(read, "cells"),
        Statement(contract, "contract"),
        Statement(code("pd.DataFrame({0})", columns), "frame"),
    ]
    if source.key:
        found.append(Statement(code("contract.unique(frame, {0})", texts(source.key))))
    plain = {
        c.name: text(dtype(c.type, False))
        for c in source.columns
        if c.type.kind in MASKED and not c.nullable
    }
    if plain:
        found.append(Statement(code("plain(frame, {0}, problems)", mapping(plain)), "frame"))
    return found


def _column(column: SourceColumn, stored: bool) -> Code:
    """`contract.read(cells["id"], parse_int64, "Int64", required=True)`.

    `stored`: cells may be values already.
    """
    read = parser(column.type, pattern(column.format) if column.format else "", column.zone)
    cells = code("cells[{0}]", text(column.name))
    if stored and column.zone:
        cells = called("from_zone", cells, text(column.zone))
    args = [cells, read, text(dtype(column.type, True))]
    named = {} if column.nullable else {"required": cst.Name("True")}
    return called("contract.read", *args, **named)
