"""The steps except, intersect, pivot and unpivot on rows that are chosen so that each column meets
NULLs on both sides, values that are on one side only, and values that look alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run
from tests.differential.engines import Rows
from tests.differential.law import same_rows
from tests.differential.pipelines import checked
from tests.differential.servers import EVERY

#: A type that not every engine has; for the others it is an integer.
MONEY = "decimal(9,2)"

#: By column: its type, and values that an engine may take for each other. Of three that follow
#: each other the first is on the left only, the last on the right only.
POOLS: dict[str, tuple[str, Sequence[Any]]] = {
    "number": ("int64", (0, None, 2**63 - 1, 2**53 + 1, -1, 2**53)),
    "share": ("float64", (None, 0.1, -2.5, 1e300, 0.0, 1e-9)),
    "price": (MONEY, (*map(Decimal, ("0.00", "1.50", "-1.50", "15.00", "9999999.99")), None)),
    "note": ("text", ("a", "A", "a ", "\u00e9", None, "e\u0301", "", "ss", "\u00df")),
    "paid": ("bool", (True, None, False)),
    "day": ("date", (dt.date(9999, 12, 31), dt.date(1, 1, 1), None)),
    "at": (
        "timestamp",
        (dt.datetime(2024, 2, 29, 12), None, dt.datetime(2024, 2, 29, 12, 0, 0, 1)),
    ),
}


def _columns(money: str) -> dict[str, str]:
    return {name: money if kind == MONEY else kind for name, (kind, _) in POOLS.items()}


def _in(money: str, rows: Iterable[Sequence[Any]]) -> list[Row]:
    """The rows, their decimals as the type that stands for them."""
    if money == MONEY:
        return [tuple(row) for row in rows]
    return [tuple(int(v * 100) if isinstance(v, Decimal) else v for v in row) for row in rows]


def compared(money: str = MONEY) -> Pipeline:
    """Both set operations, both ways, of each column alone and of all columns."""
    steps: list[dict[str, Any]] = []
    for side in ("l", "r"):
        steps += [{"name": f"{side}_{n}", "from": f"{side}_rows", "select": [n]} for n in POOLS]
        backwards = list(POOLS) if side == "l" else [*reversed(POOLS)]
        steps.append({"name": f"{side}_all", "from": f"{side}_rows", "select": backwards})
    made = [
        {"name": f"{kind}_{a}{b}_{name}", "from": f"{a}_{name}", kind: {"with": f"{b}_{name}"}}
        for kind in ("except", "intersect")
        for a, b in ("lr", "rl", "ll")
        for name in (*POOLS, "all")
    ]
    return _pipeline({"l_rows": _columns(money), "r_rows": _columns(money)}, steps, made)


def compared_rows(money: str = MONEY) -> dict[str, list[Row]]:
    """Each value of a column, or NULL, on the left, on the right, or on both sides; some twice."""
    whole = [[_at(pool, at) for _, pool in POOLS.values()] for at in range(9)]
    left = [row for at, row in enumerate(whole) if at % 3 != 2]
    right = [row for at, row in enumerate(whole) if at % 3 != 0]
    rows = {"l_rows": [*left, *left[:2]], "r_rows": [*right, *right[-1:]]}
    return {name: _in(money, own) for name, own in rows.items()}


def _at(pool: Sequence[Any], at: int) -> Any:
    return pool[at % len(pool)]


#: A measure for each aggregate function, and one over two calls.
MEASURES = {
    "count": "count()",
    "count_of": "count(price)",
    "count_distinct": "count_distinct(note)",
    "count_if": "count_if(paid)",
    "sum": "sum(price)",
    "avg": "avg(number)",
    "min": "min(note)",
    "max": "max(day)",
    "any": "any(paid)",
    "all": "all(paid)",
    "median": "median(share)",
    "quantile": "quantile(share, 0.25)",
    "stddev_samp": "stddev_samp(share)",
    "stddev_pop": "stddev_pop(share)",
    "var_samp": "var_samp(share)",
    "var_pop": "var_pop(share)",
    "first": "first(price order by id)",
    "last": "last(price order by id)",
    "string_agg": "string_agg(note, '+' order by id)",
    "over_calls": "coalesce(sum(number), 0) * 2 + count()",
}
#: By new column, the value of `kind`; nothing is of the last one.
INTO = {"of_a": "a", "of_big_a": "A", "of_none": "z"}
_PIVOTED = {
    "id": "int64 not null",
    "team": "text",
    "kind": "text",
    "number": "int64",
    "share": "float64",
    "price": MONEY,
    "note": "text",
    "paid": "bool",
    "day": "date",
}


def pivoted(by: Sequence[str] = ("team",), money: str = MONEY) -> Pipeline:
    """A pivot for each measure."""
    made: list[dict[str, Any]] = [
        {
            "name": f"p_{name}",
            "from": "given",
            "pivot": {"by": [*by], "column": "kind", "measure": measure, "into": INTO},
        }
        for name, measure in MEASURES.items()
    ]
    return _pipeline({"given": _PIVOTED | {"price": money}}, [], made)


def taken_apart(value: str, by: Sequence[str] = ("team",)) -> Pipeline:
    """What a pivot means: the rows of one value, aggregated."""
    wanted = {"name": "rows_of", "from": "given", "filter": f"kind = '{value}'"}
    made: list[dict[str, Any]] = [
        {"name": f"p_{n}", "from": "rows_of", "aggregate": {"by": [*by], "measures": {"made": m}}}
        for n, m in MEASURES.items()
    ]
    return _pipeline({"given": _PIVOTED}, [wanted], made)


def pivoted_rows(money: str = MONEY) -> list[Row]:
    """Teams with rows of each value, of one, of no listed one, of NULL; first and last are NULL."""
    kinds = {"x": "aAaaq", "y": "A", "w": "qq", None: "aa", "v": [None]}
    rows: list[Row] = []
    for team, own in kinds.items():
        for at, kind in enumerate(own):
            edge = at in (0, 3)
            rows.append(
                (
                    len(rows),
                    team,
                    kind,
                    None if edge else at,
                    at / 4,
                    None if edge else Decimal(at),
                    "mno"[at % 3],
                    None if edge else at % 2 == 0,
                    dt.date(2026, 1, 1 + at),
                )
            )
    return _in(money, rows)


def turned(money: str = MONEY) -> Pipeline:
    """An unpivot of columns of each type, of one that is never NULL, of one alone; and back."""
    columns = {"id": "int64 not null"} | {
        f"{name}_{side}": kind for name, kind in _columns(money).items() for side in ("one", "two")
    }
    columns["number_one"] = "int64 not null"
    made: list[dict[str, Any]] = [
        {
            "name": f"u_{name}",
            "from": f"s_{name}",
            "unpivot": {"columns": [f"{name}_one", f"{name}_two"], "name": "what", "value": "held"},
        }
        for name in POOLS
    ]
    steps: list[dict[str, Any]] = [
        {"name": f"s_{name}", "from": "given", "select": ["id", f"{name}_one", f"{name}_two"]}
        for name in POOLS
    ]
    alone = {"columns": ["day_two"], "name": "what", "value": "day_one"}
    back = {"by": ["id"], "column": "what", "measure": "max(held)", "into": {"one": "price_one"}}
    made += [
        {"name": "u_alone", "from": "s_day", "drop": ["day_one"]},
        {"name": "u_renamed", "unpivot": alone},
        {"name": "u_back", "from": "u_price", "pivot": back},
        {"name": "u_kept", "from": "u_note", "filter": "held is not null and what = 'note_two'"},
    ]
    return _pipeline({"given": columns}, steps, made)


def turned_rows(money: str = MONEY) -> list[Row]:
    whole: list[Row] = []
    for at in range(6):
        pairs = [(_at(pool, at), _at(pool, 5 * at + 3)) for _, pool in POOLS.values()]
        row = [at, *(value for pair in pairs for value in pair)]
        row[1] = at
        whole.append(tuple(row))
    return _in(money, whole)


def _pipeline(
    sources: dict[str, dict[str, str]], steps: list[dict[str, Any]], made: list[dict[str, Any]]
) -> Pipeline:
    """Each step of `made` has a sink."""
    return checked(
        {
            "speccc": 1,
            "name": "reshaping",
            "sources": {name: {"columns": columns} for name, columns in sources.items()},
            "steps": [*steps, *made],
            "sinks": {f"{s['name']}_out": {"from": s["name"], "mode": "replace"} for s in made},
        }
    )


CASES: dict[str, Callable[[str], tuple[Pipeline, dict[str, list[Row]]]]] = {
    "set operations": lambda money: (compared(money), compared_rows(money)),
    "pivot": lambda money: (pivoted(money=money), {"given": pivoted_rows(money)}),
    "pivot of everything": lambda money: (pivoted((), money), {"given": pivoted_rows(money)}),
    "pivot of no rows": lambda money: (pivoted((), money), {"given": []}),
    "unpivot": lambda money: (turned(money), {"given": turned_rows(money)}),
}


def expected(case: str) -> Rows:
    """What the interpreter gives."""
    made, rows = CASES[case](MONEY)
    return run(made, rows, {}).sinks


def check_reshaping(case: str, engine: str) -> None:
    """Raises AssertionError with what differs."""
    made, rows = CASES[case](MONEY)
    same_rows(made, expected(case), EVERY[engine](made)(rows))
