"""How DuckDB converts values."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.engine import Conversions, Engine
from speccc.types import Kind, Type, decimal

_NAMES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.TEXT: "TEXT",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}


def type_name(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"DECIMAL({type.precision}, {type.scale})"
    return _NAMES[type.kind]


def reader(type: Type) -> str:
    """The function that reads a text as a type: NULL where it does not read."""
    if type.kind is Kind.DECIMAL:
        return f"READ_DECIMAL_{type.precision}_{type.scale}"
    return f"READ_{type.kind.value.upper()}"


def _read(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    return trees.call(reader(to), tree)


def _float_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """By the formula of `round`: the same bits everywhere."""
    power, above = trees.float64(10.0**to.scale), trees.float64(10.0**to.precision)
    units = trees.call("DECIMAL_UNITS", tree, power, above)
    if not to.scale:
        return engine.cast(units, to)
    unit = engine.cast(trees.number(f"0.{1:0{to.scale}}"), decimal(to.scale + 1, to.scale))
    return engine.cast(trees.fill("_a * _b", engine.glot, units, unit), to)


_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.INT64, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.INT64, _K.TEXT): "CAST(_a AS {type})",
    (_K.BOOL, _K.TEXT): "CAST(_a AS {type})",
    (_K.BOOL, _K.INT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.TEXT): standard.decimal_to_text("CAST(_a AS VARCHAR)"),
    (_K.DECIMAL, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.INT64): "CAST(TRUNC(_a) AS {type})",
    (_K.DATE, _K.TEXT): "CAST(_a AS {type})",
    (_K.DATE, _K.TIMESTAMP): "CAST(_a AS {type})",
    (_K.TIMESTAMP, _K.TEXT): "STRFTIME(_a, '%Y-%m-%d %H:%M:%S.%f')",
    (_K.TIMESTAMP, _K.DATE): "CAST(_a AS {type})",
}
TRY_CASTS: Conversions = {
    **{(_K.TEXT, kind): _read for kind in _K if kind is not _K.TEXT},
    (_K.FLOAT64, _K.INT64): "FLOAT_TO_INT64(_a)",
    (_K.FLOAT64, _K.DECIMAL): _float_to_decimal,
    (_K.INT64, _K.DECIMAL): "TRY_CAST(_a AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "TRY_CAST(_a AS {type})",
    (_K.DECIMAL, _K.INT64): "TRY_CAST(TRUNC(_a) AS {type})",
}
