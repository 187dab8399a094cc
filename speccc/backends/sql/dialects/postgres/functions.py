"""How PostgreSQL spells operators and functions.

Overflow of integers and floats ends a statement by itself; nothing here has to look for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.engine import Lowering, Site, Trees
from speccc.ir.expr import Literal
from speccc.types import Kind
from speccc.types.model import MAX_PRECISION

#: The logarithm of the least float64 that is told from 0 (below -745.1332 it is 0, for which EXP
#: and POWER end the run), and an exponent that is as good as any larger one, whose product with a
#: logarithm is a number.
_VANISHES, _LARGE = "-745.13e0", "1e300"


def _arithmetic(symbol: str) -> Lowering:
    def build(site: Site, operands: Trees) -> exp.Expr:
        return _within(site, site.fill(f"_a {symbol} _b", *operands))

    return build


def _within(site: Site, tree: exp.Expr) -> exp.Expr:
    """NUMERIC has no bound of its own: a decimal that may leave its 38 digits is given it."""
    wide = site.type.kind is Kind.DECIMAL and site.type.precision == MAX_PRECISION
    return site.engine.cast(tree, site.type) if wide else tree


def _divide(site: Site, operands: Trees) -> exp.Expr:
    return site.fill("_a / _b", operands[0], standard.nonzero(site, operands[1]))


def _mod(site: Site, operands: Trees) -> exp.Expr:
    return site.fill("_a % _b", operands[0], standard.nonzero(site, operands[1]))


def _round(site: Site, operands: Trees) -> exp.Expr:
    x, source = operands[0], site.args[0].type
    digits = site.args[1] if len(site.args) > 1 else None
    places = digits.value if isinstance(digits, Literal) and isinstance(digits.value, int) else 0
    match source.kind:
        case Kind.FLOAT64:
            template = "SIGN(_a) * FLOOR(ABS(_a) * _b + 0.5) / _b"
            return site.fill(template, x, trees.float64(10.0**places))
        case Kind.DECIMAL if places < source.scale:
            return site.fill("ROUND(_a, _b)", x, trees.number(places))
        case _:
            return x


def _to_whole(function: str) -> Lowering:
    """Floor and ceil."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        whole = site.type.kind is Kind.INT64
        return operands[0] if whole else site.fill(f"{function}(_a)", operands[0])

    return build


def _plain(template: str) -> Lowering:
    """Literal numbers without a type: the function wants an INTEGER, and finds none for BIGINT."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        pairs = zip(site.args, operands, strict=True)
        return site.fill(template, *(_untyped(arg, tree) for arg, tree in pairs))

    return build


def _untyped(arg: object, tree: exp.Expr) -> exp.Expr:
    if isinstance(arg, Literal) and arg.type.kind is Kind.INT64 and arg.value is not None:
        return trees.number(arg.value)
    return tree


def _ends_with(site: Site, operands: Trees) -> exp.Expr:
    ending = site.args[1]
    length = len(str(ending.value)) if isinstance(ending, Literal) else 0
    return site.fill("RIGHT(_a, _c) = _b", *operands, trees.number(length))


def _later(day: str, time: str) -> Lowering:
    """What is outside of the calendar ends the run: a text that is no number is an error that
    PostgreSQL tells with the text. It depends on the values: a constant would be read beforehand.
    """
    known = {
        Kind.DATE: (day, "DATE '0001-01-01' AND DATE '9999-12-31'", "a date", "INTEGER"),
        Kind.TIMESTAMP: (
            time,
            "TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'",
            "a timestamp",
            "INTERVAL",
        ),
    }

    def build(site: Site, operands: Trees) -> exp.Expr:
        made, bounds, what, wrong = known[site.args[0].type.kind]
        x, count = operands
        if site.args[0].nullable and not isinstance(site.args[1], Literal):
            count = site.fill("CASE WHEN _a IS NOT NULL THEN _b END", x.copy(), count)
        said = f"'overflow: {what} is out of range' || LEFT(CAST(_a AS TEXT) || _b, 0)"
        return site.fill(
            f"CASE WHEN {made} BETWEEN {bounds} THEN {made} ELSE _a + CAST({said} AS {wrong}) END",
            x,
            count,
        )

    return build


def _day_or_time(day: str, time: str) -> Lowering:
    return {Kind.DATE: day, Kind.TIMESTAMP: time}


def _trunc(unit: str) -> Lowering:
    # A date alone would become a timestamp of the session's zone.
    return _day_or_time(
        f"CAST(DATE_TRUNC('{unit}', CAST(_a AS TIMESTAMP)) AS DATE)", f"DATE_TRUNC('{unit}', _a)"
    )


def _part(unit: str) -> str:
    return f"CAST(EXTRACT({unit} FROM _a) AS BIGINT)"


_EXPONENT = f"LEAST(GREATEST(_b, -{_LARGE}), {_LARGE})"
_TOO_SMALL = f"{_EXPONENT} * LN(ABS(NULLIF(_a, 0))) < {_VANISHES}"

SCALARS: dict[str, Lowering] = {
    **standard.SCALARS,
    "add": _arithmetic("+"),
    "subtract": _arithmetic("-"),
    "multiply": _arithmetic("*"),
    "divide": _divide,
    "sign": "CAST(SIGN(_a) AS BIGINT)",
    "round": _round,
    "floor": _to_whole("FLOOR"),
    "ceil": _to_whole("CEIL"),
    "div": _divide,
    "mod": _mod,
    "sqrt": "CASE WHEN _a >= 0 THEN SQRT(_a) END",
    "ln": "CASE WHEN _a > 0 THEN LN(_a) END",
    "exp": f"CASE WHEN _a < {_VANISHES} THEN 0 ELSE EXP(_a) END",
    "power": f"CASE WHEN {standard.REAL} THEN"
    f" CASE WHEN _a <> 0 AND _b IS NOT NULL AND {_TOO_SMALL} THEN 0 ELSE POWER(_a, _b) END END",
    "length": "CAST(LENGTH(_a) AS BIGINT)",
    "upper": 'UPPER(_a COLLATE "C")',
    "lower": 'LOWER(_a COLLATE "C")',
    "trim": "BTRIM(_a, ' ')",
    "ltrim": "LTRIM(_a, ' ')",
    "rtrim": "RTRIM(_a, ' ')",
    "substr": _plain("SUBSTR(_all)"),
    "left": _plain("LEFT(_a, _b)"),
    "right": _plain("RIGHT(_a, _b)"),
    "contains": "STRPOS(_a, _b) > 0",
    "starts_with": "STARTS_WITH(_a, _b)",
    "ends_with": _ends_with,
    "split_part": _plain("SPLIT_PART(_a, _b, _c)"),
    "lpad": _plain("CASE WHEN LENGTH(_a) >= _b THEN _a ELSE LPAD(_a, _b, _c) END"),
    "add_days": _later(
        "_a + CAST(_b AS INTEGER)", "_a + MAKE_INTERVAL(0, 0, 0, CAST(_b AS INTEGER))"
    ),
    "add_months": _later(
        "CAST(_a + MAKE_INTERVAL(0, CAST(_b AS INTEGER)) AS DATE)",
        "_a + MAKE_INTERVAL(0, CAST(_b AS INTEGER))",
    ),
    # In days and seconds: the seconds of an interval are a float.
    "add_seconds": _later(
        "", "_a + MAKE_INTERVAL(0, 0, 0, CAST(_b / 86400 AS INTEGER), 0, 0, _b % 86400)"
    ),
    "days_between": "CAST(_b - _a AS BIGINT)",
    "months_between": "CAST((EXTRACT(YEAR FROM _b) - EXTRACT(YEAR FROM _a)) * 12"
    " + EXTRACT(MONTH FROM _b) - EXTRACT(MONTH FROM _a) AS BIGINT)",
    "seconds_between": "CAST(FLOOR(EXTRACT(EPOCH FROM _b - _a)) AS BIGINT)",
    "trunc_year": _trunc("year"),
    "trunc_quarter": _trunc("quarter"),
    "trunc_month": _trunc("month"),
    "trunc_week": _trunc("week"),
    "trunc_day": _day_or_time("_a", "DATE_TRUNC('day', _a)"),
    "trunc_hour": "DATE_TRUNC('hour', _a)",
    "trunc_minute": "DATE_TRUNC('minute', _a)",
    "year": _part("YEAR"),
    "quarter": _part("QUARTER"),
    "month": _part("MONTH"),
    "week": _part("WEEK"),
    "day": _part("DAY"),
    "day_of_week": _part("ISODOW"),
    "day_of_year": _part("DOY"),
    "hour": _part("HOUR"),
    "minute": _part("MINUTE"),
    "second": "CAST(FLOOR(EXTRACT(SECOND FROM _a)) AS BIGINT)",
}


def _sum(template: str) -> Lowering:
    def build(site: Site, operands: Trees) -> exp.Expr:
        match site.type.kind:
            case Kind.INT64:
                return site.fill(f"CAST({template} AS BIGINT)", *operands)
            case _:
                return _within(site, site.fill(template, *operands))

    return build


def _avg(over: str = "") -> Lowering:
    """The exact sum by the count: AVG of integers is a NUMERIC, cut off somewhere, and of floats
    also adds up squares, which overflow.
    """
    exact = f"CAST({{}} AS DOUBLE PRECISION) / COUNT(_a){over}"
    whole, sum = f"CAST(SUM(_a){over} AS BIGINT)", f"SUM(_a){over}"
    return {
        Kind.INT64: exact.format(whole),
        Kind.DECIMAL: exact.format(sum),
        Kind.FLOAT64: f"{sum} / COUNT(_a){over}",
    }


def _of_any(lowering: Lowering) -> Lowering:
    """A function of values of any type, which is not found for a bare text: that has none yet."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        return site.engine.apply(lowering, site, tuple(_typed(site, operands)))

    return build


def _typed(site: Site, operands: Trees) -> Iterator[exp.Expr]:
    for arg, tree in zip(site.args, operands, strict=True):
        bare = isinstance(arg, Literal) and arg.type.kind is Kind.TEXT
        yield site.engine.cast(tree, arg.type) if bare else tree


def _last(site: Site, operands: Trees) -> exp.Expr:
    rows = site.fill("(ARRAY_AGG(_a))", *_typed(site, operands))
    return exp.Bracket(this=rows, expressions=[exp.Count(this=exp.Star())], offset=1)


def _extreme(function: str, of_bools: str, over: str = "") -> Lowering:
    """MIN and MAX, which there are not for bools."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        is_bool = site.type.kind is Kind.BOOL
        return site.fill(f"{of_bools if is_bool else function}(_a){over}", *operands)

    return build


def _quantile(share: str) -> str:
    """PERCENTILE_CONT is infinite where a distance of values is; their difference ends the run."""
    between = f"PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY _a)"
    return f"CASE WHEN MAX(_a) - MIN(_a) >= 0 THEN {between} END"


AGGREGATES: dict[str, Lowering] = {
    **standard.AGGREGATES,
    "count_if": "COUNT(*) FILTER (WHERE _a)",
    "sum": _sum("SUM(_a)"),
    "avg": _avg(),
    "min": _extreme("MIN", "BOOL_AND"),
    "max": _extreme("MAX", "BOOL_OR"),
    "any": "BOOL_OR(_a)",
    "all": "BOOL_AND(_a)",
    "median": _quantile("0.5"),
    "quantile": _quantile("_b"),
    "stddev_samp": "STDDEV_SAMP(_a)",
    "stddev_pop": "STDDEV_POP(_a)",
    "var_samp": "VAR_SAMP(_a)",
    "var_pop": "VAR_POP(_a)",
    "first": _of_any("(ARRAY_AGG(_a))[1]"),
    "last": _last,
    "string_agg": "STRING_AGG(_a, _b)",
}

_OF_ANY = ("lag", "lead", "first", "last")
WINDOWS: dict[str, Lowering] = {
    **standard.WINDOWS,
    **{name: _of_any(standard.WINDOWS[name]) for name in _OF_ANY},
    "sum": _sum("SUM(_a) OVER _w"),
    "avg": _avg(" OVER _w"),
    "ntile": _plain("CAST(NTILE(_a) OVER _w AS BIGINT)"),
    "min": _extreme("MIN", "BOOL_AND", " OVER _w"),
    "max": _extreme("MAX", "BOOL_OR", " OVER _w"),
}
