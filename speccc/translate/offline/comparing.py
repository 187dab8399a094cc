"""Two values side by side: what a literal is, beside a column."""

from __future__ import annotations

from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.rules import Context, problem, used
from speccc.translate.offline.values import Problem, Value


def compare(
    context: Context, left: Value, sign: str, right: Value, words: Words
) -> Value | Problem:
    """The comparison of two values; beside a column of dates a number is a year."""
    if left.literal:
        return problem(codes.NOT_UNDERSTOOD, left.bare or words, words=left.text.strip("'"))
    if is_time(context, left) and right.date and sign in (">", "<=", "=", "<>"):
        return whole_day(words, right)
    if is_day(context, left) and right.text.isdigit() and right.literal:
        return Value(f"year({left.text}) {sign} {right.text}", used(left))
    if right.said and right.said in context.values.get(left.column, ()):
        return problem(codes.NOT_UNDERSTOOD, words, words=right.said)
    other = typed(context, left, right)
    if isinstance(other, Problem):
        return other
    return Value(f"{left.text} {sign} {other.text}", used(left, right))


def is_time(context: Context, value: Value) -> bool:
    """Whether a value is a column of times."""
    return context.types.get(value.column, "").startswith("timestamp")


def is_day(context: Context, value: Value) -> bool:
    """Whether a value is a column of dates or times."""
    return context.types.get(value.column, "").startswith(("date", "timestamp"))


def typed(context: Context, like: Value, literal: Value) -> Value | Problem:
    """A day as the moment it begins, beside a timestamp; a bare word, if the column holds it."""
    if literal.bare and literal.text.strip("'") not in context.values.get(like.column, ()):
        known = sorted(context.values.get(like.column, ()))
        near = did_you_mean(literal.text.strip("'"), known)
        return problem(codes.BARE_WORD, literal.bare, near, word=literal.text.strip("'"))
    if literal.date and is_time(context, like):
        return Value(f"timestamp '{literal.date} 00:00:00'", literal.used, literal=True)
    return literal


def whole_day(words: Words, day: Value) -> Problem:
    """A time compared with a day: when does the day begin to count?"""
    return problem(
        codes.NOT_SAID,
        words,
        "write the time as well, such as 2026-01-31 00:00, or 'before' the next day",
        question=f"is all of {day.date} meant, or the moment at which it begins?",
    )
