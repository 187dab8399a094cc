"""How MariaDB spells operators and functions.

Where a run makes rows, overflow is an error by itself; nothing here has to look for it.
"""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.engine import Lowering, Site, Trees
from speccc.ir.expr import Literal
from speccc.types import Kind
from speccc.types.model import MAX_PRECISION

#: The smallest int64, which the server takes for 0 less itself; as a number it has no negative.
_LEAST = -(2**63)


def _arithmetic(symbol: str) -> Lowering:
    def build(site: Site, operands: Trees) -> exp.Expr:
        return within(site, site.fill(f"_a {symbol} _b", *operands))

    return build


def _subtract(site: Site, operands: Trees) -> exp.Expr:
    if site.type.kind is not Kind.INT64:
        return within(site, site.fill("_a - _b", *operands))
    a, b = (arg.value if isinstance(arg, Literal) else None for arg in site.args)
    if b == _LEAST:
        return site.fill("_a + 9223372036854775807 + 1", operands[0])
    return site.fill("LESS(_a, _b)" if a in (None, 0) and b is None else "_a - _b", *operands)


def within(site: Site, tree: exp.Expr) -> exp.Expr:
    """MariaDB's decimals have up to 65 digits: one that may leave its 38 is given that bound."""
    wide = site.type.kind is Kind.DECIMAL and site.type.precision == MAX_PRECISION
    return site.engine.cast(tree, site.type) if wide else tree


def _over_nonzero(symbol: str) -> Lowering:
    def build(site: Site, operands: Trees) -> exp.Expr:
        return site.fill(f"_a {symbol} _b", operands[0], standard.nonzero(site, operands[1]))

    return build


def _round(site: Site, operands: Trees) -> exp.Expr:
    x, source = operands[0], site.args[0].type
    digits = site.args[1] if len(site.args) > 1 else None
    places = digits.value if isinstance(digits, Literal) and isinstance(digits.value, int) else 0
    match source.kind:
        case Kind.FLOAT64:
            template = "SIGN(_a) * FLOOR(ABS(_a) * _b + 0.5e0) / _b"
            return site.fill(template, x, trees.float64(10.0**places))
        case Kind.DECIMAL if places < source.scale:
            return site.fill("ROUND(_a, _b)", x, trees.number(places))
        case _:
            return x


#: A whole float; without the cast it would have no more than 17 digits.
_WHOLE_FLOAT = "CAST({}(_a) AS DOUBLE)"


def _extreme(name: str) -> Lowering:
    """Bare texts are compared as numbers where a number is made of the result; COALESCE has texts
    only.
    """

    def build(site: Site, operands: Trees) -> exp.Expr:
        tree = site.engine.apply(standard.SCALARS[name], site, operands)
        bare = isinstance(tree, exp.Anonymous)
        return site.fill("COALESCE(_a)", tree) if bare and site.type.kind is Kind.TEXT else tree

    return build


def _split_part(site: Site, operands: Trees) -> exp.Expr:
    """What comes after the parts before, if there are any."""
    number = site.args[2]
    before = (
        number.value - 1 if isinstance(number, Literal) and isinstance(number.value, int) else 0
    )
    first = "SUBSTRING_INDEX(_a, _b, _c)"
    if not before:
        return site.fill(first, *operands)
    start = f"CHAR_LENGTH(SUBSTRING_INDEX(_a, _b, {before})) + CHAR_LENGTH(_b) + 1"
    return site.fill(f"SUBSTR({first}, {start})", *operands)


def _day_or_time(day: str, time: str) -> Lowering:
    return {Kind.DATE: day, Kind.TIMESTAMP: time}


def _trunc(day: str) -> Lowering:
    """The first day of a unit, by its format."""
    format = f"DATE_FORMAT(_a, '{day}')"
    return _day_or_time(f"CAST({format} AS DATE)", f"CAST({format} AS DATETIME(6))")


_QUARTER = "DATE_FORMAT(_a, '%Y-') || LPAD(QUARTER(_a) * 3 - 2, 2, '0') || '-01'"

SCALARS: dict[str, Lowering] = {
    **standard.SCALARS,
    # Bare, a hash join takes it for a key, and misses NULL beside NULL (10.11: decimals, times).
    "same": "(_a <=> _b) IS TRUE",
    "greatest": _extreme("greatest"),
    "least": _extreme("least"),
    "add": _arithmetic("+"),
    "subtract": _subtract,
    "multiply": _arithmetic("*"),
    "divide": _over_nonzero("/"),
    "sign": "SIGN(_a)",
    "round": _round,
    "floor": standard.to_whole("FLOOR", _WHOLE_FLOAT),
    "ceil": standard.to_whole("CEIL", _WHOLE_FLOAT),
    "div": _over_nonzero("DIV"),
    "mod": _over_nonzero("%"),
    "sqrt": "CASE WHEN _a >= 0 THEN SQRT(_a) END",
    "ln": "CASE WHEN _a > 0 THEN LN(_a) END",
    "exp": "EXP(_a)",
    "power": f"CASE WHEN {standard.REAL} THEN POWER(_a, _b) END",
    "length": "CHAR_LENGTH(_a)",
    "upper": "ASCII_CASE(UPPER(AS_BYTES(_a)))",
    "lower": "ASCII_CASE(LOWER(AS_BYTES(_a)))",
    "trim": "TRIM(_a)",
    "ltrim": "LTRIM(_a)",
    "rtrim": "RTRIM(_a)",
    "substr": "SUBSTR(_all)",
    "left": "LEFT(_a, _b)",
    "right": "RIGHT(_a, _b)",
    "contains": "LOCATE(_b, _a) > 0",
    "starts_with": "LEFT(_a, CHAR_LENGTH(_b)) = _b",
    "ends_with": "RIGHT(_a, CHAR_LENGTH(_b)) = _b",
    "split_part": _split_part,
    "lpad": "CASE WHEN CHAR_LENGTH(_a) >= _b THEN _a ELSE LPAD(_a, _b, _c) END",
    "add_days": "TIMESTAMPADD(DAY, _b, _a)",
    "add_months": "TIMESTAMPADD(DAY, 0, TIMESTAMPADD(MONTH, _b, _a))",  # days know of no year 0
    "add_seconds": "TIMESTAMPADD(SECOND, _b, _a)",
    "days_between": "DATEDIFF(_b, _a)",
    "months_between": "(YEAR(_b) - YEAR(_a)) * 12 + MONTH(_b) - MONTH(_a)",
    "seconds_between": "TIMESTAMPDIFF(SECOND, CAST(_a AS DATETIME), CAST(_b AS DATETIME))"
    " - (MICROSECOND(_b) < MICROSECOND(_a))",
    "trunc_year": _trunc("%Y-01-01"),
    "trunc_quarter": _day_or_time(f"CAST({_QUARTER} AS DATE)", f"CAST({_QUARTER} AS DATETIME(6))"),
    "trunc_month": _trunc("%Y-%m-01"),
    "trunc_week": _day_or_time(
        "TIMESTAMPADD(DAY, -WEEKDAY(_a), _a)",
        "CAST(TIMESTAMPADD(DAY, -WEEKDAY(_a), CAST(_a AS DATE)) AS DATETIME(6))",
    ),
    "trunc_day": _day_or_time("_a", "CAST(CAST(_a AS DATE) AS DATETIME(6))"),
    "trunc_hour": "CAST(DATE_FORMAT(_a, '%Y-%m-%d %H:00:00') AS DATETIME(6))",
    "trunc_minute": "CAST(DATE_FORMAT(_a, '%Y-%m-%d %H:%i:00') AS DATETIME(6))",
    "year": "YEAR(_a)",
    "quarter": "QUARTER(_a)",
    "month": "MONTH(_a)",
    "week": "WEEK(_a, 3)",
    "day": "DAYOFMONTH(_a)",
    "day_of_week": "WEEKDAY(_a) + 1",
    "day_of_year": "DAYOFYEAR(_a)",
    "hour": "HOUR(_a)",
    "minute": "MINUTE(_a)",
    "second": "SECOND(_a)",
}
