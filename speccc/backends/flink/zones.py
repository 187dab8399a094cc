"""Local time to UTC. A local time that the clocks skip or repeat takes the earlier offset.

CONVERT_TZ takes the later one of a repeated hour. So the offset of the day before is tried first:
it is right if it leads back to the same local time.
"""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees

_TEXT = "DATE_FORMAT(_a, 'yyyy-MM-dd HH:mm:ss')"
_SHIFTED = "TIMESTAMPADD(SECOND, _b, _a)"
_SHIFT = (
    "TIMESTAMPDIFF(SECOND, CAST(_a AS TIMESTAMP(6)),"
    " CAST(CONVERT_TZ(_a, _b, 'UTC') AS TIMESTAMP(6)))"
)


def local(name: str, tree: exp.Expr) -> exp.Expr:
    """First a column with the local time; its name is no column's of a spec."""
    return trees.alias(tree, f"_local_{name}")


def shifts(name: str, zone: str) -> list[exp.Expr]:
    """Then two with the seconds from there to UTC: by the day before, and by CONVERT_TZ."""
    here = _of("local", name)
    times = {"before": trees.fill("TIMESTAMPADD(DAY, -1, _a)", Flink, here), "direct": here}
    return [
        trees.alias(
            trees.fill(_SHIFT, Flink, trees.fill(_TEXT, Flink, time), trees.text(zone)),
            f"_{key}_{name}",
        )
        for key, time in times.items()
    ]


def utc(name: str, zone: str) -> exp.Expr:
    """Last the time in UTC, to the microsecond."""
    here = _of("local", name)
    before = trees.fill(_SHIFTED, Flink, here, _of("before", name))
    direct = trees.fill(_SHIFTED, Flink, here, _of("direct", name))
    back = trees.call(
        "CONVERT_TZ", trees.fill(_TEXT, Flink, before), trees.text("UTC"), trees.text(zone)
    )
    same = exp.EQ(this=back, expression=trees.fill(_TEXT, Flink, here))
    return exp.Case(ifs=[exp.If(this=same, true=before)], default=direct)


def _of(key: str, name: str) -> exp.Expr:
    return trees.column(f"_{key}_{name}", "raw")
