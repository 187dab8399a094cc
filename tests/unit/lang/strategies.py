"""Random trees, and texts that are nearly expressions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from speccc.lang import ast
from speccc.lang.ast import Expr
from speccc.lang.names import is_reserved
from speccc.lang.precedence import BINARY, Level
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, decimal
from tests.unit.lang.support import locate

#: Every node needs a place; none counts in equality.
AT: dict[str, Any] = {"span": locate(0, 0)}

_FREE_WORDS = (
    *("date", "timestamp", "decimal", "left", "right", "order", "by", "desc", "asc", "count"),
    *("first", "last", "rows", "all", "so", "far", "from", "before", "to", "after", "over"),
    *("select", "distinct", "interval", "exists", "extract", "filter", "escape", "mod", "ilike"),
)
_FRAGMENTS = (
    *("a", "b", "left.", ".", ",", "(", ")", "((", "))", ":p", ":", "::", "=", "<>", "<", ">="),
    *("+", "-", "*", "/", "||", "'x'", "'", "''", '"', "1", "0.5", "1e9", "012", "--", "#", "\n"),
    *("or", "and", "not", "is", "null", "in", "between", "like", "case", "when", "then", "else"),
    *("end", "cast(", "try_cast(", "as", "true", "f(", "over (", "last 5 rows", "all rows"),
    *("rows from 1 before to", "order by", "date '2024-01-31'", "timestamp", "decimal '1'"),
    *("!=", "==", "%", "&&", "[", "é", "\x00", "\u2028", "2024-01-31", "int64", "decimal(9,2)"),
    *_FREE_WORDS,
)

names = st.one_of(
    st.sampled_from(("a", "b", "Amount")),
    st.sampled_from(_FREE_WORDS),
    st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,62}", fullmatch=True).filter(
        lambda name: not is_reserved(name)
    ),
)
functions = names.map(str.lower).filter(lambda name: name not in ("exists", "extract", "convert"))
texts = st.text(
    st.one_of(
        st.sampled_from("'\"\t #-:%_\\"),
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    ),
    max_size=8,
)
numbers = st.builds(
    ast.Number,
    st.from_regex(r"(0|[1-9][0-9]{0,15})(\.[0-9]{1,9})?(e-?[0-9]{1,2})?", fullmatch=True),
    span=st.just(locate(0, 0)),
)
_typed = st.one_of(
    st.dates().map(lambda day: ("date", day.isoformat())),
    st.datetimes().map(lambda moment: ("timestamp", moment.isoformat(" "))),
    st.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?", fullmatch=True).map(
        lambda text: ("decimal", text)
    ),
).map(lambda pair: ast.Typed(pair[0], pair[1], **AT))  # type: ignore[arg-type]

_literals: SearchStrategy[Expr] = st.one_of(
    numbers,
    texts.map(lambda text: ast.Text(text, **AT)),
    st.booleans().map(lambda value: ast.Bool(value, **AT)),
    _typed,
)
_listed = _literals | numbers.map(lambda number: ast.Unary("-", number, **AT))
_operands: SearchStrategy[Expr] = st.one_of(
    _literals,
    st.builds(
        lambda name, side: ast.Name(name, side, **AT),
        names,
        st.sampled_from((None, None, "left", "right")),
    ),
    names.map(lambda name: ast.Param(name, **AT)),
    st.just(ast.Null(**AT)),
)
_frames = st.one_of(
    st.tuples(st.integers(-99, 0), st.integers(0, 99)),
    st.sampled_from(((None, 0), (None, None))),
).map(lambda ends: ast.Bound(*ends, **AT))
_orders = st.lists(
    st.builds(lambda name, desc: ast.OrderItem(name, desc, **AT), names, st.booleans()), max_size=2
).map(tuple)
_types = st.sampled_from((BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, decimal(12, 2)))
_some = st.booleans()


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4) -> Expr:
    """Every tree that some text gives, up to a depth."""

    def part() -> Expr:
        return draw(expressions(depth - 1))

    kind = draw(st.integers(0, 9)) if depth > 1 else 0
    match kind:
        case 0 | 1:
            return draw(_operands)
        case 2:
            return ast.Unary(draw(st.sampled_from(("-", "not"))), part(), **AT)
        case 3 | 4:
            return _binary(draw(st.sampled_from(tuple(BINARY))), part(), part())
        case 5:
            return ast.IsNull(part(), draw(_some), **AT)
        case 6:
            values = draw(st.lists(_listed, min_size=1, max_size=3))
            return ast.In(part(), tuple(values), draw(_some), **AT)
        case 7 if draw(_some):
            return ast.Between(part(), part(), part(), draw(_some), **AT)
        case 7:
            return ast.Like(part(), ast.Text(draw(texts), **AT), draw(_some), **AT)
        case 8 if draw(_some):
            whens = [ast.When(part(), part(), **AT) for _ in range(draw(st.integers(1, 2)))]
            return ast.Case(tuple(whens), part() if draw(_some) else None, **AT)
        case 8:
            return ast.Cast(part(), draw(_types), draw(_some), **AT)
        case _:
            args = tuple(part() for _ in range(draw(st.integers(0, 3))))
            frame = draw(st.none() | _frames)
            return ast.Call(draw(functions), args, draw(_orders), frame, **AT)


def _binary(op: ast.BinaryOp, left: Expr, right: Expr) -> Expr:
    """A comparison with a bare null is no expression; it becomes a sum."""
    compares = BINARY[op] is Level.COMPARE
    if compares and ast.Null in (type(left), type(right)):
        op = "+"
    return ast.Binary(op, left, right, **AT)


#: Pieces of expressions in any order.
soups = st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map(" ".join)
