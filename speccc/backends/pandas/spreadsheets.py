"""How the sheets of spreadsheets are read: Excel's here, Google's beside."""

from __future__ import annotations

import libcst as cst

from speccc.backends.pandas.code import Code
from speccc.backends.pandas.syntax import called, mapping, text
from speccc.ir.rel import Binding, Source


def titles(source: Source) -> Code:
    """`{"order_id": ("int64", "Order")}`: kind and title of each column."""
    return mapping(
        {
            c.name: cst.Tuple([cst.Element(text(c.type.kind.value)), cst.Element(text(c.path[0]))])
            for c in source.columns
        }
    )


def read_excel(source: Source, binding: Binding) -> Code:
    """The call that reads a workbook's cells."""
    options = binding.options
    return called(
        "read_excel",
        cst.Name("contract"),
        cst.Name("root"),
        text(str(options["path"])),
        text(str(options.get("sheet", ""))),
        text(str(options.get("range", ""))),
        titles(source),
        cst.Name("limit"),
    )
