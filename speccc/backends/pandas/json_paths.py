"""Where the columns of a source lie in a JSON object."""

from __future__ import annotations

import libcst as cst

from speccc.backends.pandas.code import Code
from speccc.backends.pandas.syntax import mapping, text, texts
from speccc.ir.rel import Source
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


def ways(source: Source) -> Code:
    """`{"user_id": ("number", ["user", "id"])}`: kind and way down of each column."""
    return mapping(
        {
            c.name: cst.Tuple(
                [cst.Element(text(JSON_KINDS[c.type.kind])), cst.Element(texts(c.path))]
            )
            for c in source.columns
        }
    )
