"""The call of a function or operator on typed operands, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.analyse.literals import Number, Untyped, settled
from speccc.analyse.meeting import branch_hint, operand_hint
from speccc.analyse.nullability import result_nullable
from speccc.analyse.signatures import Fit, Operand, fit
from speccc.diagnostics import Reporter, Span
from speccc.diagnostics.codes import types
from speccc.functions.model import Exact, Function, Signature
from speccc.ir.expr import Call, Expr
from speccc.types import FLOAT64, Kind, Type


def apply(
    function: Function, operands: Sequence[Operand], span: Span, reporter: Reporter
) -> Expr | None:
    """The call of a scalar function or operator, or a diagnostic that says why not."""
    fitted = fit(function, operands)
    if fitted is None:
        report_misfit(function, operands, span, reporter)
        return None
    args = fitted.args
    if function.name in ("and", "or"):
        args = _flattened(function.name, args)
    return Call(
        type=fitted.result,
        nullable=result_nullable(function, args),
        inexact=inexact_result(function, fitted),
        span=span,
        function=function.name,
        args=args,
    )


def _flattened(name: str, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """`(a and b) and c` as one call of three arguments."""
    flat: list[Expr] = []
    for arg in args:
        nested = isinstance(arg, Call) and arg.function == name
        flat.extend(arg.args if nested and isinstance(arg, Call) else (arg,))
    return tuple(flat)


def inexact_result(function: Function, fitted: Fit) -> bool:
    """Whether the last bits of the result depend on the engine."""
    inherited = any(a.inexact for a in fitted.args)
    floats = any(a.type == FLOAT64 for a in fitted.args)
    from_decimal = function.name == "avg" and any(a.type.kind is Kind.DECIMAL for a in fitted.args)
    match function.exact:
        case Exact.YES:
            return inherited
        case Exact.FLOATS:
            return inherited or floats or from_decimal
        case Exact.NO:
            return True


def report_misfit(
    function: Function, operands: Sequence[Operand], span: Span, reporter: Reporter
) -> None:
    """Says why no signature of the function takes these operands."""
    shown = [shown_type(o) for o in operands]
    if any(isinstance(o, Untyped) for o in operands):
        nulls = next(o for o in operands if isinstance(o, Untyped))
        reporter.add(types.UNTYPED_NULL.at(nulls.span))
    elif not function.symbol:
        _report_arguments(function, operands, span, reporter)
    elif function.name == "multiply" and all(s.startswith(("dec", "int")) for s in shown):
        reporter.add(types.DECIMAL_SCALE.at(span, operator="*"))
    else:
        reporter.add(
            types.OPERANDS.at(
                span,
                operator=function.symbol,
                types=" and ".join(dict.fromkeys(shown)),
                note=operand_hint(function, operands),
            )
        )


def _report_arguments(
    function: Function, operands: Sequence[Operand], span: Span, reporter: Reporter
) -> None:
    shown = [shown_type(o) for o in operands]
    if function.name == "coalesce" and len(operands) > 1:
        listed = ", ".join(dict.fromkeys(shown))
        reporter.add(types.BRANCHES.at(span, types=listed, note=branch_hint(operands)))
        return
    takes = " or ".join(dict.fromkeys(_readable(function.name, s) for s in function.signatures))
    reporter.add(
        types.ARGUMENTS.at(span, name=function.name, types=", ".join(shown), signatures=takes)
    )


def _readable(name: str, signature: Signature) -> str:
    """A signature without the catalogue's shorthand."""
    words = {"T": "any type", "N": "number"}
    params = [
        words.get(p.rstrip("!"), p.rstrip("!")) + (" literal" if p.endswith("!") else "")
        for p in signature.params
    ]
    return f"{name}({', '.join(params)}{', …' if signature.variadic else ''})"


def shown_type(operand: Operand) -> str:
    """The type as a message shows it."""
    match operand:
        case Untyped():
            return "null"
        case Number():
            return str(settled(operand).type)
        case _:
            return str(operand.type)


def no_cast_hint(source: Type, to: Type) -> str:
    """The way around a conversion that does not exist, where there is one."""
    match source.kind, to.kind:
        case Kind.FLOAT64, Kind.TEXT:
            return "go through a decimal: cast(try_cast(x as decimal(12,2)) as text)"
        case _, Kind.BOOL:
            return "write a comparison, such as x <> 0"
        case Kind.BOOL, _:
            return "write 'case when x then 1 else 0 end'"
        case _:
            return ""
