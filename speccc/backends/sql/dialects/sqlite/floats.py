"""Float64 as SQLite reads them: digits may become one that is a little more or less."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.dialects.sqlite.glot import PlainSQLite

#: The powers of ten that a float64 has exactly, and the whole numbers below which it has each.
_POWERS, _WHOLE = 22, 2**53
#: What is multiplied and divided by as often as needed: as a float64 it is exact.
_STEP = 60


def exactly(value: float) -> exp.Expr:
    """A float64 that every version reads alike: in its digits if they are read in one step, else as
    a whole number that is multiplied or divided by powers of two, each of which is exact.
    """
    if read_in_one_step(value):
        return trees.float64(value)
    mantissa, exponent = math.frexp(value)
    tree = trees.fill("CAST(_a AS REAL)", PlainSQLite, trees.number(int(mantissa * _WHOLE)))
    exponent -= 53
    template = "_a * _b" if exponent > 0 else "_a / _b"
    for size in (*[_STEP] * (abs(exponent) // _STEP), abs(exponent) % _STEP):
        tree = trees.fill(template, PlainSQLite, tree, trees.number(2**size)) if size else tree
    return exp.Paren(this=tree)


def read_in_one_step(value: float) -> bool:
    """Whether the digits are a whole number times, or by, a power of ten that a float64 has: then
    one operation is all there is to round, in one step or, in versions with long doubles of 64
    bits, in two that give the same.
    """
    _, digits, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    whole = int("".join(map(str, digits)))
    if whole >= _WHOLE or not isinstance(exponent, int) or abs(exponent) > _POWERS:
        return False
    exact = whole * Fraction(10) ** exponent
    return _rounded(_rounded(exact, 64), 53) == Fraction(abs(value))


def _rounded(number: Fraction, bits: int) -> Fraction:
    """To so many binary digits, half to even. A number of 0 is 0."""
    if not number:
        return number
    exponent = number.numerator.bit_length() - number.denominator.bit_length()
    exponent -= number < Fraction(2) ** exponent
    unit = Fraction(2) ** (exponent - bits + 1)
    return round(number / unit) * unit
