"""How MariaDB converts values. What would not fit is an error there, so it is never tried."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import patterns, standard, trees
from speccc.backends.sql.engine import Conversion, Conversions, Engine
from speccc.types import Kind, Type

_NAMES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.TEXT: "LONGTEXT",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "DATETIME(6)",
}

_INT64 = "BETWEEN -9223372036854775808 AND 9223372036854775807"


def type_name(type: Type) -> str:
    """A type in a CAST. A decimal without a digit before the point has one: in a text the server
    keeps no room for its 0 otherwise, and cuts off the last digit.
    """
    if type.kind is Kind.DECIMAL:
        before = int(type.precision == type.scale)
        return f"DECIMAL({type.precision + before}, {type.scale})"
    return _NAMES[type.kind]


def declared(type: Type) -> str:
    """A type of a column: a text says its collation, which would be that of the database."""
    code_points = " COLLATE utf8mb4_nopad_bin" if type.kind is Kind.TEXT else ""
    return type_name(type) + code_points


def whole(pattern: str) -> str:
    """The pattern of a whole text: `$` would also be before a line's end."""
    return rf"^({pattern})\z"


def _filled(template: str) -> Conversion:
    """A template that holds braces of its own."""

    def convert(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
        return trees.fill(template, engine.glot, tree)

    return convert


def _text_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """No longer than the type allows: more than 65 digits are too many to look at."""
    before = f"0*[0-9]{{0,{to.precision - to.scale}}}"
    after = rf"(\.[0-9]{{1,{to.scale}}}0*)?" if to.scale else r"(\.0+)?"
    template = (
        f"CASE WHEN _a REGEXP '{whole(f'[+-]?(?=[0-9]){before}{after}')}'"
        f" THEN CAST(_a AS {type_name(to)}) END"
    )
    return trees.fill(template, engine.glot, tree)


def _exact_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    rounded = f"ROUND(_a, {to.scale})" if source.scale > to.scale else "_a"
    bound = 10 ** (to.precision - to.scale)
    template = (
        f"CASE WHEN {rounded} > -{bound} AND {rounded} < {bound}"
        f" THEN CAST(_a AS {type_name(to)}) END"
    )
    return trees.fill(template, engine.glot, tree)


def _float_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """By the formula of `round`: the same bits everywhere."""
    power, above = trees.double(10.0**to.scale), trees.double(10.0**to.precision)
    units = f"FLOOR(ABS(_a) * {power} + 0.5e0)"
    unit = f"0.{1:0{to.scale}}" if to.scale else "1"
    template = (  # the outer bound: what is far too large must not overflow
        f"CASE WHEN ABS(_a) < {above} THEN CASE WHEN {units} < {above}"
        f" THEN CAST(CAST(SIGN(_a) * {units} AS SIGNED) * {unit} AS {type_name(to)}) END END"
    )
    return trees.fill(template, engine.glot, tree)


_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.INT64, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.INT64, _K.TEXT): "CAST(_a AS CHAR(20))",  # or as many as the server thinks
    (_K.BOOL, _K.TEXT): "CASE _a WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END",
    (_K.BOOL, _K.INT64): "CAST(_a AS SIGNED)",
    (_K.DECIMAL, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.TEXT): standard.decimal_to_text("CAST(_a AS CHAR)"),
    (_K.DECIMAL, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.INT64): "CAST(TRUNCATE(_a, 0) AS SIGNED)",
    (_K.DATE, _K.TEXT): "DATE_FORMAT(_a, '%Y-%m-%d')",
    (_K.DATE, _K.TIMESTAMP): "CAST(_a AS {type})",
    (_K.TIMESTAMP, _K.TEXT): "DATE_FORMAT(_a, '%Y-%m-%d %H:%i:%s.%f')",
    (_K.TIMESTAMP, _K.DATE): "CAST(_a AS {type})",
}
TRY_CASTS: Conversions = {
    (_K.TEXT, _K.BOOL): "CASE _a WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
    (_K.TEXT, _K.INT64): _filled(
        f"CASE WHEN _a REGEXP '{whole(patterns.INT64)}'"
        f" THEN CASE WHEN CAST(_a AS DECIMAL(20, 0)) {_INT64} THEN CAST(_a AS SIGNED) END END"
    ),
    (_K.TEXT, _K.FLOAT64): _filled(
        f"CASE WHEN _a REGEXP '{whole(patterns.FLOAT64)}'"
        " THEN CASE WHEN READS_FINITE(_a) THEN CAST(_a AS DOUBLE) END END"
    ),
    (_K.TEXT, _K.DECIMAL): _text_to_decimal,
    (_K.TEXT, _K.DATE): _filled(
        f"CASE WHEN _a REGEXP '{whole(patterns.DATE)}' THEN CAST(_a AS DATE) END"
    ),
    (_K.TEXT, _K.TIMESTAMP): _filled(
        f"CASE WHEN _a REGEXP '{whole(patterns.TIMESTAMP)}' THEN CAST(_a AS DATETIME(6)) END"
    ),
    (_K.FLOAT64, _K.INT64): "CASE WHEN _a >= -9223372036854775808e0"
    " AND _a < 9223372036854775808e0 THEN CAST(TRUNCATE(_a, 0) AS SIGNED) END",
    (_K.FLOAT64, _K.DECIMAL): _float_to_decimal,
    (_K.INT64, _K.DECIMAL): _exact_to_decimal,
    (_K.DECIMAL, _K.DECIMAL): _exact_to_decimal,
    (_K.DECIMAL, _K.INT64): f"CASE WHEN TRUNCATE(_a, 0) {_INT64}"
    " THEN CAST(TRUNCATE(_a, 0) AS SIGNED) END",
}
