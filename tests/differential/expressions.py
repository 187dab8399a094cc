"""Random well-typed expressions, as the text a spec would hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from speccc.functions.catalogue import SCALAR
from speccc.functions.model import Exact, Function, Signature
from speccc.ir.expr import Value
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Column, Kind, Type, decimal
from tests.differential.values import MULTIPLES, bounds, edges, often, pool, values

PRICE = decimal(9, 2)
#: What else decimals are cast to: all digits before the point (of which a product still has a type
#: in common with the others), few, many.
DECIMALS = (PRICE, PRICE, decimal(18, 4), decimal(5, 1), decimal(17, 0))
TYPES = (BOOL, INT64, FLOAT64, PRICE, TEXT, DATE, TIMESTAMP)
#: Those that every engine has.
PLAIN = tuple(t for t in TYPES if t != PRICE)
_BY_KIND = {t.kind.value: t for t in TYPES}

#: How an operator is written around its operands.
_SYMBOL = {
    "add": "({0} + {1})",
    "subtract": "({0} - {1})",
    "multiply": "({0} * {1})",
    "divide": "({0} / {1})",
    "negate": "(-{0})",
    "concat": "({0} || {1})",
    "equal": "({0} = {1})",
    "not_equal": "({0} <> {1})",
    "less": "({0} < {1})",
    "less_equal": "({0} <= {1})",
    "greater": "({0} > {1})",
    "greater_equal": "({0} >= {1})",
    "not": "(not {0})",
    "is_null": "({0} is null)",
    "is_not_null": "({0} is not null)",
}
#: What overflows too easily to be a part of other expressions.
_SKIPPED = frozenset({"exp", "power"})


def literal(value: Value) -> str:
    """A value as an expression."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value.replace("'", "''").replace("\n", " ") + "'"  # one line
        case dt.datetime():
            return f"timestamp '{value.isoformat(sep=' ')}'"
        case dt.date():
            return f"date '{value.isoformat()}'"
        case Decimal():
            return f"decimal '{value}'"
        case float():
            text = repr(abs(value))
            text = text if any(c in text for c in ".e") else text + ".0"
            return text if str(value)[0] != "-" else f"(-{text})"
        case int():
            return str(value) if value >= 0 else f"(-{-value})"


#: From what a type is converted, and by which word.
_CASTS = {
    Kind.BOOL: [(TEXT, "try_cast")],
    Kind.INT64: [(TEXT, "try_cast"), (FLOAT64, "try_cast"), (PRICE, "try_cast"), (BOOL, "cast")],
    Kind.FLOAT64: [(TEXT, "try_cast"), (INT64, "cast")],
    Kind.DECIMAL: [(t, "try_cast") for t in (TEXT, INT64, FLOAT64, PRICE)],
    Kind.TEXT: [(t, "cast") for t in (INT64, BOOL, PRICE, DATE, TIMESTAMP)],
    Kind.DATE: [(TEXT, "try_cast"), (TIMESTAMP, "cast")],
    Kind.TIMESTAMP: [(TEXT, "try_cast"), (DATE, "cast")],
}  # fmt: skip

SIGNATURES = tuple((f, signature) for f in SCALAR.values() for signature in f.signatures)
#: Those with literals have more than one way to be called.
_LITERAL = tuple(
    (f, signature) for f, signature in SIGNATURES if any(p.endswith("!") for p in signature.params)
)
_CONVERSIONS = tuple(
    (source, to, word)
    for kind, sources in _CASTS.items()
    for source, word in sources
    for to in (dict.fromkeys(DECIMALS) if kind is Kind.DECIMAL else (_BY_KIND[kind.value],))
)
#: Of which a quotient is made: mostly floats, whose overflows an engine has to look for.
_NUMBERS = (INT64, PRICE, *[FLOAT64] * 8)


def _has_decimals(
    made: tuple[Function, Signature] | tuple[Type, Type, str] | Type,
) -> bool:
    match made:
        case (Function(), Signature() as signature):
            return Kind.DECIMAL.value in (*signature.params, signature.result)
        case (Type() as source, Type() as to, _):
            return Kind.DECIMAL in (source.kind, to.kind)
        case number:
            return number.kind is Kind.DECIMAL


#: What `any_call` draws from; in PLAIN types as far as there are no decimals.
ANY = (*SIGNATURES, *_LITERAL, *_CONVERSIONS, *_NUMBERS)
ANY_PLAIN = tuple(each for each in ANY if not _has_decimals(each))


def _fits(pattern: str, wanted: Type) -> bool:
    if pattern in ("T", "N"):
        return pattern == "T" or wanted.is_number
    return pattern == wanted.kind.value


def producers(wanted: Type) -> list[tuple[Function, Signature]]:
    """The signatures of scalar functions whose result is of this kind."""
    found: list[tuple[Function, Signature]] = []
    for function in SCALAR.values():
        if function.name in _SKIPPED:
            continue
        for signature in function.signatures:
            result = signature.result
            computed = not isinstance(result, str)
            if (computed and wanted.kind is Kind.DECIMAL) or (
                isinstance(result, str) and _fits(result, wanted)
            ):
                found.append((function, signature))
    return found


def _useful(column: Column) -> bool:
    """Exact, and no decimal so long that it has no type in common with others."""
    return not column.inexact and column.type.precision <= 20


@st.composite
def expression(draw: st.DrawFn, wanted: Type, columns: Sequence[Column], depth: int = 2) -> str:
    """The text of an expression whose result has the kind of `wanted`."""
    own = [c.name for c in columns if c.type.kind is wanted.kind and _useful(c)]
    if own and (depth == 0 or draw(st.integers(0, 2)) == 0):
        return draw(st.sampled_from(own))
    if depth == 0:
        return draw(_known(wanted, columns))
    form = draw(st.sampled_from(("call", "call", "call", "call", "case", "cast", "literal")))
    if form == "literal":
        return literal(draw(values(wanted)))
    if form == "case":
        return draw(_case(wanted, columns, depth))
    if form == "cast":
        return draw(_cast(wanted, columns, depth))
    function, signature = draw(st.sampled_from(producers(wanted)))
    group = wanted if signature.result in ("T", "N") else draw(_group(signature))
    return draw(call(function, signature, group, columns, depth))


@st.composite
def _known(draw: st.DrawFn, wanted: Type, columns: Sequence[Column]) -> str:
    """A value where no column is of its type: one that goes by the row if it can, since compilers
    compute with the others themselves.
    """
    asked = [c for c in columns if _useful(c)]
    if not asked:
        return literal(draw(values(wanted)))
    column = draw(st.sampled_from(asked))
    condition = f"({column.name} is not null)"
    if not column.nullable or draw(st.booleans()):
        condition = f"({column.name} <= {literal(draw(values(column.type)))})"
    if wanted == BOOL:
        return condition
    some = values(wanted)
    if draw(st.integers(0, 7)) == 0:
        some = st.sampled_from(edges(wanted))
    then, otherwise = (literal(draw(some)) for _ in range(2))
    rest = f" else {otherwise}" if draw(st.booleans()) else ""
    return f"case when {condition} then {then}{rest} end"


@st.composite
def any_call(draw: st.DrawFn, columns: Sequence[Column], types: Sequence[Type] = TYPES) -> str:
    """The text of one of `ANY`; most often of columns as they are, since what other calls make is
    NULL or out of range more often.
    """
    depth = draw(st.sampled_from((1, 1, 2)))
    match draw(st.sampled_from(ANY if PRICE in types else ANY_PLAIN)):
        case (Function() as function, Signature() as signature):
            group = draw(_group(signature, types))
            return draw(call(function, signature, group, columns, depth))
        case (Type() as source, Type() as to, word):
            return draw(_conversion(source, to, word, columns, depth))
        case number:
            return draw(_part_of_one(number, columns))


@st.composite
def call(
    draw: st.DrawFn,
    function: Function,
    signature: Signature,
    group: Type,
    columns: Sequence[Column],
    depth: int,
) -> str:
    """A call of this signature, in which "T" or "N" is `group`."""
    params = list(signature.params)
    if signature.variadic:
        params += [params[-1]] * draw(st.integers(0, 2))
    args: list[str] = []
    for position, pattern in enumerate(params):
        kind = (
            group if pattern.rstrip("!") in ("T", "N") else _BY_KIND.get(pattern.rstrip("!"), PRICE)
        )
        if pattern.endswith("!"):
            args.append(draw(_literal_argument(function, position, kind)))
        elif position and draw(st.integers(0, 2)) == 0:  # there may be one column of a type alone
            args.append(literal(draw(_literal_value(kind))))
        else:
            arg = draw(expression(kind, columns, depth - 1))
            some_at_edge = not position and draw(st.integers(0, 15)) == 0
            args.append(draw(or_one_of(arg, edges(kind), columns)) if some_at_edge else arg)
    return written(function, args)


def _literal_value(kind: Type) -> st.SearchStrategy[Value]:
    """Beside a column; at times one that takes the edge of the type to its other values."""
    return st.one_of(values(kind), values(kind), values(kind), st.sampled_from(edges(kind)))


def result_of(function: Function, signature: Signature, group: Type) -> Type | None:
    """The type of a call whose "T" or "N" is `group`; None if it goes by more than that, or if the
    last bits of the value go by the order of rows.
    """
    if not isinstance(signature.result, str) or function.exact is Exact.NO:
        return None
    result = _BY_KIND.get(signature.result, group)
    return None if result == FLOAT64 and function.exact is Exact.FLOATS else result


@st.composite
def computed_of(draw: st.DrawFn, made: str, type: Type) -> str:
    """A call with a value of this type, which an expression makes, and literals."""
    takes = {type.kind.value, "T"} | ({"N"} if type.is_number else set())
    own = [(f, s) for f, s in SIGNATURES if not takes.isdisjoint(s.params)]
    function, signature = draw(st.sampled_from(own))
    names = (made, made, literal(draw(values(type))))
    columns = [Column(name, type, nullable=True) for name in names]
    text = draw(call(function, signature, type, columns, 1))
    return text if made in text else made


@st.composite
def _part_of_one(draw: st.DrawFn, kind: Type, columns: Sequence[Column]) -> str:
    """One divided by what may overflow, and of which the quotient tells nothing: it is finite."""
    a = draw(expression(kind, columns, 0))
    b = draw(expression(kind, columns, 0) | st.sampled_from(pool(kind)).map(literal))
    return f"(1.0 / ({a} {draw(st.sampled_from('+-*//'))} {b}))"


#: Of texts that have the signs of a pattern.
_PATTERNS = (r"a\%b", r"a\_b", r"\%", r"\_", r"%\%%", r"%\_%", r"%\\%")
#: What stands within many of the texts, at their ends, or is one.
_PARTS = (",", "-", " ", "a", "_", "1", "A", "b", "a ", "")


def _group(signature: Signature, types: Sequence[Type] = TYPES) -> st.SearchStrategy[Type]:
    numbers = any(p.rstrip("!") == "N" for p in signature.params)
    return st.sampled_from([t for t in types if t.is_number] if numbers else types)


def _literal_argument(function: Function, position: int, kind: Type) -> st.SearchStrategy[str]:
    if kind == INT64 and function.name != "in":
        counts_from_one = function.name == "substr" and position == 1
        least = 1 if counts_from_one else function.literal_min
        most = min(function.literal_max, 9)
        return (st.integers(least, min(most, 4)) | st.sampled_from((least, most))).map(str)
    if function.name == "lpad":
        return st.sampled_from(("'0'", "' '", "'é'"))
    if function.name == "like":
        parts = st.lists(
            st.sampled_from(["%", "_", "a", "A", "é", "1", "\\%", "\\_", " "]), max_size=4
        )
        return (parts.map("".join) | st.sampled_from(_PATTERNS)).map(literal)
    if function.name == "in":
        return (values(kind) | often(kind)).map(lambda v: literal(v).strip("()"))
    if kind == TEXT:
        may_be_empty = function.name not in ("replace", "split_part") or position != 1
        texts = st.sampled_from(_PARTS) | values(TEXT)
        return texts.filter(lambda text: bool(text) or may_be_empty).map(literal)
    return values(kind).map(literal)


def written(function: Function, args: Sequence[str]) -> str:
    """A call of a function or an operator."""
    match function.name:
        case "and" | "or":
            joined = f" {function.name} ".join(args)
            return f"({joined})"
        case "in":
            return f"({args[0]} in ({', '.join(args[1:])}))"
        case "like":
            return f"({args[0]} like {args[1]})"
        case name if name in _SYMBOL:
            return _SYMBOL[name].format(*args)
        case name:
            return f"{name}({', '.join(args)})"


@st.composite
def _case(draw: st.DrawFn, wanted: Type, columns: Sequence[Column], depth: int) -> str:
    count = draw(st.integers(1, 2))
    whens = [
        f"when {draw(expression(BOOL, columns, depth - 1))} "
        f"then {draw(expression(wanted, columns, depth - 1))}"
        for _ in range(count)
    ]
    rest = f" else {draw(expression(wanted, columns, depth - 1))}" if draw(st.booleans()) else ""
    return f"case {' '.join(whens)}{rest} end"


@st.composite
def _cast(draw: st.DrawFn, wanted: Type, columns: Sequence[Column], depth: int) -> str:
    source, word = draw(st.sampled_from(_CASTS[wanted.kind]))
    to = draw(st.sampled_from(DECIMALS)) if wanted == PRICE else wanted
    return draw(_conversion(source, to, word, columns, depth))


@st.composite
def _conversion(
    draw: st.DrawFn, source: Type, to: Type, word: str, columns: Sequence[Column], depth: int
) -> str:
    """A cast or try_cast; at times, where it may fail, with values at the bounds of the type."""
    operand = draw(expression(source, columns, depth - 1))
    at_bound = bounds(source, to) if word == "try_cast" else ()
    if at_bound and draw(st.booleans()):
        operand = draw(or_one_of(operand, at_bound, columns))
    if (source.kind, to) == (Kind.DECIMAL, INT64) and draw(st.booleans()):  # no literal is so long
        factor, times = draw(st.sampled_from([*MULTIPLES.items()]))
        known = (Decimal(factor), Decimal(-factor))
        operand = f"{draw(or_one_of(operand, known, columns))} * {times}"
    return f"{word}({operand} as {to})"


@st.composite
def or_one_of(
    draw: st.DrawFn, operand: str, known: Sequence[Value], columns: Sequence[Column]
) -> str:
    """In some rows the operand, in others two of these values, which is not known before a run."""
    condition, otherwise = (draw(expression(BOOL, columns, 1)) for _ in range(2))
    chosen = [literal(draw(st.sampled_from(known))) for _ in range(2)]
    whens = f"when {condition} then {chosen[0]} when {otherwise} then {chosen[1]}"
    return f"case {whens} else {operand} end"
