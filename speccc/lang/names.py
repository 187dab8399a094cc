"""What may be a name: of a column, a param, a step."""

from __future__ import annotations

import re

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")

#: The words of expressions that count wherever they stand.
EXPRESSION_WORDS = frozenset(
    (
        *("or", "and", "not", "is", "in", "between", "like", "case", "when", "then", "else", "end"),
        *("cast", "try_cast", "as", "true", "false", "null"),
    )
)

#: The words that readers of other YAML versions take for booleans or null.
YAML_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))

#: No column may be called so, in any case of letters.
RESERVED = EXPRESSION_WORDS | YAML_WORDS


def is_name(text: str) -> bool:
    """Whether `text` is a letter of A to Z followed by at most 62 letters, digits, underscores."""
    return NAME.fullmatch(text) is not None


def is_reserved(name: str) -> bool:
    """Whether no column may be called `name`. `End` is as reserved as `end`."""
    return name.lower() in RESERVED


def why_reserved(name: str) -> str:
    """Why no column may be called `name`, which is reserved."""
    if name.lower() in EXPRESSION_WORDS:
        return f"'{name}' is a word of expressions"
    return f"other readers of YAML take '{name}' for a boolean"
