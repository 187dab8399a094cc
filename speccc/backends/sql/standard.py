"""Spellings that are right on every SQL engine: what a dialect starts from."""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Conversion, Engine, Lowering, Site, Trees
from speccc.ir.expr import Literal
from speccc.types import Kind, Type, decimal


def decimal_to_text(template: str) -> Conversion:
    """The template, over a type that has a digit before the point: engines write one, or make
    room for one, only then.
    """

    def convert(tree: exp.Expr, source: Type, to: Type, engine: Engine) -> exp.Expr:
        if source.precision == source.scale:
            tree = engine.cast(tree, decimal(source.scale + 1, source.scale))
        return trees.fill(template, engine.glot, tree)

    return convert


def nonzero(site: Site, divisor: exp.Expr) -> exp.Expr:
    """A divisor that is NULL instead of 0; a literal one speaks for itself."""
    argument = site.args[1]
    if isinstance(argument, Literal) and argument.value:
        return divisor
    return site.fill("NULLIF(_a, 0)", divisor)


def _connected(kind: type[exp.Connector]) -> Lowering:
    def build(_: Site, operands: Trees) -> exp.Expr:
        return trees.chain(kind, operands)

    return build


def _in(_: Site, operands: Trees) -> exp.Expr:
    first, *rest = operands
    return trees.bracketed(exp.In(this=first, expressions=rest))


def _like(site: Site, operands: Trees) -> exp.Expr:
    r"""Without `\` in the pattern there is nothing to escape."""
    escaped = "\\" in str(getattr(site.args[1], "value", ""))
    template = r"_a LIKE _b ESCAPE '\'" if escaped else "_a LIKE _b"
    return site.fill(template, *operands)


def _extreme(function: str) -> Lowering:
    """NULL if any argument is: engines skip NULLs, or not, as they like. Each argument once: DuckDB
    cannot copy a plan in which one is repeated.
    """

    def build(site: Site, operands: Trees) -> exp.Expr:
        once = dict(zip(operands, site.args, strict=True))
        if len(once) == 1:
            return operands[0]
        chosen = site.fill(f"{function}(_all)", *once)
        guards = [site.fill("_a IS NOT NULL", tree) for tree, arg in once.items() if arg.nullable]
        if not guards:
            return chosen
        return exp.Case(ifs=[exp.If(this=reduce(_and, guards), true=chosen)])

    return build


def _and(a: exp.Expr, b: exp.Expr) -> exp.Expr:
    return trees.chain(exp.And, (a, b))


#: Where a power is a real number.
REAL = "(_a <> 0 OR _b >= 0) AND (_a >= 0 OR _b = FLOOR(_b))"


def to_whole(function: str, of_float: str = "{}(_a)") -> Lowering:
    """Floor and ceil; a decimal is given its type, which engines make wider."""

    def build(site: Site, operands: Trees) -> exp.Expr:
        match site.type.kind:
            case Kind.INT64:
                return operands[0]
            case Kind.FLOAT64:
                return site.fill(of_float.format(function), operands[0])
            case _:
                return site.engine.cast(site.fill(f"{function}(_a)", operands[0]), site.type)

    return build


#: By name of the catalogue.
SCALARS: dict[str, Lowering] = {
    "negate": "-_a",
    "concat": "_a || _b",
    "equal": "_a = _b",
    "not_equal": "_a <> _b",
    "less": "_a < _b",
    "less_equal": "_a <= _b",
    "greater": "_a > _b",
    "greater_equal": "_a >= _b",
    "and": _connected(exp.And),
    "or": _connected(exp.Or),
    "not": "NOT _a",
    "is_null": "_a IS NULL",
    "is_not_null": "_a IS NOT NULL",
    "in": _in,
    "like": _like,
    "coalesce": "COALESCE(_all)",
    "nullif": "NULLIF(_a, _b)",
    "same": "_a IS NOT DISTINCT FROM _b",
    "greatest": _extreme("GREATEST"),
    "least": _extreme("LEAST"),
    "abs": "ABS(_a)",
    "replace": "REPLACE(_all)",
}

AGGREGATES: dict[str, Lowering] = {
    "count": {0: "COUNT(*)", 1: "COUNT(_a)"},
    "count_distinct": "COUNT(DISTINCT _a)",
    "min": "MIN(_a)",
    "max": "MAX(_a)",
}

WINDOWS: dict[str, Lowering] = {
    "count": {0: "COUNT(*) OVER _w", 1: "COUNT(_a) OVER _w"},
    "min": "MIN(_a) OVER _w",
    "max": "MAX(_a) OVER _w",
    "row_number": "ROW_NUMBER() OVER _w",
    "rank": "RANK() OVER _w",
    "dense_rank": "DENSE_RANK() OVER _w",
    "ntile": "NTILE(_a) OVER _w",
    "lag": "LAG(_all) OVER _w",
    "lead": "LEAD(_all) OVER _w",
    "first": "FIRST_VALUE(_a) OVER (_w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
    "last": "LAST_VALUE(_a) OVER (_w ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)",
}
