"""Wrong relational operators: functions of the backends replaced by simpler, wrong ones.

(engine, name, where it is, what it is called there, what stands there instead, checks)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlglot import exp

from speccc.backends.pandas import code as pandas_code
from speccc.backends.pandas import joins as pandas_joins
from speccc.backends.pandas import steps
from speccc.backends.pandas import windows as pandas_windows
from speccc.backends.pandas.joins import _Pairs  # pyright: ignore[reportPrivateUsage]
from speccc.backends.sql import aside as aside_of_sources
from speccc.backends.sql import expressions, judging, relations, standard, trees
from speccc.backends.sql.dialects import DIALECTS
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.relations import Relations
from speccc.functions.model import Form
from speccc.ir.expr import Frame
from speccc.ir.rel import CheckRule
from tests.sight.checks import check_function, files, joins, reshaping, small, step
from tests.sight.model import Check


def _nulls_as_they_come(self: Expressions, keys: Any) -> list[exp.Expr]:
    return [exp.Ordered(this=trees.column(k.column), desc=k.descending) for k in keys]


def _no_descending(self: Expressions, keys: Any) -> list[exp.Expr]:
    return [exp.Ordered(this=trees.column(k.column), nulls_first=False) for k in keys]


def _first_key(self: Expressions, keys: Any) -> list[exp.Expr]:
    return _ORDER(self, list(keys)[:1])


_ORDER = Expressions.order


def _null_safe(key: Any) -> exp.Expr:
    left, right = trees.column(key.left, "left"), trees.column(key.right, "right")
    return exp.NullSafeEQ(this=left, expression=right)


def _left_keys_only(self: Relations, op: Any) -> list[exp.Expr]:
    return [trees.column(name, "left") for name in self.schema(op.left).names]


def _no_zero_guard(site: Any, divisor: exp.Expr) -> exp.Expr:
    return divisor


def _without_duplicates(self: Relations, op: Any) -> exp.Expr:
    made = _UNION(self, op)
    for union in made.find_all(exp.Union):
        union.set("distinct", True)
    return made


def _with_duplicates(self: Relations, op: Any) -> exp.Expr:
    made = _COMPARED(self, op)
    made.set("distinct", False)
    return made


def _sides_swapped(self: Relations, op: Any) -> exp.Expr:
    return _COMPARED(self, replace(op, left=op.right, right=op.left))


def _as_they_come(self: Relations, node: Any, names: Any) -> exp.Expr:
    return _ARRANGED(self, node, self.schema(node).names)


_COMPARED = Relations._compared  # pyright: ignore[reportPrivateUsage]
_ARRANGED = Relations._arranged  # pyright: ignore[reportPrivateUsage]
_UNION = Relations._union  # pyright: ignore[reportPrivateUsage]
_NEEDED = pandas_code.needed_order


def _only_first(order: Any, by: Any, keys: Any) -> Any:
    return _NEEDED(order, by, keys)[:1]


def _any_order(frame: Any, order: Any) -> Any:
    return frame


def _as_they_are(frame: Any, columns: Any, schema: Any) -> Any:
    return frame


def _nothing_opened(schema: Any, columns: Any) -> dict[str, str]:
    return {}


def _no_rest(self: Any, lefts: Any, rights: Any, pairs: Any) -> Any:
    return pandas_code.selected(pairs, self.node.schema.names)


def _left_rows_only(self: Relations, op: Any, taken: Any) -> exp.Expr:
    return _BOTH(self, op, taken).this


def _a_row_more(frame: Frame) -> exp.WindowSpec:
    return _FRAME(replace(frame, end=None if frame.end is None else frame.end + 1))


def _turned_round(frame: Frame) -> exp.WindowSpec:
    start, end = (None if at is None else -at for at in (frame.end, frame.start))
    return _FRAME(replace(frame, start=start, end=end))


_BOTH = Relations._both  # pyright: ignore[reportPrivateUsage]
_FRAME = expressions._frame  # pyright: ignore[reportPrivateUsage]
_W = Form.WINDOW


def _first_rule(engine: Any, judged: Any) -> exp.Expr:
    return _BROKEN_RULES(engine, list(judged)[:1])


def _false_only(engine: Any, schema: Any, rule: Any, rows: Any) -> list[exp.Expr]:
    if isinstance(rule, CheckRule):
        return [exp.Not(this=exp.Paren(this=Expressions(engine, schema).lower(rule.predicate)))]
    return _BREAKS(engine, schema, rule, rows)


_BROKEN_RULES, _BREAKS = judging.broken_rules, judging.breaks
Change = tuple[str, str, Any, str, Any, tuple[Check, ...]]


def structure() -> Iterator[Change]:
    """All of them, in a fixed order."""
    for engine in DIALECTS:
        yield from _of_sql(engine)
    aside = (files("csv", "quarantine", "duckdb"),)
    name = "duckdb source: the first rule only"
    yield ("duckdb", name, aside_of_sources, "broken_rules", _first_rule, aside)
    yield from _of_pandas()


def _of_sql(engine: str) -> Iterator[Change]:
    limit, numbers = (small("limit", engine),), (check_function(_W, "row_number", engine),)
    join = (joins(engine, "inner", "full"),)
    union, rules = (step("union", engine),), (small("expect", engine),)
    sets = (_set_operations(engine),)
    divided = (check_function(Form.SCALAR, "divide", engine),)
    full = "_kept" if DIALECTS[engine].engine.full_joins else "_both"
    keys = _left_keys_only if full == "_kept" else _left_rows_only
    for name, owner, attribute, wrong, checks in (
        ("order: NULLS LAST left out", Expressions, "order", _nulls_as_they_come, limit),
        ("order: desc left out", Expressions, "order", _no_descending, limit),
        ("order: not completed", Expressions, "order", _first_key, numbers),
        ("join: NULL keys match", relations, "equal", _null_safe, join),
        ("full join: keys of the left", Relations, full, keys, join),
        ("division: zero is not NULL", standard, "nonzero", _no_zero_guard, divided),
        ("union: duplicates go", Relations, "_union", _without_duplicates, union),
        ("set operation: duplicates stay", Relations, "_compared", _with_duplicates, sets),
        ("set operation: sides swapped", Relations, "_compared", _sides_swapped, sets),
        ("set operation: by position", Relations, "_arranged", _as_they_come, sets),
        ("judge: the first rule only", relations, "broken_rules", _first_rule, rules),
        ("judge: NULL breaks no check", relations, "breaks", _false_only, rules),
        ("frame: a row more", expressions, "_frame", _a_row_more, _framed(engine)),
        ("frame: the other way", expressions, "_frame", _turned_round, _framed(engine)),
    ):
        if not (engine == "sqlite" and attribute == "nonzero"):  # dividing by 0 gives NULL there
            yield (engine, f"{engine} {name}", owner, attribute, wrong, checks)


def _set_operations(engine: str) -> Check:
    return step("except", engine) if engine == "sqlite" else reshaping("set operations", engine)


def _framed(engine: str) -> tuple[Check, ...]:
    return (check_function(_W, "count", engine),)


def _of_pandas() -> Iterator[Change]:
    limit, join = (small("limit", "pandas"),), (joins("pandas", "left", "full"),)
    numbers, left = (check_function(_W, "row_number", "pandas"),), (joins("pandas", "left"),)
    code, opened = pandas_joins, _nothing_opened
    for name, owner, attribute, wrong, checks in (
        ("order: not completed", steps, "needed_order", _only_first, limit),
        ("limit: any rows", steps, "sorted_by", _any_order, limit),
        ("window: any order", pandas_windows, "sorted_by", _any_order, numbers),
        ("distinct: None is not NaN", steps, "alike", _as_they_are, left),
        ("join: dtypes without room for NULL", code, "_opened", opened, join),
        ("join: rows without a match go", _Pairs, "_result", _no_rest, join),
    ):
        yield ("pandas", f"pandas {name}", owner, attribute, wrong, checks)
