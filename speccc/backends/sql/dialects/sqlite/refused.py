"""What SQLite cannot do exactly, and is refused by name."""

from __future__ import annotations

from speccc.backends.sql.moving import summed_up
from speccc.backends.sql.refusals import Part, Refused
from speccc.functions.model import Form
from speccc.types import Kind

_MATH = "only some builds of SQLite have it"
_ORDERED = "SQLite has ordered aggregates only from version 3.44 on"
_SPREAD = "SQLite has no such aggregate"
_DECIMAL = "SQLite has no exact numbers but int64, too short for a sum or a product of decimals"


REFUSED = Refused(
    functions={
        Form.SCALAR: {
            **dict.fromkeys(("sqrt", "ln", "exp", "power"), _MATH),
            "split_part": "SQLite has no such function",
            "lpad": "SQLite has no such function",
        },
        Form.AGGREGATE: {
            **dict.fromkeys(("first", "last", "string_agg"), _ORDERED),
            **dict.fromkeys(("median", "quantile"), _SPREAD),
            **dict.fromkeys(("stddev_samp", "stddev_pop", "var_samp", "var_pop"), _SPREAD),
        },
        Form.WINDOW: {},
    },
    kinds={Kind.DECIMAL: _DECIMAL},
    words={Kind.FLOAT64: "SQLite writes no float64 with all its digits"},
    zones="SQLite knows no time zones",
    parts=(
        Part(
            "`sum` or `avg` of a float64 in a moving frame",
            "SQLite does not add up float64 in a moving frame",
            lambda part: summed_up(part) is not None,
        ),
    ),
)
