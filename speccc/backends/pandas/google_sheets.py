"""How a Google sheet is read, and how it is written: prepared first, then sent."""

from __future__ import annotations

import libcst as cst

from speccc.backends.pandas.code import Code, Statement
from speccc.backends.pandas.environment import value_of
from speccc.backends.pandas.spreadsheets import titles
from speccc.backends.pandas.syntax import called, code, listed, text, texts
from speccc.ir.rel import Binding, Sink, Source
from speccc.types import Kind

_CELLS: dict[Kind, str] = {
    Kind.BOOL: "sheet_bools",
    Kind.INT64: "sheet_integers",
    Kind.FLOAT64: "sheet_floats",
    Kind.DECIMAL: "sheet_decimals",
    Kind.TEXT: "sheet_texts",
    Kind.DATE: "sheet_moments",
    Kind.TIMESTAMP: "sheet_moments",
}
#: What a column of moments looks like.
_FORMATS: dict[Kind, tuple[str, str]] = {
    Kind.DATE: ("DATE", "yyyy-mm-dd"),
    Kind.TIMESTAMP: ("DATE_TIME", "yyyy-mm-dd hh:mm:ss"),
}


def sheet_of(binding: Binding) -> Code:
    """`GoogleSheet("1AbC", "Orders", environment("GOOGLE_KEY"))`."""
    options = binding.options
    named = {"endpoint": value_of(options["endpoint"])} if "endpoint" in options else {}
    return called(
        "GoogleSheet",
        value_of(options["spreadsheet"]),
        text(str(options["sheet"])),
        value_of(options["credentials"]),
        **named,
    )


def read_google_sheets(source: Source, binding: Binding) -> Code:
    """The call that reads a sheet's cells."""
    cells = text(str(binding.options.get("range", "")))
    return called(
        "read_google_sheet",
        cst.Name("contract"),
        sheet_of(binding),
        cells,
        titles(source),
        cst.Name("limit"),
    )


def prepare_sheet(sink: Sink) -> list[Statement]:
    """The statements that make the `table` that a sheet shall hold, from `frame`."""
    assert sink.binding is not None
    floats = [c.name for c in sink.columns if c.type.kind is Kind.FLOAT64]
    check = called("check_finite", text(sink.name), cst.Name("frame"), texts(floats))
    cells = [
        called(_CELLS[c.type.kind], code("frame[{0}]", text(c.name)), text(sink.name))
        for c in sink.columns
    ]
    formats = cst.Dict(
        [
            cst.DictElement(cst.Integer(str(at)), cst.Tuple([cst.Element(text(t)) for t in shown]))
            for at, c in enumerate(sink.columns)
            if (shown := _FORMATS.get(c.type.kind))
        ]
    )
    header = texts([c.path[0] for c in sink.columns])
    table = called("SheetTable", sheet_of(sink.binding), header, listed(cells), formats)
    return [*([Statement(check)] if floats else []), Statement(table, "table")]
