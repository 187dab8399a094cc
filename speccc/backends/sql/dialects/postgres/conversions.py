"""How PostgreSQL converts values."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from speccc.backends.sql import patterns, trees
from speccc.backends.sql.dialects.postgres.glot import PlainPostgres
from speccc.backends.sql.engine import Conversion, Conversions, Engine
from speccc.ir.expr import Value
from speccc.types import Kind, Type

_NAMES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE PRECISION",
    Kind.TEXT: "TEXT",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}

_INT64 = "BETWEEN -9223372036854775808 AND 9223372036854775807"


def type_name(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"NUMERIC({type.precision}, {type.scale})"
    return _NAMES[type.kind]


def _filled(template: str) -> Conversion:
    """A template that holds braces of its own."""

    def convert(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
        return trees.fill(template, engine.glot, _typed(tree))

    return convert


def _typed(tree: exp.Expr) -> exp.Expr:
    """A bare literal would be read as the type it is cast to before any condition is looked at."""
    bare = tree.this if isinstance(tree, exp.Collate) else tree
    if not isinstance(bare, exp.Literal):
        return tree
    return trees.fill('CAST(_a AS TEXT) COLLATE "C"', PlainPostgres, bare)


def _text_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    template = (
        f"CASE WHEN _a ~ '^{patterns.decimal(to)}$'"
        f" THEN CASE WHEN ABS(CAST(_a AS NUMERIC)) < {10 ** (to.precision - to.scale)}"
        f" THEN CAST(_a AS {type_name(to)}) END END"
    )
    return trees.fill(template, engine.glot, _typed(tree))


def _exact_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    number = "CAST(_a AS NUMERIC)"
    rounded = f"ROUND({number}, {to.scale})" if source.scale > to.scale else number
    bound = 10 ** (to.precision - to.scale)
    template = f"CASE WHEN ABS({rounded}) < {bound} THEN CAST(_a AS {type_name(to)}) END"
    return trees.fill(template, engine.glot, tree)


def _float_to_decimal(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
    """By the formula of `round`: the same bits everywhere."""
    power, above = trees.double(10.0**to.scale), trees.double(10.0**to.precision)
    units = f"FLOOR(ABS(_a) * {power} + 0.5)"
    number = f"CAST(CAST(SIGN(_a) * {units} AS BIGINT) AS NUMERIC)"
    template = (  # the outer bound: what is far too large must not overflow
        f"CASE WHEN ABS(_a) < {above} THEN CASE WHEN {units} < {above}"
        f" THEN CAST({number} * 1e-{to.scale} AS {type_name(to)}) END END"
    )
    return trees.fill(template, engine.glot, tree)


#: Half of the least float64, rounded up, and what is half a step beyond the largest, rounded down:
#: no text ends the run.
_NOTHING = "2.470328229206232720882843964342e-324"
_INFINITE = "1.797693134862315807937289714053e308"

_K = Kind
CASTS: Conversions = {
    (_K.INT64, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.INT64, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.INT64, _K.TEXT): 'CAST(_a AS {type}) COLLATE "C"',
    (_K.BOOL, _K.TEXT): 'CAST(_a AS {type}) COLLATE "C"',
    (_K.BOOL, _K.INT64): "CAST(CAST(_a AS INTEGER) AS {type})",
    (_K.DECIMAL, _K.DECIMAL): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.TEXT): 'CAST(_a AS {type}) COLLATE "C"',
    (_K.DECIMAL, _K.FLOAT64): "CAST(_a AS {type})",
    (_K.DECIMAL, _K.INT64): "CAST(TRUNC(_a) AS {type})",
    (_K.DATE, _K.TEXT): "TO_CHAR(_a, 'YYYY-MM-DD') COLLATE \"C\"",
    (_K.DATE, _K.TIMESTAMP): "CAST(_a AS {type})",
    (_K.TIMESTAMP, _K.TEXT): "TO_CHAR(_a, 'YYYY-MM-DD HH24:MI:SS.US') COLLATE \"C\"",
    (_K.TIMESTAMP, _K.DATE): "CAST(_a AS {type})",
}
TRY_CASTS: Conversions = {
    (_K.TEXT, _K.BOOL): "CASE _a WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
    (_K.TEXT, _K.INT64): _filled(
        f"CASE WHEN _a ~ '^{patterns.INT64}$'"
        f" THEN CASE WHEN CAST(_a AS NUMERIC) {_INT64} THEN CAST(_a AS BIGINT) END END"
    ),
    # As NUMERIC first: a float that is too large or too small would end the run.
    (_K.TEXT, _K.FLOAT64): _filled(
        f"CASE WHEN _a ~ '^{patterns.FLOAT64}$'"
        f" THEN CASE WHEN ABS(CAST(_a AS NUMERIC)) < {_NOTHING} THEN 0"
        f" WHEN ABS(CAST(_a AS NUMERIC)) < {_INFINITE}"
        " THEN CAST(_a AS DOUBLE PRECISION) END END"
    ),
    (_K.TEXT, _K.DECIMAL): _text_to_decimal,
    (_K.TEXT, _K.DATE): _filled(f"CASE WHEN _a ~ '^{patterns.DATE}$' THEN CAST(_a AS DATE) END"),
    (_K.TEXT, _K.TIMESTAMP): _filled(
        f"CASE WHEN _a ~ '^{patterns.TIMESTAMP}$' THEN CAST(_a AS TIMESTAMP) END"
    ),
    (_K.FLOAT64, _K.INT64): "CASE WHEN _a >= -9223372036854775808e0"
    " AND _a < 9223372036854775808e0 THEN CAST(TRUNC(_a) AS BIGINT) END",
    (_K.FLOAT64, _K.DECIMAL): _float_to_decimal,
    (_K.INT64, _K.DECIMAL): _exact_to_decimal,
    (_K.DECIMAL, _K.DECIMAL): _exact_to_decimal,
    (_K.DECIMAL, _K.INT64): f"CASE WHEN TRUNC(_a) {_INT64} THEN CAST(TRUNC(_a) AS BIGINT) END",
}


def _text(value: Value) -> exp.Expr:
    return trees.fill('_a COLLATE "C"', PlainPostgres, trees.text(str(value)))


def _float(value: Value) -> exp.Expr:
    number = trees.number(repr(float(str(value))))
    return trees.fill("CAST(_a AS DOUBLE PRECISION)", PlainPostgres, number)


#: Literals that are not beside a value of their type: a number with a point is a NUMERIC, and a
#: text has the collation of the database.
LITERALS: dict[Kind, Callable[[Value], exp.Expr]] = {Kind.TEXT: _text, Kind.FLOAT64: _float}
