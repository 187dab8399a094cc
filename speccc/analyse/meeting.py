"""What to write when the types of operands do not meet: hints that show the operands themselves."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.analyse.literals import Number, Untyped, settled
from speccc.analyse.signatures import Operand
from speccc.functions.model import Function
from speccc.ir.expr import Column, Expr, Literal, Param
from speccc.types import TEXT, Kind, Type
from speccc.types.cells import read_cell
from speccc.types.rules import Conversion, conversion

_NUMBERS = frozenset((Kind.INT64, Kind.FLOAT64, Kind.DECIMAL))
_TIMES = frozenset((Kind.DATE, Kind.TIMESTAMP))
_ARITHMETIC = frozenset(("+", "-", "*", "/"))
_CONNECTIVES = frozenset(("and", "or", "not"))


def operand_hint(function: Function, operands: Sequence[Operand]) -> str:
    """What to write instead of an operator that does not take these operands. Never empty."""
    typed = [settled(o) if isinstance(o, Number) else o for o in operands]
    known = [o for o in typed if not isinstance(o, Untyped)]
    kinds = {o.type.kind for o in known}
    symbol = function.symbol
    if symbol in _CONNECTIVES:
        return condition_hint(next(o for o in known if o.type.kind is not Kind.BOOL))
    if symbol == "like":
        return f"only texts are like a pattern: {_as_text(known[0])}"
    if symbol == "||":
        return _as_text(next(o for o in known if o.type != TEXT))
    if symbol in _ARITHMETIC:
        if kinds & _TIMES and kinds <= _TIMES | {Kind.INT64}:
            return _time_arithmetic(symbol, known)
        if kinds == {Kind.TEXT}:
            return _text_arithmetic(symbol, known)
        if Kind.BOOL in kinds:
            shown = _shown(next(o for o in known if o.type.kind is Kind.BOOL))
            return f"to count, write 'case when {shown} then 1 else 0 end'"
    return branch_hint(operands, comparing=symbol not in _ARITHMETIC)


def branch_hint(operands: Sequence[Operand], *, comparing: bool = False) -> str:
    """What makes operands that should have one type meet. Never empty."""
    typed = [settled(o) if isinstance(o, Number) else o for o in operands]
    known = [o for o in typed if not isinstance(o, Untyped)]
    kinds = {o.type.kind for o in known}
    if kinds == {Kind.FLOAT64, Kind.DECIMAL}:
        exact = next(o for o in known if o.type.kind is Kind.DECIMAL)
        return f"write 'cast({_shown(exact)} as float64)'"
    if kinds == {Kind.DATE, Kind.TIMESTAMP}:
        moment = next(o for o in known if o.type.kind is Kind.TIMESTAMP)
        return f"write 'cast({_shown(moment)} as date)'"
    if Kind.TEXT in kinds and len(kinds) > 1:
        others = [o for o in known if o.type != TEXT]
        return _text_with([o for o in known if o.type == TEXT], others, comparing)
    if Kind.BOOL in kinds and kinds & _NUMBERS:
        shown = _shown(next(o for o in known if o.type.kind is Kind.BOOL))
        return f"a bool is no number: write '{shown}' or 'not {shown}'"
    if kinds & _TIMES and kinds & _NUMBERS:
        return "a date is no number: its literal is written date '2024-01-31', its parts year(d) …"
    listed = ", ".join(dict.fromkeys(str(o.type) for o in known))
    return f"bring them to one type before: {listed} have none in common"


def _text_with(texts: Sequence[Expr], others: Sequence[Expr], comparing: bool) -> str:
    """A text beside something else: a literal in the wrong clothes, or a column to convert."""
    to = next((o.type for o in others if not isinstance(o, Literal)), others[0].type)
    text = next((t for t in texts if not isinstance(t, Literal)), texts[0])
    if isinstance(text, Literal):
        return _literal_hint(str(text.value), to)
    shown = _shown(text)
    way = f"write 'try_cast({shown} as {to})', or a 'cast' step before"
    literal = next((o for o in others if isinstance(o, Literal)), None)
    if comparing and literal is not None and to.kind in _NUMBERS:
        return f"{way}; for the text write '{_shown(literal)}' in quotes"
    return way


def _literal_hint(text: str, to: Type) -> str:
    """A text literal where `to` is due."""
    reads = to.kind is Kind.DECIMAL or read_cell(text, to) is not None
    match to.kind:
        case Kind.DATE | Kind.TIMESTAMP:
            example = "2024-01-31" if to.kind is Kind.DATE else "2024-01-31 10:00:00"
            return f"write {to.kind} '{text if reads else example}'"
        case Kind.BOOL if reads:
            return f"write {text} without quotes"
        case Kind.INT64 | Kind.FLOAT64 | Kind.DECIMAL if _is_number(text):
            return f"write {text} without quotes: in quotes it is a text"
        case _:
            return f"'{text}' is a text: write a literal of type {to}, or convert the other side"


def _is_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return whole.isdecimal() and (not fraction or fraction.isdecimal())


def _time_arithmetic(symbol: str, operands: Sequence[Expr]) -> str:
    """`day + 30`, `until - day`: there are functions for them."""
    times = [o for o in operands if o.type.kind in _TIMES]
    if len(times) == 2 and symbol == "-":
        to, start = times
        if to.type.kind is start.type.kind is Kind.TIMESTAMP:
            return f"write 'seconds_between({_shown(start)}, {_shown(to)})'"
        first, last = _as_date(start), _as_date(to)
        return f"write 'days_between({first}, {last})'"
    number = next((o for o in operands if o.type.kind is Kind.INT64), None)
    if number is None or symbol not in "+-":
        return "dates are not numbers: add_days(d, n) moves one, days_between(from, to) compares"
    count = _shown(number) if symbol == "+" else f"-{_shown(number)}"
    shown = _shown(times[0])
    more = f" or 'add_seconds({shown}, {count})'" if times[0].type.kind is Kind.TIMESTAMP else ""
    return f"write 'add_days({shown}, {count})'{more}"


def _as_date(moment: Expr) -> str:
    shown = _shown(moment)
    return shown if moment.type.kind is Kind.DATE else f"cast({shown} as date)"


def _text_arithmetic(symbol: str, operands: Sequence[Expr]) -> str:
    if symbol == "+":
        return "texts are joined by '||'"
    number = f"try_cast({_shown(operands[0])} as int64)"
    return f"texts are no numbers: write '{number}', or a 'cast' step before"


def _as_text(operand: Expr) -> str:
    shown = _shown(operand)
    if conversion(operand.type, TEXT) is Conversion.SAFE:
        return f"write 'cast({shown} as text)'"
    return f"write 'cast(try_cast({shown} as decimal(12,2)) as text)'"


def condition_hint(operand: Operand) -> str:
    """What makes a condition of an operand that is not bool."""
    if isinstance(operand, Untyped):
        return "write a condition, such as a is not null"
    operand = settled(operand) if isinstance(operand, Number) else operand
    shown = _shown(operand)
    if operand.type.kind in _NUMBERS:
        return f"write a condition, such as {shown} <> 0"
    example = f"{shown} = 'yes'" if operand.type == TEXT else f"{shown} is not null"
    return f"write a condition, such as {example}"


def _shown(operand: Expr) -> str:
    """A short form of an operand; a longer one is left out."""
    match operand:
        case Column():
            return f"{operand.side}.{operand.name}" if operand.side else operand.name
        case Param():
            return f":{operand.name}"
        case Literal(value=value):
            return str(value).lower() if isinstance(value, bool) else str(value)
        case _:
            return "…"
