"""What the steps of a pipeline ask to be verified."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.broken import Broken, Finding, count, repeated, rows_of
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.judging import LEFT, RIGHT, breaks
from speccc.backends.sql.statements import Layout
from speccc.ir.rel import (
    Convert,
    Expect,
    Join,
    Judge,
    Node,
    NodeId,
    ReconcileRule,
    ReferencesRule,
    RowCountRule,
    Rule,
    UniqueRule,
)

#: The rows of two relations that are not reconciled.
_APART = trees.name("apart")


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of a pipeline's nodes."""

    engine: Engine
    layout: Layout

    def rules(self, node: Node) -> list[exp.Expr]:
        """For each rule about a step's rows a SELECT of step, rule, severity and number of broken
        rows: no row if the rule holds.
        """
        if not isinstance(node.op, Expect | Judge):
            return []
        found: list[exp.Expr] = []
        for rule in node.op.rules:
            broken = self._broken(node.op, rule)
            texts = [trees.text(t) for t in (node.step, rule.name, rule.severity)]
            found.append(broken.told(*texts, broken.count.copy()))
        return found

    def errors(self, node: Node) -> list[exp.Expr]:
        """What a join or a cast asks of its inputs: statements that end the run."""
        op = node.op
        match op:
            case Join() if op.check is not None:
                return [self._error("join", finding) for finding in self._join(node, op)]
            case Convert(on_error="fail"):
                return [self._error("cast", finding) for finding in self._convert(node, op)]
            case _:
                return []

    def _error(self, kind: str, finding: Finding) -> exp.Expr:
        return finding.error(kind, raises=self.engine.raises)

    def _rows(self, node: NodeId, side: str | None = None) -> exp.Expr:
        return trees.table(self.layout.where(node), side)

    def _broken(self, op: Expect | Judge, named: Rule) -> Broken:
        rule = named.rule
        rows = self._rows(op.input)
        match rule:
            case UniqueRule():
                return repeated(rows, rule.columns)
            case RowCountRule():
                return Broken(exp.Select().from_(rows), count(), _out_of_bounds(rule))
            case ReconcileRule():
                here, there = map(self._every, rule.apart)
                both = exp.Union(this=here, expression=there, distinct=False)
                return rows_of(exp.Subquery(this=both, alias=exp.TableAlias(this=_APART)), [])
            case _:
                schema = self.layout.relations.schema(op.input)
                refers = isinstance(rule, ReferencesRule)
                rows = self._rows(op.input, LEFT) if refers else rows
                return rows_of(rows, breaks(self.engine, schema, rule, self._rows))

    def _every(self, node: NodeId) -> exp.Select:
        """A row for each of a node's."""
        return exp.select(trees.alias(trees.number(1), "row")).from_(self._rows(node))

    def _join(self, node: Node, op: Join) -> list[Finding]:
        conditions = self.layout.relations.matches(op)
        matching = exp.select(count()).from_(self._rows(op.right, RIGHT)).where(*conditions)

        def having(compare: type[exp.Binary], bound: int) -> Broken:
            found = compare(this=exp.Subquery(this=matching.copy()), expression=trees.number(bound))
            return rows_of(self._rows(op.left, LEFT), [found])

        before = f"step '{node.step}': "
        several = Finding(before, " with more than one match", having(exp.GT, 1))
        none = Finding(before, " without a match", having(exp.EQ, 0))
        return [several, none] if op.check == "exactly_one" else [several]

    def _convert(self, node: Node, op: Convert) -> list[Finding]:
        schema = self.layout.relations.schema(op.input)
        found: list[Finding] = []
        for conversion in op.conversions:
            column, given = trees.column(conversion.column), schema[conversion.column].type
            if given == conversion.type:
                continue
            value = self.engine.convert(column, given, conversion.type, "try")
            bad = [self._is_not_null(column), self._is_null(value)]
            before = f"step '{node.step}', column '{conversion.column}': "
            after = f" not to be read as {conversion.type}"
            found.append(Finding(before, after, rows_of(self._rows(op.input), bad)))
        return found

    def _is_null(self, tree: exp.Expr) -> exp.Expr:
        return trees.fill("_a IS NULL", self.engine.glot, tree)

    def _is_not_null(self, tree: exp.Expr) -> exp.Expr:
        return trees.fill("_a IS NOT NULL", self.engine.glot, tree)


def _out_of_bounds(rule: RowCountRule) -> exp.Expr:
    bounds = [(exp.LT, rule.min), (exp.GT, rule.max)]
    wrong = [
        compare(this=count(), expression=trees.number(bound))
        for compare, bound in bounds
        if bound is not None
    ]
    return trees.chain(exp.Or, wrong or [exp.false()])
