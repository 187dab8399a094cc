"""How MariaDB spells aggregates and window calls."""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.sql import standard, trees
from speccc.backends.sql.dialects.mariadb.functions import within
from speccc.backends.sql.engine import Lowering, Site, Trees
from speccc.backends.sql.moving import moving_floats
from speccc.ir.expr import Literal
from speccc.types import Kind

#: The sum of halves, doubled: it ends the run where the sum is infinite.
_TWICE_HALF = "SUM(_a * 0.5e0){over} * 2e0"


def _sum(over: str = "") -> Lowering:
    sum = f"SUM(_a){over}"

    def build(site: Site, operands: Trees) -> exp.Expr:
        match site.type.kind:
            case Kind.INT64:
                return site.fill(f"CAST({sum} AS SIGNED)", *operands)
            case Kind.FLOAT64:
                return site.fill(f"FINITE({sum}, {_TWICE_HALF.format(over=over)})", *operands)
            case _:
                return within(site, site.fill(sum, *operands))

    return build


def _avg(over: str = "") -> Lowering:
    """The exact sum by the count: AVG of integers has four digits."""
    exact = f"CAST({{}} AS DOUBLE) / COUNT(_a){over}"
    whole, sum = f"CAST(SUM(_a){over} AS SIGNED)", f"SUM(_a){over}"
    return {
        Kind.INT64: exact.format(whole),
        Kind.DECIMAL: exact.format(sum),
        Kind.FLOAT64: f"FINITE(AVG(_a){over}, {_TWICE_HALF.format(over=over)} / COUNT(_a){over})",
    }


def _finite(template: str) -> str:
    """The largest float64 is taken for infinity: who measures spread does not come to just it."""
    return f"FINITE({template}, {template} * 2e0)"


#: The longest text of a number: the server keeps less room than it needs for what it computes.
_LONGEST = {Kind.INT64: 20, Kind.FLOAT64: 64, Kind.DECIMAL: 41}


def _one(site: Site, operands: Trees) -> exp.Expr:
    """The first row's value as a text: of all aggregates only GROUP_CONCAT has an order. It leaves
    out NULLs, so that a value has a sign before it, and a NULL is what has none.
    """
    longest = _LONGEST.get(site.type.kind)
    value = f"CAST(_a AS CHAR({longest}))" if longest else "_a"
    text = site.fill(f"COALESCE('=' || {value}, '')", *operands)
    one = exp.GroupConcat(this=exp.Limit(this=text, expression=trees.number(1)))
    found = site.fill("SUBSTR(NULLIF(_a, ''), 2)", one)
    return found if site.type.kind is Kind.TEXT else site.engine.cast(found, site.type)


def _string_agg(site: Site, operands: Trees) -> exp.Expr:
    """A separator has to be one literal, also with signs that would break a line of the script."""
    separator = operands[1]
    if not isinstance(separator, exp.Literal):
        argument = site.args[1]
        assert isinstance(argument, Literal)
        separator = exp.HexString(this=str(argument.value).encode().hex())
    return exp.GroupConcat(this=operands[0], separator=separator)


def ordered(function: str, tree: exp.Expr, keys: list[exp.Expr]) -> exp.Expr:
    """The tree of an ordered aggregate with its order; the last row is the first from behind."""
    if function == "last":
        for key in keys:
            key.set("desc", not key.args.get("desc"))
    call = tree if isinstance(tree, exp.GroupConcat) else tree.find(exp.GroupConcat)
    assert call is not None
    holder = call.this if isinstance(call.this, exp.Limit) else call
    holder.set("this", exp.Order(this=holder.this, expressions=keys))
    return tree


#: The values in their order, and one of them by its number.
_SORTED = "GROUP_CONCAT(_a ORDER BY _a SEPARATOR ' ')"
_NTH = f"CAST(SUBSTRING_INDEX(SUBSTRING_INDEX({_SORTED}, ' ', {{}}), ' ', -1) AS DOUBLE)"


def _quantile(share: str) -> str:
    """Between two values, whose distance can be infinite; behind the last one is itself again."""
    place = f"(COUNT(_a) - 1) * {share}"
    way = f"({place} - FLOOR({place}))"
    below, above = _NTH.format(f"FLOOR({place}) + 1"), _NTH.format(f"FLOOR({place}) + 2")
    return f"{below} * (1 - {way}) + {above} * {way}"


AGGREGATES: dict[str, Lowering] = {
    **standard.AGGREGATES,
    "count_if": "COUNT(CASE WHEN _a THEN 1 END)",
    "sum": _sum(),
    "avg": _avg(),
    "any": "MAX(_a)",
    "all": "MIN(_a)",
    "median": _quantile("0.5e0"),
    "quantile": _quantile("_b"),
    "stddev_samp": _finite("STDDEV_SAMP(_a)"),
    "stddev_pop": _finite("STDDEV_POP(_a)"),
    "var_samp": _finite("VAR_SAMP(_a)"),
    "var_pop": _finite("VAR_POP(_a)"),
    "first": _one,
    "last": _one,
    "string_agg": _string_agg,
}


def _neighbour(function: str, missing: str) -> Lowering:
    """LAG and LEAD take no third argument."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        x, *rest = operands
        call = site.fill(f"{function}(_all) OVER _w", x, *rest[:1])
        if len(rest) < 2:
            return call
        template = f"CASE WHEN {missing} THEN _b ELSE _c END"
        return site.fill(template, rest[0], rest[1], call)

    return build


def _moving(lowering: Lowering, whole: str) -> Lowering:
    """`whole` is made of the sum of the floats of a moving frame, and of one of them."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        rows = moving_floats(site.args[0], site.frame)
        if rows is None:
            return site.engine.apply(lowering, site, operands)
        total = trees.chain(exp.Add, [_in_row(site, row, operands[0]) for row in rows])
        return site.fill(whole, total, operands[0])

    return build


def _in_row(site: Site, row: int, operand: exp.Expr) -> exp.Expr:
    """The value so many rows after this one; 0 where there is none."""
    if row == 0 and not site.args[0].nullable:
        return operand
    function = "LAG" if row < 0 else "LEAD"
    value = f"{function}(_a, {abs(row)}) OVER _w" if row else "_a"
    return site.fill(f"COALESCE({value}, 0e0)", operand)


_WINDOW_LAST = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"

WINDOWS: dict[str, Lowering] = {
    **standard.WINDOWS,
    "sum": _moving(_sum(" OVER _w"), "CASE WHEN COUNT(_b) OVER _w > 0 THEN _a END"),
    "avg": _moving(_avg(" OVER _w"), "_a / NULLIF(COUNT(_b) OVER _w, 0)"),
    "lag": _neighbour("LAG", "ROW_NUMBER() OVER _w <= _a"),
    "lead": _neighbour("LEAD", f"COUNT(*) OVER (_w {_WINDOW_LAST}) <= _a"),
}
