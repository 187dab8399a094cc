"""The rules of an expect step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import libcst as cst

from speccc.backends.pandas.code import Code, Context, Statement, alike
from speccc.backends.pandas.expressions import condition
from speccc.backends.pandas.syntax import called, code, listed, number, text, texts
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
    if isinstance(rule.rule, rel.ReconcileRule):
        broken = code("len({0}) + len({1})", *map(context.frame, rule.rule.apart))
    else:
        broken = code("int({0}.sum())", _breaking(context, op.input, rule.rule))
    return Statement(called("expectations.expect", *head, broken))


def judge(context: Context, node: rel.Node, op: rel.Judge) -> Statement:
    """The statement that notes of each row which rules it breaks."""
    rules = [
        cst.Tuple([cst.Element(text(name)), cst.Element(broken.with_changes(lpar=[], rpar=[]))])
        for name, broken in _broken_by(context, op)
    ]
    frame = context.frame(op.input)
    head = cst.Name("expectations"), text(node.step), frame
    return Statement(called("judged", *head, listed(rules)), context.variable(node.id))


def _broken_by(context: Context, op: rel.Judge) -> Iterator[tuple[str, Code]]:
    """The name of each rule, and the rows that break it."""
    for rule in op.rules:
        if not isinstance(rule.rule, rel.RowCountRule | rel.ReconcileRule):
            yield rule.name, _breaking(context, op.input, rule.rule)


RowRule = rel.CheckRule | rel.NotNullRule | rel.UniqueRule | rel.ReferencesRule


def _breaking(context: Context, input: rel.NodeId, rule: RowRule) -> Code:
    """The rows that break a rule."""
    frame, schema = context.frame(input), context.schema(input)
    match rule:
        case rel.CheckRule():
            held = called("holds", condition(rule.predicate, context.scope(frame)))
            return code("(~{0})", held)
        case rel.NotNullRule():
            return code("{0}[{1}].isna().any(axis=1)", frame, texts(rule.columns))
        case rel.UniqueRule():
            safe = alike(frame, rule.columns, schema)
            return code("{0}.duplicated({1}, keep=False)", safe, texts(rule.columns))
        case rel.ReferencesRule():
            left = texts([key.left for key in rule.keys])
            right = texts([key.right for key in rule.keys])
            return called("orphans", frame, cst.Name(context.variable(rule.to)), left, right)
        case _:
            assert_never(rule)
