"""How Flink names types, reads texts and converts values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.engine import Conversions, Engine
from speccc.types import TIMESTAMP, Kind, Type

_NAMES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.TEXT: "STRING",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP(6)",
}

#: The type of an event time: Flink's clocks have milliseconds.
CLOCK = "TIMESTAMP(3)"
#: The text of a timestamp, always with six digits.
TIMESTAMP_TEXT = "DATE_FORMAT(_a, 'yyyy-MM-dd HH:mm:ss.SSSSSS')"
#: The date of a timestamp. Flink's own cast takes the next day of times before 1970 (2.3.0).
DATE_OF_TIME = "CAST(DATE_FORMAT(_a, 'yyyy-MM-dd') AS DATE)"
#: Neither NaN nor infinite.
FINITE = "CASE WHEN ABS(_a) <= 1.7976931348623157e308 THEN _a END"
_FINITE_OR_ERROR = f"{FINITE.removesuffix('END')}ELSE CAST(_c AS DOUBLE) END"

_YEAR, _TWO = "(?!0000)[0-9]{4}", "[0-9]{2}"
_DAY = f"{_YEAR}-{_TWO}-{_TWO}"
_HOUR, _SIXTIETH = "([01][0-9]|2[0-3])", "[0-5][0-9]"
_TIME = f"{_HOUR}:{_SIXTIETH}:{_SIXTIETH}"


def type_name(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"DECIMAL({type.precision}, {type.scale})"
    return _NAMES[type.kind]


def read(tree: exp.Expr, type: Type, unread: exp.Expr | None = None) -> exp.Expr:
    """A text read as a type, strictly: NULL where it does not read; or, given `unread`, an error
    with that text, if it is one and not NULL.
    """
    if unread is None:
        return trees.fill(_reader(type), Flink, tree)
    return trees.fill(_strict_reader(type), Flink, tree, tree, unread)


def raised(said: str, to: str, kind: Kind) -> str:
    """The template of a value of a type that is never there: an error that says a text as a whole.

    Of what is no date or time Flink says only the beginning; text and DECIMAL take any (2.3.0).
    """
    match kind:
        case Kind.TEXT | Kind.DECIMAL:
            return f"CAST(CAST({said} AS BIGINT) AS {to})"
        case Kind.DATE | Kind.TIMESTAMP:
            return f"CAST(TO_TIMESTAMP_LTZ(CAST({said} AS BIGINT), 3) AS {to})"
        case _:
            return f"CAST({said} AS {to})"


def present(tree: exp.Expr, type: Type, missing: exp.Expr) -> exp.Expr:
    """A value, or an error with the text `missing` where it is NULL."""
    said = "CASE WHEN _a IS NULL THEN _b END"  # a constant would be cast when it is planned
    wrong = raised(said, type_name(type), type.kind)
    return trees.fill(f"CASE WHEN _a IS NOT NULL THEN _a ELSE {wrong} END", Flink, tree, missing)


def finite(tree: exp.Expr, unread: exp.Expr | None = None) -> exp.Expr:
    """A DOUBLE; what is none of the language's is as for `read`."""
    if unread is None:
        return trees.fill(FINITE, Flink, tree)
    return trees.fill(_FINITE_OR_ERROR, Flink, tree, tree, unread)


def read_clock(tree: exp.Expr, format: str, unread: exp.Expr) -> exp.Expr:
    """A text read as the event time of a stream, which has milliseconds, or an error."""
    if format:
        return read_as(tree, TIMESTAMP, format, unread, CLOCK)
    return trees.fill(_time("_c", digits=r"[0-9]{1,3}0{0,3}", to=CLOCK), Flink, tree, tree, unread)


def read_as(
    tree: exp.Expr, type: Type, format: str, unread: exp.Expr | None = None, to: str = ""
) -> exp.Expr:
    """A text of dates or times in a format: its parts, put in the order of ISO 8601, are cast. What
    does not read is as for `read`. `to` names the type, if that is not the usual one.
    """
    found: dict[str, exp.Expr] = {}
    pattern, position = "", 1
    for part in re.split("(YYYY|MM|DD|HH|mm|ss)", format):
        if part in _TOKENS:
            start, length = trees.number(position), trees.number(len(part))
            found[part] = trees.call("SUBSTRING", tree.copy(), start, length)
            pattern += _TOKENS[part].pattern
        else:
            pattern += re.escape(part)
        position += len(part)
    pieces: list[exp.Expr] = []
    for name in ("YYYY", "MM", "DD") if type.kind is Kind.DATE else tuple(_TOKENS):
        token = _TOKENS[name]
        pieces += [trees.text(token.before)] if token.before else []
        pieces.append(found.get(name, trees.text(token.missing)))
    iso = trees.chain(exp.DPipe, pieces)
    guarded = _guarded(pattern, "_b", type, "_c" if unread else "", to)
    return trees.fill(guarded, Flink, tree, iso, unread or exp.Null())


@dataclass(frozen=True, slots=True)
class _Token:
    """A part of a format: its pattern, what stands before it in ISO 8601, what it is if missing."""

    pattern: str
    before: str
    missing: str


_TOKENS = {
    "YYYY": _Token(_YEAR, "", "0001"),
    "MM": _Token(_TWO, "-", "01"),
    "DD": _Token(_TWO, "-", "01"),
    "HH": _Token(_HOUR, " ", "00"),
    "mm": _Token(_SIXTIETH, ":", "00"),
    "ss": _Token(_SIXTIETH, ":", "00"),
}


def _guarded(pattern: str, text: str, type: Type, unread: str = "", to: str = "") -> str:
    """The template that casts a text if it fits a pattern. Else it gives NULL; or casts `unread`,
    which is an error, for that is no value of the type.

    The text becomes NULL before it is cast: Flink's planner fails on functions of a NULL TIMESTAMP
    that a CASE may give. A TIMESTAMP takes 30 February for the 28th; a DATE does not (2.3.0).
    """
    fits = rf"REGEXP(_a, '\A(?:{pattern})\z')"
    if type.kind is Kind.TIMESTAMP:
        fits += f" AND TRY_CAST(SUBSTRING({text}, 1, 10) AS DATE) IS NOT NULL"
    if unread:
        return f"CAST(CASE WHEN {fits} THEN {text} ELSE {unread} END AS {to or type_name(type)})"
    return f"TRY_CAST(CASE WHEN {fits} THEN {text} END AS {type_name(type)})"


def _time(unread: str = "", digits: str = "[0-9]{1,6}", to: str = "") -> str:
    pattern = rf"{_DAY}[ T]{_TIME}(\.{digits})?"
    return _guarded(pattern, "REPLACE(_a, 'T', ' ')", TIMESTAMP, unread, to)


def _reader(type: Type, unread: str = "") -> str:
    """The template that reads a text as a type; what does not read is as for `_guarded`."""
    match type.kind:
        case Kind.TEXT:
            return "_a"
        case Kind.BOOL:
            return "CASE WHEN _a = 'true' THEN TRUE WHEN _a = 'false' THEN FALSE END"
        case Kind.INT64:
            return _guarded("[+-]?[0-9]+", "_a", type, unread)
        case Kind.FLOAT64:
            number = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
            return FINITE.replace("_a", _guarded(number, "_a", type))
        case Kind.DECIMAL:
            fraction = rf"(\.[0-9]{{1,{type.scale}}}0*)?" if type.scale else r"(\.0+)?"
            return _guarded(f"[+-]?[0-9]+{fraction}", "_a", type)
        case Kind.DATE:
            return _guarded(_DAY, "_a", type, unread)
        case Kind.TIMESTAMP:
            return _time(unread)
        case _:
            assert_never(type.kind)


def _strict_reader(type: Type) -> str:
    """As `_reader`; what does not read, or is infinite, is the error `_c`."""
    match type.kind:
        case Kind.TEXT:
            return "CASE WHEN _a IS NOT NULL THEN _a ELSE CAST(CAST(_c AS BIGINT) AS STRING) END"
        case Kind.BOOL:
            return _reader(type).replace(" END", " ELSE CAST(_c AS BOOLEAN) END")
        case Kind.FLOAT64:
            return _reader(type).removesuffix("END") + "ELSE CAST(_c AS DOUBLE) END"
        case Kind.DECIMAL:  # one with too many digits becomes NULL, and a text is not told
            wrong = f"CAST(CAST(_c AS BIGINT) AS {type_name(type)})"
            return f"CASE WHEN {_reader(type)} IS NOT NULL THEN {_reader(type)} ELSE {wrong} END"
        case _:
            return _reader(type, "_c")


def _read(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    return read(tree, to)


def _float_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """By the formula of `round`: the same bits everywhere."""
    power, above = trees.double(10.0**to.scale), trees.double(10.0**to.precision)
    units = f"FLOOR(ABS(_a) * {power} + 0.5e0)"
    unit = f"0.{1:0{to.scale}}" if to.scale else "1"
    return trees.fill(
        f"CASE WHEN {units} < {above}"
        f" THEN CAST(CAST(SIGN(_a) * {units} AS BIGINT) * {unit} AS {type_name(to)}) END",
        engine.glot,
        tree,
    )


def _decimal_to_float(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """Of 18 digits or fewer Flink makes a long and divides it (2.3.0), which rounds twice where the
    long is no float64.
    """
    rounds_twice = 15 < source.precision <= 18
    template = f"CAST(_a AS DECIMAL(19, {source.scale}))" if rounds_twice else "_a"
    return trees.fill(f"CAST({template} AS {type_name(to)})", engine.glot, tree)


_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.INT64, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.INT64, _K.TEXT): "CAST(_a AS {type})",
    (_K.BOOL, _K.TEXT): "CASE WHEN _a THEN 'true' WHEN NOT _a THEN 'false' END",
    (_K.BOOL, _K.INT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.TEXT): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.FLOAT64): _decimal_to_float,
    (_K.DECIMAL, _K.INT64): "CAST(_a AS {type})",
    (_K.DATE, _K.TEXT): "CAST(_a AS {type})",
    (_K.DATE, _K.TIMESTAMP): "CAST(_a AS {type})",
    (_K.TIMESTAMP, _K.TEXT): TIMESTAMP_TEXT,
    (_K.TIMESTAMP, _K.DATE): DATE_OF_TIME,
}
TRY_CASTS: Conversions = {
    **{(_K.TEXT, kind): _read for kind in _K if kind is not _K.TEXT},
    (_K.INT64, _K.DECIMAL): "TRY_CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "TRY_CAST(_a AS {type})",
    (_K.DECIMAL, _K.INT64): "CASE WHEN TRUNCATE(_a, 0) BETWEEN -9223372036854775808"
    " AND 9223372036854775807 THEN CAST(_a AS {type}) END",
    (_K.FLOAT64, _K.INT64): "CASE WHEN _a >= -9223372036854775808e0"
    " AND _a < 9223372036854775808e0 THEN CAST(_a AS {type}) END",
    (_K.FLOAT64, _K.DECIMAL): _float_to_decimal,
}
