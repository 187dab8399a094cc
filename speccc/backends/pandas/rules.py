"""The rules of an expect step."""

from __future__ import annotations

from typing import assert_never

import libcst as cst

from speccc.backends.pandas.code import Code, Context, Statement, alike
from speccc.backends.pandas.expressions import condition
from speccc.backends.pandas.syntax import called, code, number, text, texts
from speccc.ir import rel


def expect(context: Context, node: rel.Node, op: rel.Expect, rule: rel.Rule) -> Statement:
    """The statement that notes what one rule finds."""
    frame = context.frame(op.input)
    head = [text(node.step), text(rule.name), text(rule.severity)]
    if isinstance(rule.rule, rel.RowCountRule):
        least = number(rule.rule.min or 0)
        most = number(rule.rule.max) if rule.rule.max is not None else code('float("inf")')
        count = code("len({0})", frame)
        return Statement(called("expectations.expect_count", *head, count, least, most))
    return Statement(called("expectations.expect", *head, _broken(context, op, rule.rule)))


BrokenRows = (
    rel.CheckRule | rel.NotNullRule | rel.UniqueRule | rel.ReferencesRule | rel.ReconcileRule
)


def _broken(context: Context, op: rel.Expect, rule: BrokenRows) -> Code:
    """The number of rows that break a rule."""
    frame, schema = context.frame(op.input), context.schema(op.input)
    match rule:
        case rel.CheckRule():
            held = called("holds", condition(rule.predicate, context.scope(frame)))
            return code("int((~{0}).sum())", held)
        case rel.NotNullRule():
            return code("int({0}[{1}].isna().any(axis=1).sum())", frame, texts(rule.columns))
        case rel.UniqueRule():
            safe = alike(frame, rule.columns, schema)
            return code("int({0}.duplicated({1}, keep=False).sum())", safe, texts(rule.columns))
        case rel.ReferencesRule():
            left = texts([key.left for key in rule.keys])
            right = texts([key.right for key in rule.keys])
            return called("orphans", frame, cst.Name(context.variable(rule.to)), left, right)
        case rel.ReconcileRule():
            return code("len({0}) + len({1})", *map(context.frame, rule.apart))
        case _:
            assert_never(rule)
