"""A word before a noun, as the condition that it stands for."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.rules import Context, problem, quoted, text_of
from speccc.translate.offline.values import Problem, Value


def kind_of(context: Context, token: Any) -> Value | Problem:
    """The condition that a word before a noun stands for, by the values of the columns."""
    word = text_of(token)
    at: Words = token.value.words
    held = [name for name, values in context.values.items() if word in values]
    if len(held) != 1:
        return problem(codes.NOT_UNDERSTOOD, at, words=word)
    return Value(f"{held[0]} = {quoted(word)}", ((held[0], at),))
