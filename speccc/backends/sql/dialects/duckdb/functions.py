"""How DuckDB spells operators and functions."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.engine import Lowering, Site, Trees
from speccc.ir.expr import Literal
from speccc.ir.totality import total
from speccc.types import Kind, Type, decimal

#: Up to here DuckDB's decimals are 64-bit numbers, and their sums and products stay so.
_NARROW = 18


def _float(template: str) -> str:
    return f"FINITE({template})"


def _arithmetic(symbol: str) -> Lowering:
    template = f"_a {symbol} _b"

    def build(site: Site, operands: Trees) -> exp.Expr:
        match site.type.kind:
            case Kind.FLOAT64:
                return site.fill(_float(template), *map(_unchecked, operands))
            case Kind.DECIMAL:
                return site.fill(template, *_widened(site, operands))
            case _:
                return site.fill(template, *operands)

    return build


def _unchecked(operand: exp.Expr) -> exp.Expr:
    """An operand of `+ - *` need not be checked itself: what is not finite stays so."""
    if isinstance(operand, exp.Anonymous) and operand.this == "FINITE":
        return operand.expressions[0]
    return operand


def _widened(site: Site, operands: Trees) -> Trees:
    """Two narrow decimals whose result is not: one of them is made wide before."""
    first, *rest = operands
    narrow = all(arg.type.precision <= _NARROW for arg in site.args)
    if site.type.precision <= _NARROW or not narrow:
        return operands
    wide = decimal(site.type.precision, site.args[0].type.scale)
    return (site.engine.cast(first, wide), *rest)


def _divide(site: Site, operands: Trees) -> exp.Expr:
    return site.fill(_float("_a / _b"), operands[0], standard.nonzero(site, operands[1]))


def _div(site: Site, operands: Trees) -> exp.Expr:
    return site.fill("_a // _b", operands[0], standard.nonzero(site, operands[1]))


def _mod(site: Site, operands: Trees) -> exp.Expr:
    """DuckDB finds an overflow in the least integer by -1."""
    divisor = site.args[1]
    if isinstance(divisor, Literal) and divisor.value not in (0, -1):
        return site.fill("_a % _b", *operands)
    return site.fill("MOD_INT(_a, _b)", *operands)


def _round(site: Site, operands: Trees) -> exp.Expr:
    x, source = operands[0], site.args[0].type
    digits = site.args[1] if len(site.args) > 1 else None
    places = digits.value if isinstance(digits, Literal) and isinstance(digits.value, int) else 0
    match source.kind:
        case Kind.FLOAT64:
            return site.fill("ROUND_AWAY(_a, _b)", x, trees.float64(10.0**places))
        case Kind.DECIMAL if places < source.scale or digits is None:
            less = decimal(source.precision - source.scale + places + 1, places)
            return _as(site, site.engine.cast(x, less), less)
        case _:
            return x


def _to_whole(function: str) -> Lowering:
    """Floor and ceil."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        match site.type.kind:
            case Kind.INT64:
                return operands[0]
            case Kind.DECIMAL:
                source = site.args[0].type
                natural = decimal(source.precision, 0)
                return _as(site, site.fill(f"{function}(_a)", operands[0]), natural)
            case _:
                return site.fill(f"{function}(_a)", operands[0])

    return build


def _as(site: Site, tree: exp.Expr, natural: Type) -> exp.Expr:
    """A decimal in the type of the result."""
    return tree if natural == site.type else site.engine.cast(tree, site.type)


def _day_or_time(day: str, time: str) -> Lowering:
    return {Kind.DATE: day, Kind.TIMESTAMP: time}


def _later(day: str, time: str) -> Lowering:
    """A count of any size must not end the run where there is no date."""
    templates = {Kind.DATE: day, Kind.TIMESTAMP: time}

    def build(site: Site, operands: Trees) -> exp.Expr:
        x, count = operands
        if site.args[0].nullable and not isinstance(site.args[1], Literal):
            count = site.fill("CASE WHEN _a IS NOT NULL THEN _b END", x.copy(), count)
        return site.fill(templates[site.args[0].type.kind], x, count)

    return build


def _trunc(unit: str) -> Lowering:
    start = f"DATE_TRUNC('{unit}', _a)"
    return _day_or_time(f"CAST({start} AS DATE)", start)


def _coalesce(site: Site, operands: Trees) -> exp.Expr:
    """What may end the run is a CASE's: of COALESCE, DuckDB computes in all rows what stands twice
    in a SELECT.
    """
    if all(map(total, site.args[1:])):
        return site.engine.apply(standard.SCALARS["coalesce"], site, operands)
    *first, last = operands
    ifs = [exp.If(this=site.fill("_a IS NOT NULL", tree), true=tree.copy()) for tree in first]
    return exp.Case(ifs=ifs, default=last)


SCALARS: dict[str, Lowering] = {
    **standard.SCALARS,
    "coalesce": _coalesce,
    "add": _arithmetic("+"),
    "subtract": _arithmetic("-"),
    "multiply": _arithmetic("*"),
    "divide": _divide,
    "sign": "CAST(SIGN(_a) AS BIGINT)",
    "round": _round,
    "floor": _to_whole("FLOOR"),
    "ceil": _to_whole("CEIL"),
    "div": _div,
    "mod": _mod,
    "sqrt": "CASE WHEN _a >= 0 THEN SQRT(_a) END",
    "ln": "CASE WHEN _a > 0 THEN LN(_a) END",
    "exp": "FINITE(EXP(_a))",
    "power": "REAL_POWER(_a, _b)",
    "length": "LENGTH(_a)",
    "upper": "ASCII_UPPER(_a)",
    "lower": "ASCII_LOWER(_a)",
    "trim": "TRIM(_a, ' ')",
    "ltrim": "LTRIM(_a, ' ')",
    "rtrim": "RTRIM(_a, ' ')",
    "substr": "SUBSTRING(_all)",
    "left": "LEFT(_a, _b)",
    "right": "RIGHT(_a, _b)",
    "contains": "CONTAINS(_a, _b)",
    "starts_with": "STARTS_WITH(_a, _b)",
    "ends_with": "ENDS_WITH(_a, _b)",
    "split_part": "SPLIT_PART(_a, _b, _c)",
    "lpad": "CASE WHEN LENGTH(_a) >= _b THEN _a ELSE LPAD(_a, _b, _c) END",
    "add_days": _later(
        "CALENDAR_DATE(_a + CAST(_b AS INTEGER))",
        "CALENDAR_TIME(_a + TO_DAYS(CAST(_b AS INTEGER)))",
    ),
    "add_months": _later(
        "CALENDAR_DATE(CAST(_a + TO_MONTHS(CAST(_b AS INTEGER)) AS DATE))",
        "CALENDAR_TIME(_a + TO_MONTHS(CAST(_b AS INTEGER)))",
    ),
    "add_seconds": _later("", "CALENDAR_TIME(_a + TO_SECONDS(_b))"),
    "days_between": "_b - _a",
    "months_between": "(YEAR(_b) - YEAR(_a)) * 12 + MONTH(_b) - MONTH(_a)",
    "seconds_between": "WHOLE_SECONDS(EPOCH_US(_b) - EPOCH_US(_a))",
    "trunc_year": _trunc("year"),
    "trunc_quarter": _trunc("quarter"),
    "trunc_month": _trunc("month"),
    "trunc_week": _trunc("week"),
    "trunc_day": _trunc("day"),
    "trunc_hour": "DATE_TRUNC('hour', _a)",
    "trunc_minute": "DATE_TRUNC('minute', _a)",
    "year": "YEAR(_a)",
    "quarter": "QUARTER(_a)",
    "month": "MONTH(_a)",
    "week": "WEEK(_a)",
    "day": "DAY(_a)",
    "day_of_week": "ISODOW(_a)",
    "day_of_year": "DAYOFYEAR(_a)",
    "hour": "HOUR(_a)",
    "minute": "MINUTE(_a)",
    "second": "SECOND(_a)",
}

_SUM: dict[Kind | int, str] = {
    Kind.INT64: "CAST(SUM(_a) AS BIGINT)",
    Kind.DECIMAL: "SUM(_a)",
    Kind.FLOAT64: _float("SUM(_a)"),
}
#: The exact sum by the count: AVG of integers is off by a bit now and then.
_AVG: dict[Kind | int, str] = {
    Kind.INT64: "CAST(CAST(SUM(_a) AS BIGINT) AS DOUBLE) / COUNT(_a)",
    Kind.DECIMAL: "CAST(SUM(_a) AS DOUBLE) / COUNT(_a)",
    Kind.FLOAT64: _float("AVG(_a)"),
}

AGGREGATES: dict[str, Lowering] = {
    **standard.AGGREGATES,
    "count_if": "COUNT(*) FILTER (WHERE _a)",
    "sum": _SUM,
    "avg": _AVG,
    "any": "BOOL_OR(_a)",
    "all": "BOOL_AND(_a)",
    "median": "MEDIAN(_a)",
    "quantile": "QUANTILE_CONT(_a, _b)",
    "stddev_samp": _float("STDDEV_SAMP(_a)"),
    "stddev_pop": _float("STDDEV_POP(_a)"),
    "var_samp": _float("VAR_SAMP(_a)"),
    "var_pop": _float("VAR_POP(_a)"),
    "first": "FIRST(_a)",
    "last": "LAST(_a)",
    "string_agg": "STRING_AGG(_a, _b)",
}


def _over(template: str) -> str:
    """The aggregate's template as a window call."""
    for call in ("SUM(_a)", "COUNT(_a)", "AVG(_a)"):
        template = template.replace(call, f"{call} OVER _w")
    return template


WINDOWS: dict[str, Lowering] = {
    **standard.WINDOWS,
    "sum": {kind: _over(template) for kind, template in _SUM.items()},
    "avg": {kind: _over(template) for kind, template in _AVG.items()},
}
