"""What a run verifies: statements that count broken rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import assert_never

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.relations import LEFT, RIGHT
from speccc.backends.sql.statements import Layout
from speccc.ir.rel import (
    CheckRule,
    Convert,
    Expect,
    Join,
    Node,
    NotNullRule,
    ReferencesRule,
    RowCountRule,
    Rule,
    UniqueRule,
)


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A rule of an expectation: a SELECT of the number of broken rows, `broken`, and of `holds`."""

    step: str
    rule: str
    severity: str
    select: exp.Expression


@dataclass(frozen=True, slots=True)
class StepCheck:
    """A SELECT of a count; above 0 the run ends with the kind of error, the text saying what."""

    kind: str
    before: str
    after: str
    count: exp.Expression


class Checks:
    """The checks of a pipeline's nodes."""

    def __init__(self, engine: Engine, layout: Layout) -> None:
        self._engine = engine
        self._layout = layout

    def rules(self, node: Node, op: Expect) -> list[RuleCheck]:
        return [
            RuleCheck(node.step, rule.name, rule.severity, self._rule(op, rule))
            for rule in op.rules
        ]

    def steps(self, node: Node) -> list[StepCheck]:
        """What a join or a cast asks of its inputs."""
        op = node.op
        match op:
            case Join() if op.check is not None:
                return self._join(node, op)
            case Convert(on_error="fail"):
                return self._convert(node, op)
            case _:
                return []

    def _from(self, node: str) -> exp.Expression:
        return trees.table(self._layout.where(node))

    def _count(self, node: str, condition: exp.Expression) -> exp.Select:
        return exp.select(_rows()).from_(self._from(node)).where(condition)

    def _rule(self, op: Expect, named: Rule) -> exp.Expression:
        rule = named.rule
        schema = self._layout.relations.schema(op.input)
        match rule:
            case CheckRule():
                held = Expressions(self._engine, schema).lower(rule.predicate)
                return _broken(self._count(op.input, _not_true(held)))
            case NotNullRule():
                nulls = [_is_null(trees.column(n)) for n in rule.columns]
                return _broken(self._count(op.input, trees.chain(exp.Or, nulls)))
            case UniqueRule():
                return _broken(self.repeated(self._layout.where(op.input), rule.columns))
            case ReferencesRule():
                return _broken(self._unreferenced(op, rule))
            case RowCountRule():
                return _row_count(exp.select(_rows()).from_(self._from(op.input)), rule)
            case _:
                assert_never(rule)

    def repeated(self, place: str, key: tuple[str, ...]) -> exp.Select:
        """The number of rows that share their key with another row; NULLs are equal."""
        columns = [trees.column(name) for name in key]
        groups = (
            exp.select(trees.alias(_rows(), "_rows"))
            .from_(trees.table(place))
            .group_by(*columns)
            .having(exp.GT(this=_rows(), expression=trees.number(1)))
        )
        total = trees.fill("COALESCE(SUM(_a), 0)", self._engine.glot, trees.column("_rows"))
        return exp.select(total).from_(_subquery(groups, "_repeated"))

    def _unreferenced(self, op: Expect, rule: ReferencesRule) -> exp.Select:
        equal = [
            exp.EQ(this=trees.column(k.left, LEFT), expression=trees.column(k.right, RIGHT))
            for k in rule.keys
        ]
        there = exp.select(trees.number(1)).from_(self._side(rule.to, RIGHT)).where(*equal)
        given = [_not(_is_null(trees.column(k.left, LEFT))) for k in rule.keys]
        missing = [*given, exp.Not(this=exp.Exists(this=there))]
        return exp.select(_rows()).from_(self._side(op.input, LEFT)).where(*missing)

    def _side(self, node: str, side: str) -> exp.Expression:
        return exp.alias_(self._from(node), trees.name(side), table=True)

    def _join(self, node: Node, op: Join) -> list[StepCheck]:
        conditions = self._layout.relations.matches(op)
        matching = exp.select(_rows()).from_(self._side(op.right, RIGHT)).where(*conditions)
        found = exp.Subquery(this=matching)

        def counted(compare: type[exp.Binary], bound: int) -> exp.Expression:
            condition = compare(this=found.copy(), expression=trees.number(bound))
            return exp.select(_rows()).from_(self._side(op.left, LEFT)).where(condition)

        before = f"step '{node.step}': "
        checks = [StepCheck("join", before, " with more than one match", counted(exp.GT, 1))]
        if op.check == "exactly_one":
            checks.append(StepCheck("join", before, " without a match", counted(exp.EQ, 0)))
        return checks

    def _convert(self, node: Node, op: Convert) -> list[StepCheck]:
        schema = self._layout.relations.schema(op.input)
        checks: list[StepCheck] = []
        for conversion in op.conversions:
            column, given = trees.column(conversion.column), schema[conversion.column].type
            value = self._engine.convert(column, given, conversion.type, "try")
            if value is column:
                continue
            broken = trees.chain(exp.And, [_not(_is_null(column.copy())), _is_null(value)])
            before = f"step '{node.step}', column '{conversion.column}': "
            after = f" not to be read as {conversion.type}"
            checks.append(StepCheck("cast", before, after, self._count(op.input, broken)))
        return checks


def _rows() -> exp.Expression:
    return trees.call("COUNT", exp.Star())


def _is_null(tree: exp.Expression) -> exp.Expression:
    return trees.bracketed(exp.Is(this=tree, expression=exp.Null()))


def _not(tree: exp.Expression) -> exp.Expression:
    return trees.bracketed(exp.Not(this=tree))


def _not_true(tree: exp.Expression) -> exp.Expression:
    return _not(trees.bracketed(exp.Is(this=tree, expression=exp.true())))


def _subquery(select: exp.Select, alias: str) -> exp.Expression:
    return exp.Subquery(this=select, alias=exp.TableAlias(this=trees.name(alias)))


def _broken(count: exp.Select) -> exp.Expression:
    """`broken` and `holds` of a rule that no row may break."""
    broken = trees.column("broken")
    holds = exp.EQ(this=broken.copy(), expression=trees.number(0))
    count.set("expressions", [trees.alias(count.expressions[0], "broken")])
    return exp.select(broken, trees.alias(holds, "holds")).from_(_subquery(count, "_found"))


def _row_count(count: exp.Select, rule: RowCountRule) -> exp.Expression:
    broken = trees.column("broken")
    bounds: list[tuple[type[exp.Binary], int | None]] = [(exp.GTE, rule.min), (exp.LTE, rule.max)]
    held = [
        compare(this=broken.copy(), expression=trees.number(bound))
        for compare, bound in bounds
        if bound is not None
    ]
    holds = reduce(_both, held) if held else exp.true()
    count.set("expressions", [trees.alias(count.expressions[0], "broken")])
    return exp.select(broken, trees.alias(holds, "holds")).from_(_subquery(count, "_found"))


def _both(a: exp.Expression, b: exp.Expression) -> exp.Expression:
    return trees.chain(exp.And, [a, b])
