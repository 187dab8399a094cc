"""What must hold of a pipeline after analysis and after every pass.

A violation is speccc's own mistake: InternalError, never a diagnostic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from speccc.diagnostics import InternalError
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    OrderKey,
    Param,
    WindowCall,
    children,
    has_aggregate,
    walk,
)
from speccc.ir.rel import (
    BROKEN_RULES,
    WINDOW_END,
    WINDOW_START,
    Accepted,
    CheckRule,
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
    NotNullRule,
    Numbers,
    Pipeline,
    Project,
    ReconcileRule,
    ReferencesRule,
    Rejected,
    RowCountRule,
    Rule,
    Runs,
    Scan,
    ScanRejected,
    Session,
    SetOperation,
    Sort,
    TimeWindow,
    Union,
    UniqueRule,
    Window,
    inputs,
)
from speccc.types import BOOL, INT64, TEXT, TIMESTAMP, Schema
from speccc.types.rules import Conversion, conversion

#: By the mode of a sink, whether it has `key` and `by`.
_KEY_AND_BY = {
    "replace": (False, False),
    "merge": (True, False),
    "append": (True, False),
    "partition": (False, True),
}


def verify(pipeline: Pipeline, after: str = "analysis") -> Pipeline:
    """The pipeline, unchanged. Raises InternalError naming the node and the pass (`after`)."""
    known: dict[str, Node] = {}
    for node in pipeline.nodes:
        where = f"after {after}, node '{node.id}' ({node.address})"
        if node.id in known:
            raise InternalError(f"{where}: the id stands twice")
        if len(set(node.schema.names)) != len(node.schema):
            raise InternalError(f"{where}: two columns of one name")
        for name in inputs(node.op):
            if name not in known:
                raise InternalError(f"{where}: reads '{name}', which is not an earlier node")
        for key in node.keys:
            _has(node.schema, key, where)
        _Verifier(pipeline, known, node, where).op()
        known[node.id] = node
    for sink in pipeline.sinks:
        if sink.input not in known:
            raise InternalError(f"after {after}, sink '{sink.name}' reads '{sink.input}'")
        schema = known[sink.input].schema
        if tuple(c.name for c in sink.columns) != schema.names:
            raise InternalError(
                f"after {after}, sink '{sink.name}' has other columns than its input"
            )
        _has(schema, (*sink.key, *sink.by), f"after {after}, sink '{sink.name}'")
        if (bool(sink.key), bool(sink.by)) != _KEY_AND_BY[sink.mode]:
            raise InternalError(f"after {after}, sink '{sink.name}' has the key of another mode")
    return pipeline


def _has(schema: Schema, names: Iterable[str], where: str) -> None:
    for name in names:
        if name not in schema:
            raise InternalError(f"{where}: no column '{name}' in {', '.join(schema.names)}")


@dataclass(frozen=True, slots=True)
class _Verifier:
    pipeline: Pipeline
    known: Mapping[str, Node]
    node: Node
    where: str

    def op(self) -> None:
        op, where = self.node.op, self.where
        out = self.node.schema
        match op:
            case Scan() | ScanRejected():
                self._scan(op, out)
            case Project():
                self._items(op.items, out, self._schema(op.input))
            case Filter():
                self._condition(op.predicate, self._schema(op.input))
                self._same(out.names, self._schema(op.input).names)
            case Convert():
                _has(self._schema(op.input), (c.column for c in op.conversions), where)
                self._same(out.names, self._schema(op.input).names)
            case Dedupe():
                _has(self._schema(op.input), op.by, where)
                self._order(op.order, self._schema(op.input))
            case Distinct():
                _has(self._schema(op.input), op.columns, where)
                self._same(out.names, op.columns)
            case Sort() | Limit():
                self._order(op.order, self._schema(op.input))
                self._same(out.names, self._schema(op.input).names)
            case Join():
                self._join(op, out)
            case Union():
                for name in op.inputs:
                    _has(self._schema(name), out.names, where)
            case SetOperation():
                for name in (op.left, op.right):
                    self._same(tuple(sorted(self._schema(name).names)), tuple(sorted(out.names)))
            case GroupBy():
                self._same(out.names, (*op.by, *(m.name for m in op.measures)))
                _has(self._schema(op.input), op.by, where)
                measured = Schema(out.columns[len(op.by) :])
                self._items(op.measures, measured, self._schema(op.input), aggregates=True)
            case Window():
                source = self._schema(op.input)
                self._same(out.names, (*source.names, *(i.name for i in op.items)))
                _has(source, op.by, where)
                self._order(op.order, source)
                new = Schema(out.columns[len(source) :])
                self._items(op.items, new, source, windows=True)
            case TimeWindow() | Session() | Runs() | Numbers():
                self._timed(op, out)
            case Expect():
                self._same(out.names, self._schema(op.input).names)
                self._rules(op.input, op.rules, quarantine=False)
            case Judge():
                self._same(out.names, (*self._schema(op.input).names, BROKEN_RULES))
                self._rules(op.input, op.rules, quarantine=True)
            case Accepted() | Rejected():
                self._sorted_out(op, out)

    def _schema(self, id: str) -> Schema:
        return self.known[id].schema

    def _same(self, got: tuple[str, ...], wanted: tuple[str, ...]) -> None:
        if got != wanted:
            raise InternalError(f"{self.where}: columns are {got}, should be {wanted}")

    def _order(self, order: tuple[OrderKey, ...], schema: Schema) -> None:
        _has(schema, (k.column for k in order), self.where)

    def _scan(self, op: Scan | ScanRejected, out: Schema) -> None:
        names = tuple(c.name for c in self.pipeline.source(op.source).columns)
        aside = isinstance(op, ScanRejected)
        self._same(out.names, (*names, BROKEN_RULES) if aside else names)
        if aside and any(c.type != TEXT for c in out):
            raise InternalError(f"{self.where}: a rejected row of a source is text")

    def _join(self, op: Join, out: Schema) -> None:
        left, right = self._schema(op.left), self._schema(op.right)
        self._same(out.names, (*left.names, *(t.name for t in op.take)))
        _has(left, (k.left for k in op.keys), self.where)
        _has(right, (k.right for k in op.keys), self.where)
        _has(right, (t.column for t in op.take), self.where)
        if op.where is not None:
            self._condition(op.where, left, right)

    def _timed(self, op: TimeWindow | Session | Runs | Numbers, out: Schema) -> None:
        match op:
            case TimeWindow() | Session():
                source = self._schema(op.input)
                self._same(out.names, (*source.names, WINDOW_START, WINDOW_END))
                by = op.by if isinstance(op, Session) else ()
                _has(source, (*by, op.time), self.where)
                times = (op.time, WINDOW_START, WINDOW_END)
                if any(out[n].type != TIMESTAMP or out[n].nullable for n in times):
                    raise InternalError(f"{self.where}: a window of something else than times")
            case Runs():
                source = self._schema(op.input)
                self._same(out.names, (*op.by, *(m.name for m in op.measures)))
                _has(source, op.by, self.where)
                self._order(op.order, source)
                self._condition(op.holds, source)
                _has(source, op.proven, self.where)
                sure = source.not_null(op.proven)
                measured = Schema(out.columns[len(op.by) :])
                self._items(op.measures, measured, sure, aggregates=True)
            case Numbers():
                if [(c.type, c.nullable) for c in out] != [(INT64, False)]:
                    raise InternalError(f"{self.where}: numbers in {out}")

    def _sorted_out(self, op: Accepted | Rejected, out: Schema) -> None:
        if not isinstance(self.known[op.input].op, Judge):
            raise InternalError(f"{self.where}: '{op.input}' judges no rows")
        judged = self._schema(op.input).names
        self._same(out.names, judged[:-1] if isinstance(op, Accepted) else judged)

    def _rules(self, input: str, rules: tuple[Rule, ...], *, quarantine: bool) -> None:
        schema = self._schema(input)
        for rule in rules:
            if (rule.severity == "quarantine") is not quarantine:
                raise InternalError(f"{self.where}: a rule of severity {rule.severity}")
            match rule.rule:
                case UniqueRule() | RowCountRule() | ReconcileRule() if quarantine:
                    raise InternalError(f"{self.where}: '{rule.name}' is not about one row")
                case CheckRule():
                    self._condition(rule.rule.predicate, schema)
                case NotNullRule() | UniqueRule():
                    _has(schema, rule.rule.columns, self.where)
                case ReferencesRule():
                    _has(schema, (k.left for k in rule.rule.keys), self.where)
                    _has(self._schema(rule.rule.to), (k.right for k in rule.rule.keys), self.where)
                case _:
                    pass

    def _condition(self, expr: Expr, schema: Schema, right: Schema | None = None) -> None:
        if expr.type != BOOL:
            raise InternalError(f"{self.where}: a condition of type {expr.type}")
        self._expr(expr, schema, right)

    def _items(
        self,
        items: tuple[Item, ...],
        out: Schema,
        schema: Schema,
        *,
        aggregates: bool = False,
        windows: bool = False,
    ) -> None:
        self._same(out.names, tuple(i.name for i in items))
        for item in items:
            column = out[item.name]
            if column.type != item.expr.type:
                raise InternalError(f"{self.where}: '{item.name}' is not {item.expr.type}")
            if item.expr.nullable and not column.nullable:
                raise InternalError(f"{self.where}: '{item.name}' can be NULL")
            self._expr(item.expr, schema, None)
            if has_aggregate(item.expr) != aggregates:
                what = "aggregates nothing" if aggregates else "aggregates outside measures"
                raise InternalError(f"{self.where}: '{item.name}' {what}")
            for part in walk(item.expr):
                if isinstance(part, WindowCall) and not windows:
                    raise InternalError(f"{self.where}: a window call outside a window")

    def _expr(self, expr: Expr, schema: Schema, right: Schema | None) -> None:
        match expr:
            case Column():
                side = right if expr.side == "right" else schema
                if (expr.side is None) != (right is None) or side is None:
                    raise InternalError(f"{self.where}: '{expr.name}' on side {expr.side}")
                _has(side, (expr.name,), self.where)
                if side[expr.name].type != expr.type:
                    raise InternalError(f"{self.where}: '{expr.name}' is not {expr.type}")
                if side[expr.name].nullable and not expr.nullable:
                    raise InternalError(f"{self.where}: '{expr.name}' can be NULL")
            case Param():
                if all(p.name != expr.name for p in self.pipeline.params):
                    raise InternalError(f"{self.where}: no param ':{expr.name}'")
            case Cast():
                allowed = conversion(expr.operand.type, expr.type)
                wanted = Conversion.SAFE if expr.mode == "safe" else Conversion.TRY
                if allowed is not wanted and expr.operand.type != expr.type:
                    source = expr.operand.type
                    raise InternalError(f"{self.where}: a {expr.mode} cast {source} to {expr.type}")
            case Case():
                branches = [w.result for w in expr.whens]
                branches += [expr.otherwise] if expr.otherwise is not None else []
                if any(b.type != expr.type for b in branches):
                    raise InternalError(f"{self.where}: case branches of different types")
                if any(w.condition.type != BOOL for w in expr.whens):
                    raise InternalError(f"{self.where}: a case condition that is not bool")
            case Literal():
                if expr.value is None and not expr.nullable:
                    raise InternalError(f"{self.where}: a NULL literal that is not nullable")
            case Aggregate():
                self._order(expr.order, schema)
            case Call() | WindowCall():
                pass
        for part in children(expr):
            self._expr(part, schema, right)
