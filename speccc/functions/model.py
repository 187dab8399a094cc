"""What a row of the catalogue says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from speccc.types import Type


class Form(StrEnum):
    SCALAR = "scalar"
    AGGREGATE = "aggregate"
    WINDOW = "window"


class Nulls(StrEnum):
    """When a result is NULL."""

    STRICT = "NULL if any argument is NULL"
    PARTIAL = "NULL if any argument is NULL, or if there is no such value"
    NEVER = "never NULL"
    FIRST = "NULL if all arguments are NULL"
    KLEENE = "three-valued logic"
    SKIP = "NULLs are skipped; NULL if no value is left"
    ALWAYS = "may be NULL"
    ROW = "the value of a row, NULL or not; NULL if there is no such row"


class Exact(StrEnum):
    """Whether every engine gives the same bits."""

    YES = "exact"
    FLOATS = "exact, except over float64: the last bits depend on the order of evaluation"
    NO = "float64 within a relative 1e-9"


#: A parameter's pattern: a kind's name; "T" and "N" are any type and any number, the same for all
#: that carry the letter; a trailing "!" asks for a literal.
Pattern = str
#: The arguments as a rule for a result sees them: types, and the values of literals (else None).
Shapes = tuple[tuple[Type, object], ...]
#: A result: a kind's name, "T" or "N", or a rule over the arguments (None: no such type).
Result = str | Callable[[Shapes], Type | None]


@dataclass(frozen=True, slots=True)
class Signature:
    """One shape of a call. With `variadic` the last pattern may be repeated."""

    params: tuple[Pattern, ...]
    result: Result
    shown: str
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One operator or function.

    `symbol` is how an operator is written ("" for functions: they are called by name).
    `ordered`: takes `order by` (an aggregate). `framed`: as a window call it needs `over`.
    `literal_min`: the least value of a literal int64 argument.
    """

    name: str
    form: Form
    group: str
    signatures: tuple[Signature, ...]
    nulls: Nulls
    doc: str
    exact: Exact = Exact.YES
    symbol: str = ""
    ordered: bool = False
    framed: bool = False
    literal_min: int = 0
    literal_max: int = 2**31 - 1


def sig(text: str, result: Callable[[Shapes], Type | None] | None = None) -> Signature:
    """A signature from `"int64, N... -> T"`; `result` computes what the text after `->` names."""
    params, _, out = (part.strip() for part in text.partition("->"))
    patterns = tuple(p.strip() for p in params.split(",") if p.strip())
    variadic = bool(patterns) and patterns[-1].endswith("...")
    clean = tuple(p.removesuffix("...") for p in patterns)
    return Signature(clean, result or out, text, variadic)
