"""Which rows are meant: a word before a noun, or what is said behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.comparing import compare
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, quoted, text_of, used
from speccc.translate.offline.values import Problem, Rows, Value


def kind_rules(context: Context) -> dict[str, Rule]:
    """The rules of what stands behind a noun. Each is a condition."""

    def such_value(parts: list[Any], words: Words) -> Value | Problem:
        """`readings of the device d7`: only of a literal."""
        column, value = parts
        if not value.literal:
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        return compare(context, column, "=", value, words)

    def such_thing(parts: list[Any], words: Words) -> Value | Problem:
        """`readings of the device d7`: by the column that tells devices apart."""
        column = context.rules["each_thing"]([parts[0]], words)
        return column if isinstance(column, Problem) else such_value([column, parts[1]], words)

    def such_true(parts: list[Any], words: Words) -> Value | Problem:
        """`that are refunded`: of a column that is a bool; `not` is told by its own rule."""
        column = parts[0]
        if not context.types.get(column.column, "").startswith("bool"):
            said = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=said)
        return Value(column.text, column.used)

    def such_false(parts: list[Any], words: Words) -> Value | Problem:
        found = such_true(parts, words)
        return found if isinstance(found, Problem) else Value(f"not {found.text}", found.used)

    def such_kind(parts: list[Any], words: Words) -> Value | Problem:
        return kinds_of(context, parts)

    def such_not_kind(parts: list[Any], words: Words) -> Value | Problem:
        found = kinds_of(context, parts)
        return found if isinstance(found, Problem) else Value(f"not ({found.text})", found.used)

    return {
        "kind_words": lambda parts, _: [*parts],
        "such": lambda parts, _: parts[0],
        "such_timed": lambda parts, _: parts[0],
        "such_value": such_value,
        "such_thing": such_thing,
        "such_true": such_true,
        "such_false": such_false,
        "such_of": lambda parts, _: replace(
            parts[1], used=(*parts[1].used, (Rows(parts[0][0]), parts[0][1]))
        ),
        "such_many": lambda parts, _: Value(
            f"{parts[2].text} {parts[0]} {text_of(parts[1])}", used(parts[2])
        ),
        "such_kind": such_kind,
        "such_not_kind": such_not_kind,
        "such_without": lambda parts, _: (
            Value(" and ".join(f"{v.text} is null" for v in parts[0]), used(*parts[0]))
            if len(parts[0]) == 1
            else problem(
                codes.NOT_SAID,
                used(*parts[0])[0][1],
                question="without any of them, or without all?",
            )
        ),
    }


def kinds_of(context: Context, tokens: Sequence[Any]) -> Value | Problem:
    """The condition that words before a noun stand for: all are values of one column."""
    words = [text_of(token) for token in tokens]
    at: Words = tokens[0].value.words
    held = [name for name, values in context.values.items() if {*words} <= values]
    if len(held) != 1:
        return problem(codes.NOT_UNDERSTOOD, at, words=" ".join(words))
    shown = ", ".join(map(quoted, words))
    test = f"= {shown}" if len(words) == 1 else f"in ({shown})"
    return Value(f"{held[0]} {test}", ((held[0], at),))


def all_of(conditions: Sequence[Value]) -> Value:
    """All of these conditions as one."""
    if len(conditions) == 1:
        return conditions[0]
    shown = (f"({c.text})" if "or" in c.operators else c.text for c in conditions)
    return Value(" and ".join(shown), used(*conditions), frozenset(("and",)))
