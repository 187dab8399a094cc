"""The extract part: one function a source, which reads it and checks its contract."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from speccc.backends.pandas.casts import parser
from speccc.backends.pandas.code import Code, Statement
from speccc.backends.pandas.dtypes import MASKED, dtype
from speccc.backends.pandas.formats import pattern
from speccc.backends.pandas.google_sheets import read_google_sheets
from speccc.backends.pandas.http import read_http
from speccc.backends.pandas.json_paths import ways
from speccc.backends.pandas.spreadsheets import read_excel
from speccc.backends.pandas.syntax import called, code, mapping, text, texts
from speccc.ir.rel import Binding, Source, SourceColumn


def path_of(binding: Binding) -> Code:
    """`"data/orders.csv"`."""
    return text(str(binding.options["path"]))


def _csv(source: Source, binding: Binding, held: bool = False) -> Code:
    columns = mapping({c.name: text(c.path[0]) for c in source.columns})
    delimiter = str(binding.options.get("delimiter", ","))
    named = {"delimiter": text(delimiter)} if delimiter != "," else {}
    return called("read_csv", *_contract_of(binding), columns, _limit(held), **named)


def _json(source: Source, binding: Binding, held: bool = False) -> Code:
    named = {"contract": cst.Name("contract")} if held else {}
    place = cst.Name("root"), path_of(binding)
    return called("read_json", *place, ways(source), _limit(held), **named)


def _parquet(source: Source, binding: Binding, held: bool = False) -> Code:
    columns = {c.name: _pair(text(c.type.kind.value), text(c.path[0])) for c in source.columns}
    named = {"stored": code("contract.stored")} if source.on_error == "quarantine" else {}
    return called("read_parquet", *_contract_of(binding), mapping(columns), _limit(held), **named)


def _limit(held: bool) -> Code:
    """Of a source only the first rows may be wanted; of what a sink holds never."""
    return cst.Name("None" if held else "limit")


def _contract_of(binding: Binding) -> tuple[Code, ...]:
    """What a reader needs that looks whether the columns are there: `contract, root, path`."""
    return cst.Name("contract"), cst.Name("root"), path_of(binding)


def _pair(first: Code, second: Code) -> Code:
    return cst.Tuple([cst.Element(first), cst.Element(second)])


#: Connector to the code that reads it; every other connector is refused. Those that a sink may keep
#: rows in take `held`: what is read is what the sink holds already.
READERS: dict[str, Callable[..., Code]] = {
    "csv": _csv,
    "excel": read_excel,
    "google_sheets": read_google_sheets,
    "http": read_http,
    "json": _json,
    "parquet": _parquet,
}

#: Connectors that give values, not only texts: a moment of theirs is not parsed.
_STORED = frozenset({"excel", "google_sheets", "parquet"})


def extract_source(source: Source, held: bool = False) -> list[Statement]:
    """The body of a source's function: `contract`, `cells`, `frame`; the last one is returned.

    `held`: it is what a sink holds already, seen as a source.
    """
    assert source.binding is not None
    keeps = {"held": True} if held else {}
    read = READERS[source.binding.connector](source, source.binding, **keeps)
    aside = source.on_error == "quarantine"
    named = {"lenient": cst.Name("True")} if source.on_error == "set_null" else {}
    named |= {"kind": text("sink")} if held else {}
    kind = "Quarantine" if aside else "Contract"
    contract = called(kind, text(source.name), cst.Name("findings"), **named)
    stored = source.binding.connector in _STORED
    columns = mapping({c.name: _column(c, stored) for c in source.columns})
    found = [
        Statement(contract, "contract"),
        Statement(read, "cells"),
        Statement(code("pd.DataFrame({0})", columns), "frame"),
    ]
    if source.key:
        found.append(Statement(code("contract.unique(frame, {0})", texts(source.key))))
    if aside:
        found.append(Statement(code("contract.accepted(frame, cells)"), "frame"))
    plain = {
        c.name: text(dtype(c.type, False))
        for c in source.columns
        if c.type.kind in MASKED and not c.nullable
    }
    if plain:
        found.append(Statement(code("plain(frame, {0}, findings)", mapping(plain)), "frame"))
    return found


def _column(column: SourceColumn, stored: bool) -> Code:
    """`contract.read(cells["id"], "int64", parse_int64, "Int64", required=True)`.

    `stored`: cells may be values already.
    """
    read = parser(column.type, pattern(column.format) if column.format else "", column.zone)
    cells = code("cells[{0}]", text(column.name))
    if stored and column.zone:
        cells = called("from_zone", cells, text(column.zone))
    args = [cells, text(str(column.type)), read, text(dtype(column.type, True))]
    marks = {"required": not column.nullable, "hidden": column.hidden}
    named = {name: cst.Name("True") for name, marked in marks.items() if marked}
    return called("contract.read", *args, **named)
