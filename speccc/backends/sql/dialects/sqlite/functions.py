"""How SQLite spells operators and functions."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.dialects.sqlite.conversions import MIDNIGHT
from speccc.backends.sql.engine import Lowering, Site, Trees
from speccc.ir.expr import Literal
from speccc.types import Kind

_DAY = "SUBSTR(_a, 1, 10)"


def _arithmetic(symbol: str) -> Lowering:
    template = f"_a {symbol} _b"

    def build(site: Site, operands: Trees) -> exp.Expr:
        if site.type.kind is Kind.FLOAT64:
            return site.fill(f"FINITE({template})", *operands)
        return site.fill(f"WHOLE({template})", *map(_unchecked, operands))

    return build


def _unchecked(operand: exp.Expr) -> exp.Expr:
    """An operand of integer arithmetic need not be checked itself: a float stays one."""
    if isinstance(operand, exp.Anonymous) and operand.this == "WHOLE":
        return operand.expressions[0]
    return operand


def _round(site: Site, operands: Trees) -> exp.Expr:
    if site.type.kind is Kind.INT64:
        return operands[0]
    digits = site.args[1] if len(site.args) > 1 else None
    places = digits.value if isinstance(digits, Literal) and isinstance(digits.value, int) else 0
    return site.fill("ROUND_AWAY(_a, _b)", operands[0], trees.float64(10.0**places))


def _like(site: Site, operands: Trees) -> exp.Expr:
    """GLOB, because LIKE takes a letter for its capital."""
    pattern = getattr(site.args[1], "value", "")
    return site.fill("_a GLOB _b", operands[0], trees.text(_glob(str(pattern))))


def _glob(pattern: str) -> str:
    found, escaped = "", False
    for sign in pattern:
        if sign == "\\" and not escaped:
            escaped = True
            continue
        wild = {"%": "*", "_": "?"} if not escaped else {}
        found += wild.get(sign) or (f"[{sign}]" if sign in "*?[" else sign)
        escaped = False
    return found


def _by_kind(day: str, time: str) -> Lowering:
    return {Kind.DATE: day, Kind.TIMESTAMP: time}


def _to(start: str) -> Lowering:
    """The start of a unit, as a date or as its midnight."""
    return _by_kind(start, f"{start} || {MIDNIGHT}")


SCALARS: dict[str, Lowering] = {
    **standard.SCALARS,
    "add": _arithmetic("+"),
    "subtract": _arithmetic("-"),
    "multiply": _arithmetic("*"),
    "divide": "FINITE(_a / _b)",
    "negate": {Kind.INT64: "WHOLE(-_a)", Kind.FLOAT64: "-_a"},
    "like": _like,
    "greatest": "MAX(_all)",
    "least": "MIN(_all)",
    "sign": "(_a > 0) - (_a < 0)",
    "round": _round,
    "floor": {Kind.INT64: "_a", Kind.FLOAT64: "CUT(_a) - (_a < CUT(_a))"},
    "ceil": {Kind.INT64: "_a", Kind.FLOAT64: "CUT(_a) + (_a > CUT(_a))"},
    "div": "WHOLE(_a / _b)",
    "mod": "_a % _b",
    "length": "LENGTH(_a)",
    "upper": "UPPER(_a)",
    "lower": "LOWER(_a)",
    "trim": "TRIM(_a, ' ')",
    "ltrim": "LTRIM(_a, ' ')",
    "rtrim": "RTRIM(_a, ' ')",
    "substr": "SUBSTR(_all)",
    "left": "SUBSTR(_a, 1, _b)",
    "right": "SUBSTR(_a, MAX(LENGTH(_a) - _b, 0) + 1)",
    "contains": "INSTR(_a, _b) > 0",
    "starts_with": "SUBSTR(_a, 1, LENGTH(_b)) = _b",
    "ends_with": "SUBSTR(_a, MAX(LENGTH(_a) - LENGTH(_b), 0) + 1) = _b",
    "add_days": _by_kind(
        "CALENDAR(DATE(_a, _b || ' days'), _a || _b)",
        f"CALENDAR(DATE({_DAY}, _b || ' days') || SUBSTR(_a, 11), _a || _b)",
    ),
    "add_months": _by_kind(
        "CALENDAR(MONTHS_LATER(_a, _b), _a || _b)",
        f"CALENDAR(MONTHS_LATER({_DAY}, _b) || SUBSTR(_a, 11), _a || _b)",
    ),
    "add_seconds": "CALENDAR(STRFTIME('%Y-%m-%d %H:%M:%S', SUBSTR(_a, 1, 19), _b || ' seconds')"
    " || SUBSTR(_a, 20), _a || _b)",
    "days_between": "CAST(JULIANDAY(_b) - JULIANDAY(_a) AS INTEGER)",
    "months_between": "(PART(_b, 1, 4) - PART(_a, 1, 4)) * 12 + PART(_b, 6, 2) - PART(_a, 6, 2)",
    "seconds_between": "SECOND_OF(_b) - SECOND_OF(_a) - (SUBSTR(_b, 20) < SUBSTR(_a, 20))",
    "trunc_year": _to("SUBSTR(_a, 1, 5) || '01-01'"),
    "trunc_quarter": _to(
        "SUBSTR(_a, 1, 5) || TWO_DIGITS((PART(_a, 6, 2) - 1) / 3 * 3 + 1) || '-01'"
    ),
    "trunc_month": _to("SUBSTR(_a, 1, 8) || '01'"),
    "trunc_week": _to(f"DATE({_DAY}, '-6 days', 'weekday 1')"),
    "trunc_day": _to(_DAY),
    "trunc_hour": "SUBSTR(_a, 1, 13) || ':00:00.000000'",
    "trunc_minute": "SUBSTR(_a, 1, 16) || ':00.000000'",
    "year": "PART(_a, 1, 4)",
    "quarter": "(PART(_a, 6, 2) + 2) / 3",
    "month": "PART(_a, 6, 2)",
    "week": f"ISO_WEEK({_DAY})",
    "day": "PART(_a, 9, 2)",
    "day_of_week": f"(STRFTIME('%w', {_DAY}) + 6) % 7 + 1",
    "day_of_year": f"CAST(STRFTIME('%j', {_DAY}) AS INTEGER)",
    "hour": "PART(_a, 12, 2)",
    "minute": "PART(_a, 15, 2)",
    "second": "PART(_a, 18, 2)",
}

_SUM: dict[Kind | int, str] = {Kind.INT64: "SUM(_a)", Kind.FLOAT64: "FINITE(SUM(_a))"}
_AVG: dict[Kind | int, str] = {
    Kind.INT64: "CAST(SUM(_a) AS REAL) / COUNT(_a)",
    Kind.FLOAT64: "FINITE(SUM(_a)) / COUNT(_a)",
}

AGGREGATES: dict[str, Lowering] = {
    **standard.AGGREGATES,
    "count_if": "COUNT(*) FILTER (WHERE _a)",
    "sum": _SUM,
    "avg": _AVG,
    "any": "MAX(_a)",
    "all": "MIN(_a)",
}


def _over(template: str) -> str:
    """The aggregate's template as a window call."""
    for call in ("SUM(_a)", "COUNT(_a)"):
        template = template.replace(call, f"{call} OVER _w")
    return template


WINDOWS: dict[str, Lowering] = {
    **standard.WINDOWS,
    "sum": {kind: _over(template) for kind, template in _SUM.items()},
    "avg": {kind: _over(template) for kind, template in _AVG.items()},
}
