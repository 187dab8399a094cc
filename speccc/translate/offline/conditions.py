"""Conditions: comparisons, lists, and how they are joined."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, used
from speccc.translate.offline.values import Problem, Value

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "=", "ne": "<>"}


def condition_rules(context: Context) -> dict[str, Rule]:
    """The rules of conditions. A condition is a Value whose operators are 'and' or 'or'."""
    return {**_tests(context), **_lists(context), **_joined()}


def _tests(context: Context) -> dict[str, Rule]:
    """Comparisons of two values."""

    def compared(parts: list[Any], words: Words) -> Value | Problem:
        left, sign, right = parts
        return _compare(context, left, sign, right, words)

    def or_more(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, ">=")

    def or_less(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, "<=")

    def holds(parts: list[Any], words: Words) -> Value | Problem:
        """`with status paid`: only of a literal."""
        column, value = parts
        if not value.literal:
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        return _compare(context, column, "=", value, words)

    def given(parts: list[Any], words: Words) -> Value | Problem:
        """`rows with a discount`: of a bool it would be the value that counts."""
        name = parts[0].column
        if context.types.get(name, "bool").startswith("bool"):
            question = f"is {name} to be true, or only there?"
            return problem(codes.NOT_SAID, words, question=question)
        return Value(f"{name} is not null", used(parts[0]))

    def compared_twice(parts: list[Any], words: Words) -> Value | Problem:
        """`is above 10 or below -10`."""
        left, first, low, joint, second, high = parts
        one = _compare(context, left, first, low, words)
        other = _compare(context, left, second, high, words)
        if isinstance(one, Problem):
            return one
        if isinstance(other, Problem):
            return other
        return Value(f"({one.text} {joint} {other.text})", used(left, low, high))

    return {
        **{name: _sign(sign) for name, sign in _SIGNS.items()},
        "compared": compared,
        "holds": holds,
        "compared_twice": compared_twice,
        "given": given,
        "at_least": lambda parts, words: _compare(context, parts[0], ">=", parts[1], words),
        "at_most": lambda parts, words: _compare(context, parts[0], "<=", parts[1], words),
        "or_more": or_more,
        "or_less": or_less,
    }


def _lists(context: Context) -> dict[str, Rule]:
    """Ranges, lists, and parts of texts."""

    def between(parts: list[Any], words: Words) -> Value | Problem:
        value, low, high = parts
        if _is_time(context, value) and high.date:
            return _whole_day(context, words, high)
        first, last = _typed(context, value, low), _typed(context, value, high)
        if isinstance(first, Problem):
            return first
        if isinstance(last, Problem):
            return last
        return Value(f"{value.text} between {first.text} and {last.text}", used(value, low, high))

    def negated(rule: Rule) -> Rule:
        def build(parts: list[Any], words: Words) -> Value | Problem:
            found = rule(parts, words)
            return found if isinstance(found, Problem) else Value(f"not ({found.text})", found.used)

        return build

    def among(parts: list[Any], words: Words) -> Value | Problem:
        value, listed = parts
        if not all(item.literal for item in listed) or value.literal:
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        shown: list[str] = []
        for item in listed:
            typed = _typed(context, value, item)
            if isinstance(typed, Problem):
                return typed
            shown.append(typed.text)
        return Value(f"{value.text} in ({', '.join(shown)})", used(value))

    return {
        "between": between,
        "not_between": negated(between),
        "listed": lambda parts, _: tuple(parts),
        "choice": lambda parts, _: tuple(parts),
        "among": among,
        "not_among": negated(among),
        "starts_with": _call("starts_with"),
        "ends_with": _call("ends_with"),
        "contains": _call("contains"),
        "contains_not": negated(_call("contains")),
    }


def _joined() -> dict[str, Rule]:
    """Tests for NULL, brackets, 'and' and 'or'."""
    return {
        "is_null": lambda parts, _: Value(f"{parts[0].text} is null", used(parts[0])),
        "is_not_null": lambda parts, _: Value(f"{parts[0].text} is not null", used(parts[0])),
        "bracketed": lambda parts, _: Value(f"({parts[0].text})", parts[0].used),
        "and_": lambda _p, _w: "and",
        "or_": lambda _p, _w: "or",
        "chain": _chain,
    }


def _said(context: Context, words: Words) -> str:
    return context.text[words.start : words.end]


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
        return problem(codes.NOT_UNDERSTOOD, left.bare or words, words=left.text.strip("'"))
    if _is_time(context, left) and right.date and sign in (">", "<=", "=", "<>"):
        return _whole_day(context, words, right)
    typed = _typed(context, left, right)
    if isinstance(typed, Problem):
        return typed
    return Value(f"{left.text} {sign} {typed.text}", used(left, right))


def _suffixed(context: Context, parts: list[Any], words: Words, sign: str) -> Value | Problem:
    """`is 5 or more`: only after a plain `is`."""
    left, said, right = parts
    if said not in ("=",):
        return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
    return _compare(context, left, sign, right, words)


def _is_time(context: Context, value: Value) -> bool:
    return context.types.get(value.column, "").startswith("timestamp")


def _typed(context: Context, like: Value, literal: Value) -> Value | Problem:
    """A day as the moment it begins, beside a timestamp; a bare word, if the column holds it."""
    if literal.bare and literal.text.strip("'") not in context.values.get(like.column, ()):
        known = sorted(context.values.get(like.column, ()))
        near = did_you_mean(literal.text.strip("'"), known)
        return problem(codes.BARE_WORD, literal.bare, near, word=literal.text.strip("'"))
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
