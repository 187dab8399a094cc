"""Relational operators to SELECT statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import assert_never

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.expressions import TIES, WINDOW, Expressions
from speccc.backends.sql.judging import breaks, broken_rules
from speccc.backends.sql.matching import (
    LEFT,
    NUMBER,
    RIGHT,
    equal,
    with_match,
    without_match,
)
from speccc.diagnostics import InternalError
from speccc.ir.expr import Column, WindowCall, walk
from speccc.ir.rel import (
    BROKEN_RULES,
    Accepted,
    Convert,
    Dedupe,
    Distinct,
    Expect,
    Filter,
    GroupBy,
    Item,
    Join,
    Judge,
    Limit,
    Node,
    NodeId,
    Numbers,
    Pipeline,
    Project,
    ReferencesRule,
    Rejected,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    Window,
)
from speccc.types import Schema

_JOINS = {"inner": "INNER", "semi": "INNER", "left": "LEFT", "full": "FULL", "cross": "CROSS"}


class Relations:
    """The SELECT of each node. `source_of` gives what a node's rows are read from in FROM."""

    def __init__(
        self, engine: Engine, pipeline: Pipeline, source_of: Callable[[NodeId], exp.Expr]
    ) -> None:
        self._engine = engine
        self._source_of = source_of
        self._nodes = {node.id: node for node in pipeline.nodes}
        self._declared = {s.name: tuple(c.name for c in s.columns) for s in pipeline.sources}

    def select(self, node: Node) -> exp.Expr:
        """The node's rows, from those it reads."""
        op = node.op
        match op:
            case Scan() | ScanRejected():
                return self._from(node.id, self.columns(node.id))
            case Project():
                return self._project(op)
            case Filter():
                return self._all(op.input).where(self._over(op.input).lower(op.predicate))
            case Convert():
                return self._convert(op)
            case Dedupe():
                return self._dedupe(op)
            case Distinct():
                return self._from(op.input, _columns(op.columns)).distinct()
            case Sort() | Expect():
                return self._all(op.input)
            case Limit():
                keys = self._over(op.input).order(op.order)
                return self._all(op.input).order_by(*keys).limit(op.count)
            case Join():
                return self._join(op)
            case Union():
                return self._union(op)
            case SetOperation():
                return self._compared(op)
            case GroupBy():
                return self._group(op)
            case Window():
                return self._window(op)
            case Numbers():
                return self._numbers(op, node.schema.names[0])
            case TimeWindow() | Session() | Runs():
                raise InternalError(f"'{node.id}' was not lowered")
            case Judge():
                return self._judge(op)
            case Accepted():
                kept = self._from(op.input, _columns(node.schema.names))
                return kept.where(self._fill("_a IS NULL", trees.column(BROKEN_RULES)))
            case Rejected():
                broken = self._fill("_a IS NOT NULL", trees.column(BROKEN_RULES))
                return self._all(op.input).where(broken)
            case _:
                assert_never(op)

    def columns(self, node: NodeId) -> list[exp.Expr]:
        """All columns of a node: a star where that is the same."""
        found = self._nodes[node]
        names = found.schema.names
        match found.op:
            case Scan(source=source) if names != self._declared[source]:
                return _columns(names)
            case ScanRejected(source=source) if names != (*self._declared[source], BROKEN_RULES):
                return _columns(names)
            case _:
                return [exp.Star()]

    def schema(self, node: NodeId) -> Schema:
        return self._nodes[node].schema

    def matches(self, op: Join) -> list[exp.Expr]:
        """The conditions under which a left and a right row match."""
        return [*map(equal, op.keys), *self._residual(op)]

    def _residual(self, op: Join) -> list[exp.Expr]:
        """What a match asks for beside equal keys."""
        return [] if op.where is None else [self._over(op.left).lower(op.where)]

    def _fill(self, template: str, *operands: exp.Expr) -> exp.Expr:
        return trees.fill(template, self._engine.glot, *operands)

    def _over(self, node: NodeId, *, ties: bool = False) -> Expressions:
        return Expressions(self._engine, self.schema(node), ties=ties)

    def _from(self, node: NodeId, selected: Sequence[exp.Expr]) -> exp.Select:
        return exp.select(*selected).from_(self._source_of(node))

    def _all(self, node: NodeId) -> exp.Select:
        return self._from(node, self.columns(node))

    def _items(self, items: Iterable[Item], over: Expressions) -> list[exp.Expr]:
        return [trees.alias(over.lower(item.expr), item.name) for item in items]

    def _project(self, op: Project) -> exp.Expr:
        """What comes first unchanged, if it is everything, is a star."""
        kept = self.schema(op.input).names
        same = [isinstance(i.expr, Column) and i.name == i.expr.name for i in op.items]
        names = tuple(item.name for item in op.items)
        over = self._over(op.input)
        if names[: len(kept)] == kept and all(same[: len(kept)]):
            new = self._items(op.items[len(kept) :], over)
            return self._from(op.input, [*self.columns(op.input), *new])
        return self._from(op.input, self._items(op.items, over))

    def _convert(self, op: Convert) -> exp.Expr:
        schema = self.schema(op.input)
        wanted = {c.column: c.type for c in op.conversions}
        selected: list[exp.Expr] = []
        for column in schema:
            tree = trees.column(column.name)
            if column.name in wanted:
                tree = self._engine.convert(tree, column.type, wanted[column.name], "try")
            selected.append(trees.alias(tree, column.name))
        return self._from(op.input, selected)

    def _dedupe(self, op: Dedupe) -> exp.Expr:
        number = exp.Window(
            this=trees.call("ROW_NUMBER"),
            partition_by=_columns(op.by),
            order=exp.Order(expressions=self._over(op.input).order(op.order)),
        )
        select = self._all(op.input)
        if self._engine.qualify:
            first = exp.EQ(this=number, expression=trees.number(1))
            select.set("qualify", exp.Qualify(this=first))
            return select
        numbered = select.select(trees.alias(number, NUMBER), copy=False)
        inner = exp.Subquery(this=numbered, alias=exp.TableAlias(this=trees.name("numbered")))
        first = exp.EQ(this=trees.column(NUMBER), expression=trees.number(1))
        return exp.select(*_columns(self.schema(op.input).names)).from_(inner).where(first)

    def _join(self, op: Join) -> exp.Expr:
        left, right = self._aliased(op.left, LEFT), self._aliased(op.right, RIGHT)
        if op.kind in ("semi", "anti") and not self._as_inner(op):
            rows = exp.select(*self._side(op.left, LEFT)).from_(left)
            if op.kind == "anti":
                return without_match(self._engine, rows, right, self.matches(op), _right_key(op))
            names = self.schema(op.left).names
            return with_match(self._engine, rows, names, right, op.keys, self._residual(op))
        taken = [trees.alias(trees.column(t.column, RIGHT), t.name) for t in op.take]
        if op.kind == "full" and not self._engine.full_joins:
            return self._both(op, taken)
        selected = [*self._kept(op), *taken]
        conditions = self.matches(op)
        on = trees.all_of(conditions) if conditions else None
        joined = exp.select(*selected).from_(left)
        return joined.join(right, on=on, join_type=_JOINS[op.kind], copy=False)

    def _as_inner(self, op: Join) -> bool:
        """Whether a semi join is an inner one: no row of the right repeats one of the left."""
        single = self._nodes[op.right].unique_in(key.right for key in op.keys)
        return op.kind == "semi" and single and not self._engine.orders_semi_joins

    def _both(self, op: Join, taken: Sequence[exp.Expr]) -> exp.Expr:
        """A full join where there is none: the left rows, and those right ones without a match."""
        left, right = self._aliased(op.left, LEFT), self._aliased(op.right, RIGHT)
        conditions, partner = self.matches(op), {key.left: key.right for key in op.keys}
        joined = exp.select(*self._side(op.left, LEFT), *taken).from_(left)
        joined = joined.join(right, on=trees.all_of(conditions), join_type="LEFT", copy=False)
        schema = self.schema(op.left)
        given = [
            trees.column(partner[c.name], RIGHT)
            if c.name in partner
            else self._engine.cast(exp.Null(), c.type)
            for c in schema
        ]
        named = [trees.alias(tree, c.name) for tree, c in zip(given, schema, strict=True)]
        alone = exp.select(*named, *(tree.copy() for tree in taken)).from_(right.copy())
        key = trees.column(op.keys[0].left, LEFT)
        alone = without_match(self._engine, alone, left.copy(), conditions, key)
        return exp.Union(this=joined, expression=alone, distinct=False)

    def _kept(self, op: Join) -> list[exp.Expr]:
        """The left's columns; of a full join's key the value that is there."""
        if op.kind != "full":
            return self._side(op.left, LEFT)
        partner = {key.left: key.right for key in op.keys}
        return [
            trees.alias(
                trees.call("COALESCE", trees.column(n, LEFT), trees.column(partner[n], RIGHT)), n
            )
            if n in partner
            else trees.column(n, LEFT)
            for n in self.schema(op.left).names
        ]

    def _side(self, node: NodeId, side: str) -> list[exp.Expr]:
        columns = self.columns(node)
        if isinstance(columns[0], exp.Star):
            return [exp.Column(this=exp.Star(), table=trees.name(side))]
        return [trees.column(n, side) for n in self.schema(node).names]

    def _aliased(self, node: NodeId, side: str) -> exp.Expr:
        source = self._source_of(node)
        return exp.alias_(source, trees.name(side), table=True)

    def _numbers(self, op: Numbers, name: str) -> exp.Expr:
        query = self._engine.numbers.format(last=op.count - 1)
        numbers: exp.Expr = exp.maybe_parse(query, dialect=self._engine.glot)
        rows = exp.Subquery(this=numbers, alias=exp.TableAlias(this=trees.name("numbers")))
        return exp.select(trees.alias(trees.column("_n"), name)).from_(rows)

    def _judge(self, op: Judge) -> exp.Expr:
        schema = self.schema(op.input)
        judged = [
            (rule.name, breaks(self._engine, schema, rule.rule, self._aliased)) for rule in op.rules
        ]
        broken = trees.alias(broken_rules(self._engine, judged), BROKEN_RULES)
        refers = any(isinstance(rule.rule, ReferencesRule) for rule in op.rules)
        rows = self._aliased(op.input, LEFT) if refers else self._source_of(op.input)
        return exp.select(*self.columns(op.input), broken).from_(rows)

    def _union(self, op: Union) -> exp.Expr:
        names = self.schema(op.inputs[0]).names
        result, *rest = (self._arranged(node, names) for node in op.inputs)
        for other in rest:
            result = exp.Union(this=result, expression=other, distinct=False)
        return result

    def _compared(self, op: SetOperation) -> exp.Expr:
        made = exp.Except if op.kind == "except" else exp.Intersect
        names = self.schema(op.left).names
        left, right = self._arranged(op.left, names), self._arranged(op.right, names)
        return made(this=left, expression=right, distinct=True)

    def _arranged(self, node: NodeId, names: tuple[str, ...]) -> exp.Expr:
        if self.schema(node).names != names:
            return self._from(node, _columns(names))
        source = self._source_of(node)
        return source.this if isinstance(source, exp.Subquery) else self._all(node)

    def _group(self, op: GroupBy) -> exp.Expr:
        measures = self._items(op.measures, self._over(op.input))
        select = self._from(op.input, [*_columns(op.by), *measures])
        return select.group_by(*_columns(op.by)) if op.by else select

    def _window(self, op: Window) -> exp.Expr:
        calls = [p for i in op.items for p in walk(i.expr) if isinstance(p, WindowCall)]
        tying = any(call.function in ("rank", "dense_rank") for call in calls)
        ties = tying and op.given < len(op.order)
        over = self._over(op.input, ties=ties)
        made = self._items(op.items, over)
        select = self._from(op.input, [*self.columns(op.input), *made])
        used = {call.alias for tree in made for call in tree.find_all(exp.Window)}
        windows = [(WINDOW, op.order), (TIES, op.order[: op.given])]
        named = [_named_window(n, op.by, over.order(keys)) for n, keys in windows if n in used]
        select.set("windows", named)
        return select


def _right_key(op: Join) -> exp.Expr | None:
    return trees.column(op.keys[0].right, RIGHT) if op.keys else None


def _columns(names: Iterable[str]) -> list[exp.Expr]:
    return [trees.column(name) for name in names]


def _named_window(name: str, by: Iterable[str], order: Sequence[exp.Expr]) -> exp.Expr:
    return exp.Window(
        this=trees.name(name),
        partition_by=_columns(by),
        order=exp.Order(expressions=list(order)) if order else None,
    )
