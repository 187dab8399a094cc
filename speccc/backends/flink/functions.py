"""How Flink spells operators and functions, and which it does not build.

In each form, the lowerings and the refusals together are the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from speccc.backends.flink.conversions import DATE_OF_TIME
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.intervals import MOST_SECONDS, interval
from speccc.backends.sql import standard, trees
from speccc.backends.sql.engine import Builder, Lowering, Site, Trees
from speccc.functions.model import Form
from speccc.ir.expr import Call, Expr, Literal
from speccc.types import Kind, Type, decimal
from speccc.types.model import MAX_PRECISION

_ROUND_AWAY = "SIGN(_a) * FLOOR(ABS(_a) * _b + 0.5e0) / _b"
_ORDERED = ("less", "less_equal", "greater", "greater_equal")
#: See `by_code_point`.
_BYTES = "SUBSTRING(_a, 1)"
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


def _arithmetic(symbol: str) -> Callable[[Site, Trees], exp.Expr]:
    template = f"_a {symbol} _b"

    def build(site: Site, operands: Trees) -> exp.Expr:
        tree = site.fill(template, *operands)
        if site.type.kind is not Kind.DECIMAL:
            return tree
        natural = flink_decimal(symbol, site.args[0].type, site.args[1].type)
        return tree if natural == site.type else site.engine.cast(tree, site.type)

    return build


def flink_decimal(symbol: str, a: Type, b: Type) -> Type:
    """The type that Flink gives a sum, difference or product of decimals.

    Beyond 38 digits it cuts the scale, though not below 6.
    """
    if symbol == "*":
        precision, scale = a.precision + b.precision + 1, a.scale + b.scale
    else:
        scale = max(a.scale, b.scale)
        precision = max(a.precision - a.scale, b.precision - b.scale) + scale + 1
    if precision <= MAX_PRECISION:
        return decimal(precision, scale)
    return decimal(MAX_PRECISION, max(MAX_PRECISION - (precision - scale), min(scale, 6)))


_PRODUCT = _arithmetic("*")


def _multiply(site: Site, operands: Trees) -> exp.Expr:
    """A product of which Flink would cut fraction digits is one of whole numbers, to which the
    point comes back as a text's exponent.
    """
    left, right = (arg.type for arg in site.args)
    if site.type.kind is not Kind.DECIMAL or keeps_scale("*", left, right):
        return _PRODUCT(site, operands)
    whole = [
        site.fill(f"CAST(REPLACE(CAST(_a AS STRING), '.', '') AS DECIMAL({type.precision}, 0))", x)
        for x, type in zip(operands, (left, right), strict=True)
    ]
    to, scale = site.engine.type_name(site.type), site.type.scale
    return site.fill(f"CAST(CONCAT(CAST(_a * _b AS STRING), 'E-{scale}') AS {to})", *whole)


def keeps_scale(symbol: str, a: Type, b: Type) -> bool:
    """Whether Flink gives a sum, difference or product of decimals all their fraction digits."""
    exact = a.scale + b.scale if symbol == "*" else max(a.scale, b.scale)
    return flink_decimal(symbol, a, b).scale == exact


def _divide(site: Site, operands: Trees) -> exp.Expr:
    return site.fill("_a / _b", operands[0], standard.nonzero(site, operands[1]))


def _mod(site: Site, operands: Trees) -> exp.Expr:
    """MOD has the type of its divisor, and a bare number is an INT, of which a product wraps."""
    template = "CAST(MOD(_a, _b) AS BIGINT)" if isinstance(site.args[1], Literal) else "MOD(_a, _b)"
    return site.fill(template, operands[0], standard.nonzero(site, operands[1]))


def _comparison(name: str) -> Builder:
    """Nothing wraps in a comparison, so that a remainder may stay the INT that it is."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        narrow = tuple(
            tree.this if isinstance(tree, exp.Cast) and _is_rest(arg) else tree
            for arg, tree in zip(site.args, operands, strict=True)
        )
        return site.engine.apply(standard.SCALARS[name], site, narrow)

    return build


def _ordering(lowering: Lowering) -> Builder:
    """Of several texts that are put in order, all but one are taken `by_code_point`."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        pairs = list(zip(site.args, operands, strict=True))
        apart = [tree for arg, tree in pairs if not _is_plain(arg)]
        apart.sort(key=lambda tree: tree.find(exp.Column) is None)  # Flink computes with constants
        parts = {tree: by_code_point(tree) for tree in apart[:-1]}
        return site.engine.apply(lowering, site, tuple(parts.get(t, t) for t in operands))

    return build


def by_code_point(text: exp.Expr) -> exp.Expr:
    """A text in the order of its code points: two that Java holds are in that of UTF-16 in Flink
    (2.3.0), but not a part of one, which is bytes.
    """
    return trees.fill(_BYTES, Flink, text)


def _is_plain(arg: Expr) -> bool:
    """Whether it is no text, or one of which the order is the same in UTF-16."""
    if arg.type.kind is not Kind.TEXT:
        return True
    return isinstance(arg, Literal) and all(char < "\ud800" for char in str(arg.value))


def _is_rest(arg: Expr) -> bool:
    return isinstance(arg, Call) and arg.function == "mod"


def _round(site: Site, operands: Trees) -> exp.Expr:
    x, source = operands[0], site.args[0].type
    digits = site.args[1] if len(site.args) > 1 else None
    places = digits.value if isinstance(digits, Literal) and isinstance(digits.value, int) else 0
    match source.kind:
        case Kind.FLOAT64:
            return site.fill(_ROUND_AWAY, x, trees.float64(10.0**places))
        case Kind.DECIMAL if places < source.scale:
            return site.engine.cast(site.fill("ROUND(_a, _b)", x, trees.number(places)), site.type)
        case _:
            return x


def _of_day(template: str) -> Lowering:
    """Of a time by way of its date: the parts of one before 1970 are wrong in Flink (2.3.0)."""
    return {Kind.DATE: template, Kind.TIMESTAMP: template.replace("_a", DATE_OF_TIME)}


def _add_seconds(site: Site, operands: Trees) -> exp.Expr:
    """A number that is known, and not too large, is an interval: by that Flink sees bounds between
    two clocks.
    """
    seconds = site.args[1]
    number = seconds.value if isinstance(seconds, Literal) else None
    if not isinstance(number, int) or abs(number) > MOST_SECONDS:
        return site.fill(
            "TIMESTAMPADD(SECOND, CAST(MOD(_b, 86400) AS INT),"
            " TIMESTAMPADD(DAY, CAST(_b / 86400 AS INT), _a))",
            *operands,
        )
    symbol = "-" if number < 0 else "+"
    return site.fill(f"_a {symbol} _b", operands[0], interval(abs(number)))


def _seconds_between(site: Site, operands: Trees) -> exp.Expr:
    """Of days and of times of day: Flink's own difference is an INT, and cuts towards 0."""
    days = site.fill(f"TIMESTAMPDIFF(DAY, {DATE_OF_TIME}, {_DATE_OF_OTHER})", *operands)
    before, after = (site.fill(_SECOND_OF_DAY, tree) for tree in operands)
    fraction = "CASE WHEN DATE_FORMAT(_b, 'SSSSSS') < DATE_FORMAT(_a, 'SSSSSS') THEN 1 ELSE 0 END"
    seconds = site.fill("CAST(_a AS BIGINT) * 86400 + (_b) - (_c)", days, after, before)
    return site.fill("_a - _b", seconds, site.fill(fraction, *operands))


def _split_part(site: Site, operands: Trees) -> exp.Expr:
    """Flink counts from 0, and gives NULL for a part that is not there."""
    part = site.fill("SPLIT_INDEX(_a, _b, CAST(_c AS INT) - 1)", *operands)
    if not any(arg.nullable for arg in site.args):
        return site.fill("COALESCE(_a, '')", part)
    pairs = zip(site.args, operands, strict=True)
    known = [site.fill("_a IS NOT NULL", tree) for arg, tree in pairs if arg.nullable]
    return exp.Case(
        ifs=[exp.If(this=trees.all_of(known), true=site.fill("COALESCE(_a, '')", part))]
    )


def _trunc(of_date: str) -> Lowering:
    """The first day of a unit, by the template for a date."""
    of_time = of_date.replace("_a", DATE_OF_TIME)
    return {Kind.DATE: of_date, Kind.TIMESTAMP: f"CAST({of_time} AS TIMESTAMP(6))"}


_NEW_YEAR = "CAST(LEFT(CAST(_a AS STRING), 4) || '-01-01' AS DATE)"
_FIRST = "CAST(LEFT(CAST(_a AS STRING), 7) || '-01' AS DATE)"
_OF_QUARTER = f"TIMESTAMPADD(MONTH, -MOD(MONTH(_a) + 2, 3), {_FIRST})"
#: Day 1 of the calendar was a Monday.
_MONDAY = "TIMESTAMPADD(DAY, -MOD(TIMESTAMPDIFF(DAY, DATE '0001-01-01', _a), 7), _a)"
_DATE_OF_OTHER = DATE_OF_TIME.replace("_a", "_b")
#: The parts of the time of day stand in its text, for the same reason.
_HOUR, _MINUTE, _SECOND = (
    f"CAST(DATE_FORMAT(_a, '{part}') AS BIGINT)" for part in ("HH", "mm", "ss")
)
_SECOND_OF_DAY = f"{_HOUR} * 3600 + {_MINUTE} * 60 + {_SECOND}"

SCALARS: dict[str, Lowering] = {
    **standard.SCALARS,
    **{name: _comparison(name) for name in ("equal", "not_equal")},
    **{name: _ordering(_comparison(name)) for name in _ORDERED},
    **{name: _ordering(standard.SCALARS[name]) for name in ("greatest", "least")},
    "add": _arithmetic("+"),
    "subtract": _arithmetic("-"),
    "multiply": _multiply,
    "divide": _divide,
    "div": _divide,
    "mod": _mod,
    "sign": "CAST(SIGN(_a) AS BIGINT)",
    "round": _round,
    "floor": standard.to_whole("FLOOR"),
    "ceil": standard.to_whole("CEIL"),
    "sqrt": "CASE WHEN _a >= 0 THEN SQRT(_a) END",
    "ln": "CASE WHEN _a > 0 THEN LN(_a) END",
    "exp": "EXP(_a)",
    "power": f"CASE WHEN {standard.REAL} THEN POWER(_a, _b) END",
    "length": "CAST(CHAR_LENGTH(_a) AS BIGINT)",
    "upper": f"TRANSLATE(_a, '{_LOWER}', '{_UPPER}')",
    "lower": f"TRANSLATE(_a, '{_UPPER}', '{_LOWER}')",
    "trim": "BTRIM(_a, ' ')",
    "ltrim": "LTRIM(_a, ' ')",
    "rtrim": "RTRIM(_a, ' ')",
    "lpad": "REPEAT(_c, CAST(_b - CHAR_LENGTH(_a) AS INT)) || _a",
    "contains": "INSTR(_a, _b) > 0",
    "starts_with": "STARTSWITH(_a, _b)",
    "ends_with": "ENDSWITH(_a, _b)",
    "left": "LEFT(_a, CAST(_b AS INT))",
    "right": "RIGHT(_a, CAST(_b AS INT))",
    "add_days": "TIMESTAMPADD(DAY, CAST(_b AS INT), _a)",
    "add_months": "TIMESTAMPADD(MONTH, CAST(_b AS INT), _a)",
    "trunc_year": _trunc(_NEW_YEAR),
    "trunc_quarter": _trunc(_OF_QUARTER),
    "trunc_month": _trunc(_FIRST),
    "trunc_week": _trunc(_MONDAY),
    "trunc_day": _trunc("_a"),
    "trunc_hour": "CAST(DATE_FORMAT(_a, 'yyyy-MM-dd HH') || ':00:00' AS TIMESTAMP(6))",
    "trunc_minute": "CAST(DATE_FORMAT(_a, 'yyyy-MM-dd HH:mm') || ':00' AS TIMESTAMP(6))",
    "days_between": "CAST(TIMESTAMPDIFF(DAY, _a, _b) AS BIGINT)",
    "months_between": "(YEAR(_b) - YEAR(_a)) * 12 + MONTH(_b) - MONTH(_a)",
    "year": _of_day("YEAR(_a)"),
    "month": _of_day("MONTH(_a)"),
    "quarter": _of_day("QUARTER(_a)"),
    "week": _of_day("WEEK(_a)"),
    "day": _of_day("DAYOFMONTH(_a)"),
    "day_of_week": _of_day("CAST(MOD(DAYOFWEEK(_a) + 5, 7) + 1 AS BIGINT)"),
    "day_of_year": _of_day("DAYOFYEAR(_a)"),
    "hour": _HOUR,
    "minute": _MINUTE,
    "second": _SECOND,
    "add_seconds": _add_seconds,
    "seconds_between": _seconds_between,
    "substr": {
        2: "SUBSTRING(_a, CAST(_b AS INT))",
        3: "SUBSTRING(_a, CAST(_b AS INT), CAST(_c AS INT))",
    },
    "split_part": _split_part,
}


def _of_two(template: str) -> str:
    """Of one value that cannot be NULL, Flink's (2.3.0) is -1."""
    return f"CASE WHEN COUNT(_a) > 1 THEN {template} END"


_AVG = "CAST(SUM(_a) AS DOUBLE) / COUNT(_a)"

AGGREGATES: dict[str, Lowering] = {
    **standard.AGGREGATES,
    "count_if": "COUNT(*) FILTER (WHERE _a)",
    "sum": "SUM(_a)",
    "avg": _AVG,
    "min": {Kind.TEXT: f"MIN({_BYTES})", 1: "MIN(_a)"},
    "max": {Kind.TEXT: f"MAX({_BYTES})", 1: "MAX(_a)"},
    "any": "CASE WHEN COUNT(_a) > 0 THEN COUNT(*) FILTER (WHERE _a) > 0 END",
    "all": "CASE WHEN COUNT(_a) > 0 THEN COUNT(*) FILTER (WHERE NOT _a) = 0 END",
    "median": "PERCENTILE(_a, 0.5e0)",
    "quantile": "PERCENTILE(_a, _b)",
    "stddev_samp": _of_two("STDDEV_SAMP(_a)"),
    "stddev_pop": "STDDEV_POP(_a)",
    "var_samp": _of_two("VAR_SAMP(_a)"),
    "var_pop": "VAR_POP(_a)",
}


def _shifted(function: str) -> Lowering:
    """A default is beside the call: in it, Flink (2.3.0) takes a computed value for one that is
    never NULL, and makes another of NULL. It is typed, as on a stream it has to be.
    """

    def build(site: Site, operands: Trees) -> exp.Expr:
        shifted = site.fill(f"{function}(_all) OVER _w", *operands[:2])
        if len(operands) < 3:
            return shifted
        there = site.fill(f"{function}(1, _b) OVER _w", *operands[:2])
        default = site.engine.cast(operands[2], site.type)
        return site.fill("CASE WHEN _a IS NULL THEN _b ELSE _c END", there, default, shifted)

    return build


def _ntile(site: Site, operands: Trees) -> exp.Expr:
    """The number without its type, if it has one: NTILE takes a bare one only."""
    [number] = (tree.find(exp.Literal) for tree in operands)
    assert number is not None
    return site.fill("NTILE(_a) OVER _w", number.copy())


WINDOWS: dict[str, Lowering] = {
    name: lowering
    for name, lowering in {
        **standard.WINDOWS,
        "sum": "SUM(_a) OVER _w",
        "avg": "CAST(SUM(_a) OVER _w AS DOUBLE) / COUNT(_a) OVER _w",
        "ntile": _ntile,
        "lag": _shifted("LAG"),
        "lead": _shifted("LEAD"),
    }.items()
    if name not in ("first", "last")
}

LOWERINGS = {Form.SCALAR: SCALARS, Form.AGGREGATE: AGGREGATES, Form.WINDOW: WINDOWS}

#: Why not, by form and name.
REFUSALS: dict[Form, dict[str, str]] = {
    Form.SCALAR: {},
    Form.AGGREGATE: {
        "first": "Flink's FIRST_VALUE skips NULL",
        "last": "Flink's LAST_VALUE skips NULL",
        "string_agg": "Flink's LISTAGG takes no order",
    },
    Form.WINDOW: {
        "first": "Flink's FIRST_VALUE skips NULL",
        "last": "Flink's LAST_VALUE skips NULL",
    },
}
