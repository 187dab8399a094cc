"""Conditions: comparisons, lists, and how they are joined."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.comparing import compare, is_day, is_time, typed, whole_day
from speccc.translate.offline.dates import date_rules
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, used
from speccc.translate.offline.values import Problem, Value

_SIGNS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "=", "ne": "<>"}


def condition_rules(context: Context) -> dict[str, Rule]:
    """The rules of conditions. A condition is a Value whose operators are 'and' or 'or'."""
    return {**_tests(context), **_lists(context), **_joined(), **date_rules(context)}


def _tests(context: Context) -> dict[str, Rule]:
    """Comparisons of two values."""

    def compared(parts: list[Any], words: Words) -> Value | Problem:
        left, sign, right = parts
        return compare(context, left, sign, right, words)

    def or_more(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, ">=")

    def or_less(parts: list[Any], words: Words) -> Value | Problem:
        return _suffixed(context, parts, words, "<=")

    def holds(parts: list[Any], words: Words) -> Value | Problem:
        """`with status paid`: only of a literal."""
        column, value = parts
        if not value.literal:
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        return compare(context, column, "=", value, words)

    def given(parts: list[Any], words: Words) -> Value | Problem:
        """`rows with a discount`: of a bool it would be the value that counts."""
        name = parts[0].column
        if name[:1] == ":":
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        if context.types.get(name, "bool").startswith("bool"):
            question = f"is {name} to be true, or only there?"
            return problem(codes.NOT_SAID, words, question=question)
        return Value(f"{name} is not null", used(parts[0]), present=True)

    def compared_twice(parts: list[Any], words: Words) -> Value | Problem:
        """`is above 10 or below -10`."""
        left, first, low, joint, second, high = parts
        one = compare(context, left, first, low, words)
        other = compare(context, left, second, high, words)
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
        "at_least": lambda parts, words: compare(context, parts[0], ">=", parts[1], words),
        "at_most": lambda parts, words: compare(context, parts[0], "<=", parts[1], words),
        "or_more": or_more,
        "or_less": or_less,
    }


def _lists(context: Context) -> dict[str, Rule]:
    """Ranges, lists, and parts of texts."""

    def between(parts: list[Any], words: Words) -> Value | Problem:
        value, low, high = parts
        if is_time(context, value) and high.date:
            return whole_day(words, high)
        first, last = typed(context, value, low), typed(context, value, high)
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
        if is_day(context, value) and all(item.text.isdigit() for item in listed):
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        if not all(item.literal for item in listed) or value.literal:
            return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
        shown: list[str] = []
        for item in listed:
            found = typed(context, value, item)
            if isinstance(found, Problem):
                return found
            shown.append(found.text)
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
        "positive": _against_zero(">"),
        "negative": _against_zero("<"),
        "not_negative": _against_zero(">="),
        "is_null": lambda parts, _: Value(f"{parts[0].text} is null", used(parts[0])),
        "is_not_null": lambda parts, _: Value(f"{parts[0].text} is not null", used(parts[0])),
        "bracketed": lambda parts, _: Value(f"({parts[0].text})", parts[0].used),
        "and_": lambda _p, _w: "and",
        "or_": lambda _p, _w: "or",
        "chain": _chain,
    }


def _against_zero(sign: str) -> Rule:
    return lambda parts, _: Value(f"{parts[0].text} {sign} 0", used(parts[0]))


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
    if any(one.present and not other.present for one, other in pairwise(tests)):
        question = "is that said of both?"  # 'carrier or weight is empty'
        return problem(codes.NOT_SAID, words, question=question)
    joint = joints.pop()
    return Value(f" {joint} ".join(t.text for t in tests), used(*tests), frozenset((joint,)))


def _suffixed(context: Context, parts: list[Any], words: Words, sign: str) -> Value | Problem:
    """`is 5 or more`: only after a plain `is`."""
    left, said, right = parts
    if said not in ("=",):
        return problem(codes.NOT_UNDERSTOOD, words, words=_said(context, words))
    return compare(context, left, sign, right, words)
