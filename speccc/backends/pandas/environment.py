"""Option values that name the environment, as code that reads it when a run starts."""

from __future__ import annotations

import functools

from speccc.backends.pandas.code import Code
from speccc.backends.pandas.syntax import called, code, text
from speccc.connectors.references import parts_of


def value_of(option: object) -> Code:
    """`"Bearer " + environment("TOKEN")`, or just the text."""
    pieces = [
        called("environment", text(piece)) if is_name else text(piece)
        for piece, is_name in parts_of(str(option))
    ]
    return functools.reduce(lambda a, b: code("{0} + {1}", a, b), pieces or [text("")])
