"""References to the environment, `${env:NAME}`: they are only named here, never filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_REFERENCE = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")


def names_in(value: object) -> Iterator[str]:
    """The variables that a value of an option refers to, nested values too, in their order."""
    match value:
        case str():
            yield from _REFERENCE.findall(value)
        case Mapping():
            for part in value.values():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
                yield from names_in(part)  # pyright: ignore[reportUnknownArgumentType]
        case Sequence():
            for part in value:  # pyright: ignore[reportUnknownVariableType]
                yield from names_in(part)  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return


def is_reference(value: object) -> bool:
    """Whether it is one reference and nothing beside it."""
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def parts_of(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text in their order; True marks the name of a variable."""
    for at, piece in enumerate(_REFERENCE.split(text)):
        if piece:
            yield piece, at % 2 == 1


def without_references(text: str) -> str:
    """The text with a letter for each reference, to look at what stands around them."""
    return _REFERENCE.sub("x", text)
