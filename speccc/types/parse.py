"""Type texts, as a spec writes them: `decimal(12,2) not null`."""

from __future__ import annotations

import re

from speccc.types.model import MAX_DECLARED_PRECISION, Kind, Type

_PATTERN = re.compile(
    r"\s*(?P<kind>[A-Za-z_][A-Za-z0-9_]*)\s*"
    r"(?:\(\s*(?P<p>[0-9]+)\s*,\s*(?P<s>[0-9]+)\s*\))?(?P<notnull>\s+not\s+null)?\s*"
)

KINDS = tuple(k.value for k in Kind)

#: What other systems call our types, for the hint.
OTHER_NAMES = {
    "string": "text",
    "str": "text",
    "varchar": "text",
    "char": "text",
    "int": "int64",
    "integer": "int64",
    "bigint": "int64",
    "int32": "int64",
    "long": "int64",
    "float": "float64",
    "double": "float64",
    "real": "float64",
    "number": "decimal",
    "numeric": "decimal",
    "boolean": "bool",
    "datetime": "timestamp",
}


class TypeTextError(ValueError):
    """The text names no type. `hint` says what was probably meant ("" if nothing comes near)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def parse_type(text: str) -> tuple[Type, bool]:
    """The type that `text` names, and whether it may be null.

    Raises TypeTextError for an unknown name, a decimal without (p,s), p > 18 or s > p.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise TypeTextError(f"'{text}' is not a type", f"one of: {', '.join(KINDS)}")
    name, precision, scale = match["kind"], match["p"], match["s"]
    if name not in KINDS:
        meant = OTHER_NAMES.get(name.lower(), name.lower() if name.lower() in KINDS else "")
        guess = f"did you mean '{meant}'? " if meant else ""
        raise TypeTextError(f"unknown type '{name}'", f"{guess}types: {', '.join(KINDS)}")
    nullable = match["notnull"] is None
    if name != Kind.DECIMAL:
        if precision is not None:
            raise TypeTextError(f"'{name}' takes no precision", f"write '{name}'")
        return Type(Kind(name)), nullable
    if precision is None:
        raise TypeTextError("a decimal needs its precision and scale", "for example decimal(12,2)")
    p, s = int(precision), int(scale)
    if not 1 <= p <= MAX_DECLARED_PRECISION or s > p:
        raise TypeTextError(
            f"decimal({p},{s}) is out of range",
            f"1 <= precision <= {MAX_DECLARED_PRECISION} and scale <= precision",
        )
    return Type(Kind.DECIMAL, p, s), nullable
