"""How a value becomes one of another type: `cast`, `try_cast` and the cast step alike."""

from __future__ import annotations

import libcst as cst

from speccc.backends.pandas.dtypes import dtype
from speccc.backends.pandas.syntax import called, code, number, text
from speccc.types import Kind, Type

Pair = tuple[Kind, Kind]

#: Templates over the operand; `{p}` and `{s}` are a decimal's precision and scale.
LOWERINGS: dict[Pair, str] = {
    (Kind.INT64, Kind.FLOAT64): '{0}.astype("float64")',
    (Kind.INT64, Kind.TEXT): "int64_to_text({0})",
    (Kind.INT64, Kind.DECIMAL): "to_decimal({0}, {p}, {s})",
    (Kind.BOOL, Kind.TEXT): "bool_to_text({0})",
    (Kind.BOOL, Kind.INT64): "{0}",
    (Kind.DECIMAL, Kind.TEXT): "decimal_to_text({0}, {from_s})",
    (Kind.DECIMAL, Kind.FLOAT64): "decimal_to_float64({0})",
    (Kind.DECIMAL, Kind.INT64): "decimal_to_int64({0})",
    (Kind.DECIMAL, Kind.DECIMAL): "to_decimal({0}, {p}, {s})",
    (Kind.FLOAT64, Kind.INT64): "float_to_int64({0})",
    (Kind.FLOAT64, Kind.DECIMAL): "float_to_decimal({0}, {p}, {s})",
    (Kind.DATE, Kind.TEXT): "date_to_text({0})",
    (Kind.DATE, Kind.TIMESTAMP): "{0}",
    (Kind.TIMESTAMP, Kind.TEXT): "timestamp_to_text({0})",
    (Kind.TIMESTAMP, Kind.DATE): 'trunc({0}, "D")',
}
#: Results whose own dtype may be another one than the column's.
RETYPED: frozenset[Pair] = frozenset(
    {
        (Kind.BOOL, Kind.INT64),
        (Kind.DECIMAL, Kind.INT64),
        (Kind.FLOAT64, Kind.INT64),
    }
)


def parser(type: Type, format: str = "", zone: str = "") -> cst.BaseExpression:
    """The function of the library that reads a text cell of that type.

    `format` is a regular expression, "" for the type's own.
    """
    if type.kind is Kind.DECIMAL:
        digits = {"precision": number(type.precision), "scale": number(type.scale)}
        return called("partial", cst.Name("parse_decimal"), **digits)
    options = {k: text(v) for k, v in (("pattern", format), ("zone", zone)) if v}
    function = cst.Name(f"parse_{type.kind}")
    return called("partial", function, **options) if options else function


def cast(operand: cst.BaseExpression, source: Type, to: Type, nullable: bool) -> cst.BaseExpression:
    """The operand, a column of type `source`, as one of type `to`; NULL where it does not fit."""
    if source == to:
        return operand
    if source.kind is Kind.TEXT:
        read = called("read_cells", operand, parser(to), text(dtype(to, True)))
        plain = nullable or dtype(to, True) == dtype(to, False)
        return read if plain else code("{0}.astype({1})", read, text(dtype(to, False)))
    if widens(source, to):
        return operand if source.kind is Kind.DECIMAL else called("int64_to_decimal", operand)
    pair = (source.kind, to.kind)
    made = code(
        LOWERINGS[pair],
        operand,
        p=number(to.precision),
        s=number(to.scale),
        from_s=number(source.scale),
    )
    if pair in RETYPED:
        return code("{0}.astype({1})", made, text(dtype(to, nullable)))
    return made


def widens(source: Type, to: Type) -> bool:
    """Whether every value of an exact number fits a decimal as it is."""
    if to.kind is not Kind.DECIMAL or source.kind not in (Kind.DECIMAL, Kind.INT64):
        return False
    digits = 19 if source.kind is Kind.INT64 else source.precision - source.scale
    return to.scale >= source.scale and to.precision - to.scale >= digits
