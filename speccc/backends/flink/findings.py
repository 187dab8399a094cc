"""What is found wrong, as rows of one view: number, kind, step, rule, severity, broken, problem.

`number` is the place in the spec, `kind` what ends the run, `broken` how many rows are wrong where
a rule is broken, `problem` a sentence.
"""

from __future__ import annotations

from sqlglot import exp

from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees


def problem(number: int, found: exp.Expr) -> exp.Expr:
    """The row of what has a kind and a text only."""
    kind, said = (column.unalias() for column in found.expressions)
    none = trees.number(0)
    return _row(found, number, kind, trees.text(""), trees.text(""), trees.text("fail"), none, said)


def broken_rule(number: int, found: exp.Expr) -> exp.Expr:
    """The row of a rule: of its step, name, severity and number of broken rows."""
    step, rule, severity, broken = found.expressions
    before = trees.text(f"step '{step.name}': '{rule.name}' is broken (")
    said = trees.fill("_a || CAST(_b AS STRING) || ' row(s))'", Flink, before, broken)
    return _row(found, number, trees.text("expectation"), step, rule, severity, broken, said)


def _row(found: exp.Expr, number: int, *columns: exp.Expr) -> exp.Expr:
    row = found.copy()
    row.set("expressions", [trees.number(number), *(column.copy() for column in columns)])
    return row
