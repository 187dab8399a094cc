"""How Flink names types, reads texts and converts values."""

from __future__ import annotations

import re

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.engine import Conversions, Engine
from speccc.types import Kind, Type

_NAMES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.TEXT: "STRING",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP(6)",
}

#: The text of a timestamp, always with six digits.
TIMESTAMP_TEXT = "DATE_FORMAT(_a, 'yyyy-MM-dd HH:mm:ss.SSSSSS')"
#: Neither NaN nor infinite.
FINITE = "CASE WHEN ABS(_a) <= 1.7976931348623157e308 THEN _a END"

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_FIRST_DAY = "0001-01-01"


def type_name(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"DECIMAL({type.precision}, {type.scale})"
    return _NAMES[type.kind]


def read(tree: exp.Expr, type: Type) -> exp.Expr:
    """A text read as a type, strictly: NULL where it does not read."""
    return trees.fill(_reader(type), Flink, tree)


def read_as(tree: exp.Expr, type: Type, format: str) -> exp.Expr:
    """A text of dates or times in a format: its parts, put in the order of ISO 8601, are read."""
    found: dict[str, exp.Expr] = {}
    pattern, position = "", 1
    for part in re.split("(YYYY|MM|DD|HH|mm|ss)", format):
        if part in _PARTS:
            start, length = trees.number(position), trees.number(len(part))
            found[part] = trees.call("SUBSTRING", tree.copy(), start, length)
            pattern += f"[0-9]{{{len(part)}}}"
        else:
            pattern += re.escape(part)
        position += len(part)
    wanted = ("YYYY", "MM", "DD") if type.kind is Kind.DATE else tuple(_PARTS)
    pieces: list[exp.Expr] = []
    for name in wanted:
        before, missing = _PARTS[name]
        pieces += [trees.text(before)] if before else []
        pieces.append(found.get(name, trees.text(missing)))
    iso = read(trees.chain(exp.DPipe, pieces), type)
    fits = trees.call("REGEXP", tree.copy(), trees.text(_whole(pattern)))
    return exp.Case(ifs=[exp.If(this=fits, true=iso)])


#: By token of a format: what stands before it in ISO 8601, and what it is where it is missing.
_PARTS = {
    "YYYY": ("", "0001"),
    "MM": ("-", "01"),
    "DD": ("-", "01"),
    "HH": (" ", "00"),
    "mm": (":", "00"),
    "ss": (":", "00"),
}


def _whole(pattern: str) -> str:
    return rf"\A(?:{pattern})\z"


def _guarded(pattern: str, value: str, also: str = "") -> str:
    return f"CASE WHEN REGEXP(_a, '{_whole(pattern)}'){also} THEN {value} END"


def _reader(type: Type) -> str:
    """The template that reads a text as a type."""
    match type.kind:
        case Kind.TEXT:
            return "_a"
        case Kind.BOOL:
            return "CASE WHEN _a = 'true' THEN TRUE WHEN _a = 'false' THEN FALSE END"
        case Kind.INT64:
            return _guarded("[+-]?[0-9]+", "TRY_CAST(_a AS BIGINT)")
        case Kind.FLOAT64:
            number = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
            finite = FINITE.replace("_a", "TRY_CAST(_a AS DOUBLE)")
            return _guarded(number, finite)
        case Kind.DECIMAL:
            fraction = rf"(\.[0-9]{{1,{type.scale}}}0*)?" if type.scale else r"(\.0+)?"
            return _guarded(f"[+-]?[0-9]+{fraction}", f"TRY_CAST(_a AS {type_name(type)})")
        case Kind.DATE:
            return _guarded(_DAY, "TRY_CAST(_a AS DATE)", f" AND _a >= '{_FIRST_DAY}'")
        case Kind.TIMESTAMP:
            return _guarded(
                rf"{_DAY}[ T]{_TIME}(\.[0-9]{{1,6}})?",
                "TRY_CAST(REPLACE(_a, 'T', ' ') AS TIMESTAMP(6))",
                f" AND _a >= '{_FIRST_DAY}'",
            )


def _read(tree: exp.Expr, to: Type, _: Engine) -> exp.Expr:
    return read(tree, to)


_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.INT64, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.INT64, _K.TEXT): "CAST(_a AS {type})",
    (_K.BOOL, _K.TEXT): "CASE WHEN _a THEN 'true' WHEN NOT _a THEN 'false' END",
    (_K.BOOL, _K.INT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.TEXT): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.DATE, _K.TEXT): "CAST(_a AS {type})",
    (_K.DATE, _K.TIMESTAMP): "CAST(_a AS {type})",
    (_K.TIMESTAMP, _K.TEXT): TIMESTAMP_TEXT,
    (_K.TIMESTAMP, _K.DATE): "CAST(_a AS {type})",
}
TRY_CASTS: Conversions = {
    **{(_K.TEXT, kind): _read for kind in _K if kind is not _K.TEXT},
    (_K.INT64, _K.DECIMAL): "TRY_CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "TRY_CAST(_a AS {type})",
}
