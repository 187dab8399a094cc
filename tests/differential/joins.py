"""Joins on two keys that may be NULL, and what is made of their gaps, on random rows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run
from tests.differential.engines import PARTIAL
from tests.differential.law import same_rows
from tests.differential.pipelines import checked
from tests.differential.servers import EVERY

KINDS = ("inner", "left", "full", "semi", "anti")


#: The types of a price, the second for engines without decimals, and two of each.
PRICES: dict[str, tuple[Any, Any]] = {
    "decimal(9,2)": (Decimal("1.50"), Decimal("2.00")),
    "int64": (150, 200),
}
MONEY, PLAIN = PRICES


def _columns(prefix: str, money: str) -> dict[str, str]:
    return {
        f"{prefix}_id": "int64 not null",
        f"{prefix}_int": "int64",
        f"{prefix}_text": "text",
        f"{prefix}_price": money,
        f"{prefix}_paid": "bool not null",
    }


def pipeline(kind: str, money: str = MONEY) -> Pipeline:
    """Joins on one pair of columns, on one that is never NULL on the left, on two, on a pair with
    one column twice, with a condition; of each also the different prices and ids, in order.
    """
    keys = {
        "one": ["l_price = r_price"],
        "beside": ["l_id = r_int"],
        "two": ["l_int = r_int", "l_text = r_text"],
        "again": ["l_int = r_int", "l_int = r_id"],
        "both": ["l_int = r_int", "l_id = r_int"],
        "where": ["l_text = r_text"],
    }
    if kind == "full":  # a column in two keys is refused
        del keys["again"], keys["both"]
    steps: list[dict[str, Any]] = []
    for name, pairs in keys.items():
        join: dict[str, Any] = {"with": "right_rows", "kind": kind, "keys": pairs}
        if name == "where":
            join["where"] = "left.l_int < right.r_int or left.l_price is null"
        price, number = "l_price", "l_id"
        if kind not in ("semi", "anti"):
            join["take"] = ["r_id as id", "r_price as price", "r_paid as paid", "r_text as note"]
            price, number = "price", "id"
        steps += [
            {"name": name, "from": "left_rows", "join": join},
            {"name": f"{name}_prices", "from": name, "distinct": [price]},
            {"name": f"{name}_first", "from": name, "dedupe": {"by": [price], "order": [number]}},
        ]
    sources = {f"{side}_rows": {"columns": _columns(side[0], money)} for side in ("left", "right")}
    sinks = {f"{s['name']}_out": {"from": s["name"], "mode": "replace"} for s in steps}
    return checked(
        {"speccc": 1, "name": "joins", "sources": sources, "steps": steps, "sinks": sinks}
    )


def _rows(money: str) -> st.SearchStrategy[list[Row]]:
    number = st.sampled_from((2**53, 2**53 + 1))  # as floats they are the same
    price = st.sampled_from((*PRICES[money], None))
    row = st.tuples(
        number, number | st.none(), st.sampled_from(("a", "A", None)), price, st.booleans()
    )
    return st.lists(row, max_size=12)


def check_joins(kind: str, engine: str, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """Raises AssertionError with what differs."""
    money = PLAIN if engine in PARTIAL else MONEY
    made = pipeline(kind, money)
    run_it = EVERY[engine](made)

    @settings(max_examples=12, phases=phases, deadline=None)
    @given(_rows(money), _rows(money))
    def law(left: list[Row], right: list[Row]) -> None:
        sources = {"left_rows": left, "right_rows": right}
        same_rows(made, run(made, sources, {}).sinks, run_it(sources))

    law()
