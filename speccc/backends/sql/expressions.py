"""Typed expressions to sqlglot trees, by the tables of a dialect."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.engine import Engine, Site
from speccc.functions.catalogue import SCALAR
from speccc.ir.expr import (
    Aggregate,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    OrderKey,
    Param,
    Value,
    WindowCall,
)
from speccc.types import Kind, Schema, Type

#: Where an operand beside another column's value needs no type of its own.
_ADAPTING = frozenset(
    (
        *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "in", "same"),
        *("coalesce", "nullif", "greatest", "least"),
    )
)
#: The kinds of literals that are plain beside a value of their type, in every dialect.
_ADAPTED = (Kind.TEXT, Kind.FLOAT64)
_ARITHMETIC = frozenset(("add", "subtract", "multiply", "div", "mod"))

#: The window of a step, and that of its rank and dense_rank, which tie on the spec's own keys.
WINDOW, TIES = "w", "ties"
_TYING = frozenset(("rank", "dense_rank"))
#: Calls that never have a frame.
_UNFRAMED = ("LAG", "LEAD")


class Expressions:
    """Lowers the expressions over one input (over two, in a join)."""

    def __init__(self, engine: Engine, schema: Schema, *, ties: bool = False) -> None:
        """`schema` is the input's, for order keys; `ties` tells that there is a TIES window."""
        self._engine = engine
        self._schema = schema
        self._ties = ties

    def lower(self, expr: Expr, *, bare: bool = False) -> exp.Expr:
        """The tree of an expression; a `bare` number is written without its type."""
        match expr:
            case Column():
                return trees.column(expr.name, expr.side)
            case Literal():
                return literal(self._engine, expr.value, expr.type, bare=bare)
            case Param():
                return self._engine.parameter(expr.name)
            case Call():
                operands = tuple(self.lower(arg, bare=_bare(expr, arg)) for arg in expr.args)
                return self._apply(self._engine.scalars[expr.function], expr, operands)
            case Case():
                return self._case(expr)
            case Cast():
                operand = self.lower(expr.operand)
                return self._engine.convert(operand, expr.operand.type, expr.type, expr.mode)
            case Aggregate():
                return self._aggregate(expr)
            case WindowCall():
                return self._over(expr)
            case _:
                assert_never(expr)

    def order(self, keys: Iterable[OrderKey]) -> list[exp.Expr]:
        """Order keys; NULLs, where there can be some, last in both directions."""
        return [tree for key in keys for tree in self._ordered(key)]

    def _ordered(self, key: OrderKey) -> Iterable[exp.Expr]:
        nullable, last = self._schema[key.column].nullable, self._engine.nulls_last
        if nullable and not last:
            yield exp.Ordered(this=exp.Is(this=trees.column(key.column), expression=exp.Null()))
        yield exp.Ordered(
            this=trees.column(key.column),
            desc=key.descending,
            nulls_first=False if nullable and last else None,
        )

    def _apply(
        self, lowering: object, expr: Call | Aggregate | WindowCall, operands: tuple[exp.Expr, ...]
    ) -> exp.Expr:
        frame = expr.frame if isinstance(expr, WindowCall) else None
        site = Site(expr.args, expr.type, self._engine, frame)
        return self._engine.apply(lowering, site, operands)  # pyright: ignore[reportArgumentType]

    def _case(self, expr: Case) -> exp.Expr:
        ifs = [exp.If(this=self.lower(w.condition), true=self.lower(w.result)) for w in expr.whens]
        default = None if expr.otherwise is None else self.lower(expr.otherwise)
        return exp.Case(ifs=ifs, default=default)

    def _literals_bare(self, args: tuple[Expr, ...]) -> tuple[exp.Expr, ...]:
        first, rest = args[:1], args[1:]
        typed = tuple(self.lower(arg) for arg in first)
        return (*typed, *(self.lower(arg, bare=isinstance(arg, Literal)) for arg in rest))

    def _aggregate(self, expr: Aggregate) -> exp.Expr:
        lowering = self._engine.aggregates[expr.function]
        tree = self._apply(lowering, expr, self._literals_bare(expr.args))
        if expr.order:
            return self._engine.ordered(expr.function, tree, self.order(expr.order))
        return tree

    def _over(self, expr: WindowCall) -> exp.Expr:
        lowering = self._engine.windows[expr.function]
        tree = self._apply(lowering, expr, self._literals_bare(expr.args))
        window = TIES if self._ties and expr.function in _TYING else WINDOW
        for node in tree.find_all(exp.Window):
            node.set("alias", trees.name(window))
            if expr.frame is not None and node.this.name not in _UNFRAMED:
                node.set("spec", _frame(expr.frame))
        return tree


def literal(engine: Engine, value: Value, type: Type, *, bare: bool = False) -> exp.Expr:
    """A value as a literal of its type; `bare` leaves out the type of a number."""
    if value is None:
        return engine.cast(exp.Null(), type)
    if type.kind in engine.literals and not (bare and type.kind in _ADAPTED):
        return engine.literals[type.kind](value)
    match type.kind:
        case Kind.BOOL:
            return exp.true() if value else exp.false()
        case Kind.TEXT:
            return trees.text(str(value))
        case Kind.INT64:
            return trees.number(value) if bare else engine.cast(trees.number(value), type)
        case Kind.DECIMAL:
            digits = format(Decimal(str(value)), "f")
            return trees.number(digits) if bare else engine.cast(trees.number(digits), type)
        case Kind.FLOAT64:
            return engine.float64(float(str(value)))
        case Kind.DATE | Kind.TIMESTAMP:
            return engine.cast(trees.text(str(value)), type)
        case _:
            assert_never(type.kind)


def _bare(call: Call, arg: Expr) -> bool:
    """Whether a literal argument needs no type: one beside it has the same, or none is asked."""
    others = [other for other in call.args if not isinstance(other, Literal)]
    if not isinstance(arg, Literal):
        return False
    if not others:
        return _written_out(call, arg)
    alike = any(other.type.kind is arg.type.kind for other in others)
    if call.function in _ADAPTING:
        return alike
    if call.function in _ARITHMETIC:
        return alike and arg.type.kind is Kind.INT64
    return True


def _written_out(call: Call, arg: Literal) -> bool:
    """Whether only a literal may stand there: its type is plain."""
    place = next(n for n, part in enumerate(call.args) if part is arg)
    signatures = SCALAR[call.function].signatures
    return all(s.params[place].endswith("!") for s in signatures if place < len(s.params))


def _frame(frame: Frame) -> exp.WindowSpec:
    start, start_side = _bound(frame.start, "PRECEDING")
    end, end_side = _bound(frame.end, "FOLLOWING")
    return exp.WindowSpec(
        kind="ROWS", start=start, start_side=start_side, end=end, end_side=end_side
    )


def _bound(offset: int | None, outward: str) -> tuple[str | exp.Expr, str | None]:
    match offset:
        case None:
            return "UNBOUNDED", outward
        case 0:
            return "CURRENT ROW", None
        case _:
            return trees.number(abs(offset)), "PRECEDING" if offset < 0 else "FOLLOWING"
