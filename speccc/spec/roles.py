"""What a scalar of a document is for, where its YAML text does not say it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Told apart by the loader and the formatter; marks a field by `Annotated[str, Role…]`."""

    EXPRESSION = "expression"
    INTEGER = "integer"
    TEXT = "text"
