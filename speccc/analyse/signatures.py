"""Which signature of a function fits, and what its arguments must become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speccc.analyse.literals import Number, Untyped, as_type, settled
from speccc.functions.model import Function, Pattern, Signature
from speccc.ir.expr import Cast, Expr, Literal
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Kind, Type
from speccc.types.rules import Conversion, as_decimal, conversion, unify

#: An argument: typed, or a literal that still adapts to its neighbours.
Operand = Expr | Number | Untyped

_KINDS = {
    "bool": BOOL,
    "int64": INT64,
    "float64": FLOAT64,
    "text": TEXT,
    "date": DATE,
    "timestamp": TIMESTAMP,
}


@dataclass(frozen=True, slots=True)
class Fit:
    """The signature that fits, the arguments as it wants them, and the result's type."""

    signature: Signature
    args: tuple[Expr, ...]
    result: Type


def fit(function: Function, operands: Sequence[Operand]) -> Fit | None:
    """The first signature that fits with the fewest promotions; None if none does.

    A signature that fits and has no type for its result (the scale of a product) ends the search:
    to go on would turn exact numbers into inexact ones without a word.
    """
    found: list[Fit] = []
    for signature in function.signatures:
        args = _arguments(signature, operands)
        if args is None:
            continue
        result = _result(signature, args)
        if result is None:
            break
        found.append(Fit(signature, args, result))
    return min(found, key=lambda f: sum(isinstance(a, Cast) for a in f.args), default=None)


def _patterns(signature: Signature, count: int) -> tuple[Pattern, ...] | None:
    """One pattern for each argument; None if the number of arguments is wrong."""
    params = signature.params
    if not signature.variadic:
        return params if count == len(params) else None
    if count < len(params):
        return None
    return params + (params[-1],) * (count - len(params))


def _arguments(signature: Signature, operands: Sequence[Operand]) -> tuple[Expr, ...] | None:
    """The operands as the signature wants them; None if it does not fit."""
    patterns = _patterns(signature, len(operands))
    if patterns is None:
        return None
    groups: dict[str, list[int]] = {}
    for position, pattern in enumerate(patterns):
        own = pattern if pattern.endswith("!") and pattern[0] not in "TN" else pattern.rstrip("!")
        groups.setdefault(own, []).append(position)
    args: dict[int, Expr] = {}
    for pattern, positions in groups.items():
        members = [operands[i] for i in positions]
        exact = signature.result == "T" or pattern == "N"
        fitted = _fit_group(pattern, members, exact)
        if fitted is None:
            return None
        args.update(zip(positions, fitted, strict=True))
    return tuple(args[i] for i in range(len(operands)))


def _result(signature: Signature, args: Sequence[Expr]) -> Type | None:
    if not isinstance(signature.result, str):
        shapes = tuple((a.type, a.value if isinstance(a, Literal) else None) for a in args)
        return signature.result(shapes)
    if signature.result in _KINDS:
        return _KINDS[signature.result]
    patterns = _patterns(signature, len(args)) or ()
    return next(a.type for a, p in zip(args, patterns, strict=True) if p[0] == signature.result)


def _fit_group(pattern: str, members: Sequence[Operand], exact: bool) -> list[Expr] | None:
    """The members, promoted to what `pattern` asks for; None if one cannot be.

    `exact`: decimals must become one type, not only one kind.
    """
    typed = [settled(m) if isinstance(m, Number) and pattern.endswith("!") else m for m in members]
    kind = pattern.rstrip("!")
    if pattern.endswith("!") and any(not isinstance(m, Literal) for m in typed):
        return None
    to = _KINDS.get(kind) or _common(kind, typed)
    if to is None or (kind == "N" and not to.is_number):
        return None
    if to is FLOAT64 and kind == "float64" and _mixes_float_and_decimal(typed):
        return None
    promoted = [_promote(m, to, exact) for m in typed]
    return None if any(p is None for p in promoted) else [p for p in promoted if p is not None]


def _mixes_float_and_decimal(members: Sequence[Operand]) -> bool:
    kinds = {m.type.kind for m in members if not isinstance(m, Number | Untyped)}
    return {Kind.FLOAT64, Kind.DECIMAL} <= kinds


def _common(kind: str, members: Sequence[Operand]) -> Type | None:
    """The common type of a group of "T", "N" or "decimal"; None if there is none."""
    types = [m.type for m in members if not isinstance(m, Number | Untyped)]
    if kind == "decimal":
        if not any(t.kind is Kind.DECIMAL for t in types):
            return None
        if any(t.kind not in (Kind.DECIMAL, Kind.INT64) for t in types):
            return None
    numbers = [m for m in members if isinstance(m, Number)]
    decimal = any(t.kind is Kind.DECIMAL for t in types)
    for number in numbers:
        adapted = number.as_decimal() if decimal else settled(number)
        if adapted is None:
            return None
        types.append(adapted.type)
    return unify(types) if types else None


def _promote(member: Operand, to: Type, exact: bool) -> Expr | None:
    """The member as `to`; None if it has no place there.

    Decimals keep their own precision and scale unless `exact`; then 38 digits may be too few.
    """
    if isinstance(member, Untyped | Number):
        if isinstance(member, Number) and to.kind is Kind.DECIMAL and not exact:
            return member.as_decimal()
        return as_type(member, to)
    source = member.type
    if source == to:
        return member
    if to.kind is Kind.DECIMAL and source.kind in (Kind.DECIMAL, Kind.INT64):
        if source.kind is Kind.DECIMAL and not exact:
            return member
        wanted = to if exact else as_decimal(source)
        return promote(member, wanted) if conversion(source, wanted) is Conversion.SAFE else None
    if to == FLOAT64 and source.kind in (Kind.INT64, Kind.DECIMAL):
        return promote(member, to)
    return None


def promote(expr: Expr, to: Type) -> Expr:
    """The expression as `to`, which it promotes to; literals are converted at once."""
    if expr.type == to:
        return expr
    if isinstance(expr, Literal):
        return as_type(expr, to) or expr
    return safe_cast(expr, to)


def safe_cast(expr: Expr, to: Type) -> Expr:
    """A conversion that cannot fail. A decimal as float64 may differ in the last bit."""
    lossy = expr.type.kind is Kind.DECIMAL and to == FLOAT64
    return Cast(
        type=to,
        nullable=expr.nullable,
        inexact=expr.inexact or lossy,
        span=expr.span,
        operand=expr,
        mode="safe",
    )
