"""Wrong relational operators: functions of the backends replaced by simpler, wrong ones.

(name, where it is, what it is called there, what stands there instead, checks)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlglot import exp

from speccc.backends.pandas import code as pandas_code
from speccc.backends.pandas import joins as pandas_joins
from speccc.backends.pandas import steps
from speccc.backends.pandas import windows as pandas_windows
from speccc.backends.pandas.joins import _Pairs  # pyright: ignore[reportPrivateUsage]
from speccc.backends.sql import aside, judging, relations, standard, trees
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.relations import Relations
from speccc.functions.model import Form
from speccc.ir.rel import CheckRule
from tests.sight.checks import check_function, files, joins, reshaping, step
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
_SETS_SQL = (reshaping("set operations", "duckdb"),)
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


_JOIN = (joins("pandas", "left", "full"),)
_JOIN_SQL = (joins("duckdb", "inner", "full"),)
_ROW_NUMBER_SQL = (check_function(Form.WINDOW, "row_number", "duckdb"),)
_LIMIT, _LIMIT_SQL = (step("limit", "pandas", 60),), (step("limit", "duckdb", 60),)


def _first_rule(engine: Any, judged: Any) -> exp.Expr:
    return _BROKEN_RULES(engine, list(judged)[:1])


def _false_only(engine: Any, schema: Any, rule: Any, rows: Any) -> list[exp.Expr]:
    if isinstance(rule, CheckRule):
        return [exp.Not(this=exp.Paren(this=Expressions(engine, schema).lower(rule.predicate)))]
    return _BREAKS(engine, schema, rule, rows)


_BROKEN_RULES, _BREAKS = judging.broken_rules, judging.breaks
_ASIDE_SQL = (files("csv", "quarantine", "duckdb"),)

STRUCTURE: tuple[tuple[str, Any, str, Any, tuple[Check, ...]], ...] = (
    ("duckdb order: NULLS LAST left out", Expressions, "order", _nulls_as_they_come, _LIMIT_SQL),
    ("duckdb order: desc left out", Expressions, "order", _no_descending, _LIMIT_SQL),
    ("duckdb order: not completed", Expressions, "order", _first_key, _ROW_NUMBER_SQL),
    ("duckdb join: NULL keys match", relations, "equal", _null_safe, _JOIN_SQL),
    ("duckdb full join: keys of the left", Relations, "_kept", _left_keys_only, _JOIN_SQL),
    (
        "duckdb division: zero is not NULL",
        standard,
        "nonzero",
        _no_zero_guard,
        (check_function(Form.SCALAR, "divide", "duckdb"),),
    ),
    (
        "duckdb union: duplicates go",
        Relations,
        "_union",
        _without_duplicates,
        (step("union", "duckdb"),),
    ),
    ("duckdb set operation: duplicates stay", Relations, "_compared", _with_duplicates, _SETS_SQL),
    ("duckdb set operation: sides swapped", Relations, "_compared", _sides_swapped, _SETS_SQL),
    ("duckdb set operation: by position", Relations, "_arranged", _as_they_come, _SETS_SQL),
    (
        "duckdb judge: the first rule only",
        relations,
        "broken_rules",
        _first_rule,
        (step("expect", "duckdb"),),
    ),
    (
        "duckdb judge: NULL breaks no check",
        relations,
        "breaks",
        _false_only,
        (step("expect", "duckdb"),),
    ),
    ("duckdb source: the first rule only", aside, "broken_rules", _first_rule, _ASIDE_SQL),
    ("pandas order: not completed", steps, "needed_order", _only_first, _LIMIT),
    ("pandas limit: any rows", steps, "sorted_by", _any_order, _LIMIT),
    (
        "pandas window: any order",
        pandas_windows,
        "sorted_by",
        _any_order,
        (check_function(Form.WINDOW, "row_number", "pandas"),),
    ),
    (
        "pandas distinct: None is not NaN",
        steps,
        "alike",
        _as_they_are,
        (joins("pandas", "left"),),
    ),
    ("pandas join: dtypes without room for NULL", pandas_joins, "_opened", _nothing_opened, _JOIN),
    ("pandas join: rows without a match go", _Pairs, "_result", _no_rest, _JOIN),
)
