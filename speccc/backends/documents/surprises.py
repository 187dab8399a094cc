"""What may surprise somebody who knows the engine: only what this pipeline meets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from speccc.backends import used
from speccc.ir import rel
from speccc.ir.expr import Aggregate, Call, Expr, WindowCall, walk
from speccc.types import Kind

_FUNCTIONS: dict[str, str] = {
    "divide": "`/` gives a float64, and NULL where the divisor is 0.",
    "div": "`div` cuts towards 0, and is NULL where the divisor is 0.",
    "mod": "`mod` has the sign of its first argument, and is NULL where the second is 0.",
    "round": "`round` rounds halves away from zero: 0.5 is 1, -2.5 is -3.",
    "upper": "`upper` changes the letters a to z only: `é` stays `é`.",
    "lower": "`lower` changes the letters A to Z only: `É` stays `É`.",
    "trim": "`trim` takes away blanks only: tabs and line ends stay.",
    "avg": "`avg` skips NULL; it does not count it as 0.",
    "sum": "`sum` skips NULL, and is NULL where there is no value at all.",
    "count_distinct": "`count_distinct` does not count NULL.",
    "months_between": "`months_between` counts calendar months; days do not matter.",
    "greatest": "`greatest` is NULL if one argument is.",
    "least": "`least` is NULL if one argument is.",
    "add_months": "`add_months` stays in the month: 31 January and one month is 28 February.",
    "week": "`week` is the ISO week; the first days of January may be in week 52 or 53.",
}


def surprises(pipeline: rel.Pipeline) -> list[str]:
    """Sentences of Markdown, most important first."""
    found = [says for holds, says in _FACTS if holds(pipeline)]
    called = {
        name for node in pipeline.nodes for e in used.expressions(node.op) for name in _functions(e)
    }
    return found + [says for name, says in _FUNCTIONS.items() if name in called]


def expressions(pipeline: rel.Pipeline) -> Iterator[tuple[rel.Node, Expr]]:
    """Every whole expression of a pipeline, with the node that holds it."""
    for node in pipeline.nodes:
        for expr in used.expressions(node.op):
            yield node, expr


def _functions(expr: Expr) -> Iterator[str]:
    for part in walk(expr):
        if isinstance(part, Call | Aggregate | WindowCall):
            yield part.function


def _reads(connector: str) -> Callable[[rel.Pipeline], bool]:
    return lambda p: any(s.binding and s.binding.connector == connector for s in p.sources)


def _reads_zones(p: rel.Pipeline) -> bool:
    return any(c.zone not in ("", "UTC") for s in p.sources for c in s.columns)


def _reads_leniently(p: rel.Pipeline) -> bool:
    return any(s.on_error == "set_null" for s in p.sources)


def _reads_floats(p: rel.Pipeline) -> bool:
    return any(c.type.kind is Kind.FLOAT64 for s in p.sources for c in s.columns)


def _writes_texts_to_csv(p: rel.Pipeline) -> bool:
    sinks = [s for s in p.sinks if s.binding and s.binding.connector == "csv"]
    return any(c.type.kind is Kind.TEXT for s in sinks for c in s.columns)


def _joins_by_keys(p: rel.Pipeline) -> bool:
    return any(isinstance(n.op, rel.Join) and n.op.keys for n in p.nodes)


def _groups(p: rel.Pipeline) -> bool:
    return any(isinstance(n.op, rel.GroupBy) and n.op.by for n in p.nodes)


def _orders(p: rel.Pipeline) -> bool:
    kinds = (rel.Dedupe, rel.Limit, rel.Sort, rel.Window)
    return any(isinstance(n.op, kinds) for n in p.nodes)


def _is_inexact(p: rel.Pipeline) -> bool:
    return any(c.inexact for s in p.sinks for c in p.node(s.input).schema)


_FACTS: tuple[tuple[Callable[[rel.Pipeline], bool], str], ...] = (
    (
        _reads("csv"),
        (
            "In a csv source an empty field is NULL, quoted or not; `NA` or `null` is a text, and "
            "nothing is trimmed."
        ),
    ),
    (
        _reads_zones,
        (
            "Local times become UTC where they are read. A time that the clocks skip or repeat "
            "takes the earlier offset."
        ),
    ),
    (
        _reads_leniently,
        (
            "In a source with `on_error: set_null` a value that does not read becomes NULL "
            "without a word."
        ),
    ),
    (_reads_floats, "NaN and infinite numbers in the data are read as NULL."),
    (
        _writes_texts_to_csv,
        "An empty text (not NULL) for a csv sink ends the run: csv cannot tell the two apart.",
    ),
    (_joins_by_keys, "A NULL key matches nothing in a join, not even another NULL."),
    (_groups, "NULL is a group of its own in an aggregate."),
    (
        _orders,
        (
            "NULL comes last, in ascending and in descending order. Ties are broken by the "
            "remaining columns."
        ),
    ),
    (_is_inexact, "Float sums and means may differ between engines in their last digits (1e-9)."),
)
