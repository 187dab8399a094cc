"""Conditions: comparisons, lists, and how they are joined."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, text_of, used
from speccc.translate.offline.values import Problem, Value

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "=", "ne": "<>"}


def condition_rules(context: Context) -> dict[str, Rule]:
    """The rules of conditions. A condition is a Value whose operators are 'and' or 'or'."""

    def compared(parts: list[Any], words: Words) -> Value | Problem:
        left, sign, right = parts
        return _compare(context, left, sign, right, words)

    def or_more(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, ">=")

    def or_less(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, "<=")

    def between(parts: list[Any], words: Words) -> Value | Problem:
        value, low, high = parts
        if _is_time(context, value) and high.date:
            return _whole_day(context, words, high)
        low, high = (_typed(context, value, end) for end in (low, high))
        return Value(f"{value.text} between {low.text} and {high.text}", used(value, low, high))

    def negated(rule: Rule) -> Rule:
        def build(parts: list[Any], words: Words) -> Value | Problem:
            found = rule(parts, words)
            return found if isinstance(found, Problem) else Value(f"not ({found.text})", found.used)

        return build

    def among(parts: list[Any], words: Words) -> Value | Problem:
        value, listed = parts
        if not all(item.literal for item in listed):
            return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])
        shown = ", ".join(_typed(context, value, item).text for item in listed)
        return Value(f"{value.text} in ({shown})", used(value))

    return {
        **{name: _sign(sign) for name, sign in _SIGNS.items()},
        "compared": compared,
        "bare": lambda parts, _: problem(
            codes.BARE_WORD, parts[2].value.words, word=text_of(parts[2])
        ),
        "or_more": or_more,
        "or_less": or_less,
        "between": between,
        "not_between": negated(between),
        "listed": lambda parts, _: tuple(parts),
        "choice": lambda parts, _: tuple(parts),
        "among": among,
        "not_among": negated(among),
        "is_null": lambda parts, _: Value(f"{parts[0].text} is null", used(parts[0])),
        "is_not_null": lambda parts, _: Value(f"{parts[0].text} is not null", used(parts[0])),
        "starts_with": _call("starts_with"),
        "ends_with": _call("ends_with"),
        "contains": _call("contains"),
        "contains_not": negated(_call("contains")),
        "bracketed": lambda parts, _: Value(f"({parts[0].text})", parts[0].used),
        "and_": lambda _p, _w: "and",
        "or_": lambda _p, _w: "or",
        "chain": _chain,
    }


def _sign(sign: str) -> Rule:
    return lambda _parts, _words: sign


def _call(name: str) -> Rule:
    return lambda parts, _: Value(f"{name}({parts[0].text}, {parts[1].text})", used(*parts))


def _chain(parts: list[Any], words: Words) -> Value | Problem:
    tests, joints = parts[::2], {*parts[1::2]}
    if len(joints) > 1:
        return problem(codes.MIXED_CONDITION, words)
    joint = joints.pop()
    return Value(f" {joint} ".join(t.text for t in tests), used(*tests), frozenset((joint,)))


def _compare(
    context: Context, left: Value, sign: str, right: Value, words: Words
) -> Value | Problem:
    if left.literal:
        return problem(codes.NOT_UNDERSTOOD, words, words=left.text)
    if _is_time(context, left) and right.date and sign in (">", "<=", "=", "<>"):
        return _whole_day(context, words, right)
    return Value(f"{left.text} {sign} {_typed(context, left, right).text}", used(left, right))


def _suffixed(context: Context, parts: list[Any], words: Words, sign: str) -> Value | Problem:
    """`is 5 or more`: only after a plain `is`."""
    left, said, right = parts
    if said not in ("=",):
        return problem(codes.NOT_UNDERSTOOD, words, words=context.text[words.start : words.end])
    return _compare(context, left, sign, right, words)


def _is_time(context: Context, value: Value) -> bool:
    return context.types.get(value.column, "").startswith("timestamp")


def _typed(context: Context, like: Value, literal: Value) -> Value:
    """A day as the moment it begins, beside a timestamp."""
    if literal.date and _is_time(context, like):
        return Value(f"timestamp '{literal.date} 00:00:00'", literal.used, literal=True)
    return literal


def _whole_day(context: Context, words: Words, day: Value) -> Problem:
    del context
    return problem(
        codes.NOT_SAID,
        words,
        "write the time as well, such as 2026-01-31 00:00, or 'before' the next day",
        question=f"is all of {day.date} meant, or the moment at which it begins?",
    )
