"""Window functions that take no frame; sum, avg, min, max and count are in `aggregates.py`."""

from __future__ import annotations

from speccc.functions.model import Form, Function, Nulls, Signature, sig


def _fn(
    name: str, nulls: Nulls, doc: str, *signatures: Signature, literal_min: int = 0
) -> Function:
    return Function(name, Form.WINDOW, "window", signatures, nulls, doc, literal_min=literal_min)


_NUMBER = sig("-> int64")
_NEAR = (sig("T -> T"), sig("T, int64! -> T"), sig("T, int64!, T! -> T"))

WINDOWS = (
    _fn("row_number", Nulls.NEVER, "The row's number in its group, from 1.", _NUMBER),
    _fn("rank", Nulls.NEVER, "1 + the rows before it; ties share, and leave a gap.", _NUMBER),
    _fn("dense_rank", Nulls.NEVER, "As rank, without gaps.", _NUMBER),
    _fn(
        "ntile",
        Nulls.NEVER,
        "The row's bucket of n, as even as can be, larger ones first.",
        sig("int64! -> int64"),
        literal_min=1,
    ),
    _fn("lag", Nulls.ROW, "The value n rows before (1), or the default.", *_NEAR),
    _fn("lead", Nulls.ROW, "The value n rows after (1), or the default.", *_NEAR),
    _fn("first", Nulls.ROW, "The value in the group's first row.", sig("T -> T")),
    _fn("last", Nulls.ROW, "The value in the group's last row.", sig("T -> T")),
)
