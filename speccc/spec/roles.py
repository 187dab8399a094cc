"""What a scalar of a document is for: the one thing that its YAML type cannot say."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Marks a field of the models, by `Annotated[str, Role.EXPRESSION]`."""

    EXPRESSION = "expression"
    LITERAL = "literal"
    TYPE = "type"
    ITEM = "item"
    NAME = "name"
    TABLE = "table"
    WORD = "word"
    INTEGER = "integer"
    TEXT = "text"
