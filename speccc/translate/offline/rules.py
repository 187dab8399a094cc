"""What each rule of the grammar means: parts of a tree to values, items and problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from speccc.diagnostics import Code
from speccc.diagnostics.codes import requests as codes
from speccc.functions.catalogue import CALLABLE
from speccc.translate.model import Words, ask
from speccc.translate.offline.near import Near
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rounding import rounded_alike
from speccc.translate.offline.tokens import Token
from speccc.translate.offline.values import Item, Problem, Used, Value, is_list, is_tuple


@dataclass(frozen=True, slots=True)
class Context:
    """What is known before a clause is read. `types` of the inputs' columns, by name; `text` is the
    request; `values` are those of columns of texts that have few; `near` knows what columns words
    may mean that are not quite their names; `main` are the columns of the table that is read, where
    nobody says which; `rules` are all rules, for those that build on others.
    """

    types: dict[str, str]
    text: str
    values: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    near: Near = field(default_factory=Near)
    main: frozenset[str] = frozenset()
    rules: dict[str, Rule] = field(default_factory=dict[str, Rule])


def rules_of(context: Context) -> dict[str, Rule]:
    """The meaning of every rule of the grammar."""
    from speccc.translate.offline.conditions import condition_rules
    from speccc.translate.offline.ends import end_rules
    from speccc.translate.offline.phrases import phrase_rules
    from speccc.translate.offline.steps import step_rules
    from speccc.translate.offline.timing import timing_rules

    context.rules.update(
        {
            **value_rules(),
            **condition_rules(context),
            **end_rules(context),
            **step_rules(context),
            **timing_rules(),
            **phrase_rules(context),
            "start": _start,
        }
    )
    return context.rules


def _start(parts: list[Any], words: Words) -> Any:
    """All items of a clause. 'call it' behind a group that makes a column names that column;
    figures that are named beside columns are none of a list to show.
    """
    items = [item for part in parts for item in items_of(part)]
    kinds = [item.kind for item in items]
    if any(pair == ("group", "called") for pair in pairwise(kinds)):
        return problem(codes.NOT_SAID, words, question="what is to be called so?")
    if {"select", "figures"} <= {*kinds}:
        return problem(codes.SEVERAL_READINGS, words, count=2, readings="a list, or all figures")
    return rounded_alike(items, words) or items


def items_of(part: Any) -> list[Item]:
    """The items of a part: one, or several that stand for it."""
    return part if is_list(part) else [part]


def problem(code: Code, words: Words, closest: str = "", /, **params: object) -> Problem:
    """A problem at these words."""
    return Problem(ask(code, words, closest, **params))


def used(*parts: Any) -> tuple[Used, ...]:
    """The columns that values use."""
    return tuple(u for part in parts if isinstance(part, Value | Item) for u in part.used)


def text_of(token: Any) -> str:
    """The text that a lark token stands for."""
    given: Token = token.value
    return given.text


def value_rules() -> dict[str, Rule]:
    """Values: columns, literals, arithmetic, calls."""
    return {
        "column": _column,
        "near_column": _near_column,
        "names": lambda parts, _: tuple(parts),
        "new": lambda parts, _: text_of(parts[0]),
        "number": lambda parts, _: Value(text_of(parts[0]), literal=True),
        "percent": lambda parts, words: problem(
            codes.NOT_SAID,
            words,
            "write the number as the column has it",
            question=f"is {text_of(parts[0])} a share of one, or of a hundred?",
        ),
        "percent_of": lambda parts, _: Value(
            f"({parts[1].text} * {text_of(parts[0]).rstrip('% percnt')} / 100)",
            used(parts[1]),
        ),
        "text": lambda parts, _: Value(quoted(text_of(parts[0])), literal=True),
        "date": lambda parts, _: Value(
            f"date '{text_of(parts[0])}'", date=text_of(parts[0]), literal=True
        ),
        "stamp": _stamp,
        "param": lambda parts, words: problem(
            codes.NOT_SAID, words, question=f"which value has '{text_of(parts[0])}'?"
        ),
        "word": _word,
        "hour": lambda _p, _w: "hour",
        "day_unit": lambda _p, _w: "day",
        "month_unit": lambda _p, _w: "month",
        "minute_unit": lambda _p, _w: "minute",
        "week_unit": lambda _p, _w: "week",
        "year_unit": lambda _p, _w: "year",
        "truncated": lambda parts, _: Value(f"trunc_{parts[1]}({parts[0].text})", used(parts[0])),
        "days_between": _of_two("days_between"),
        "seconds_between": _of_two("seconds_between"),
        "year_of": _called("year"),
        "quarter_of": _called("quarter"),
        "date_of": _called("trunc_day"),
        "unit_start": lambda parts, _: Value(f"trunc_{parts[0]}({parts[1].text})", used(parts[1])),
        "unit_number": lambda parts, _: Value(f"{parts[0]}({parts[1].text})", used(parts[1])),
        "absolute": _called("abs"),
        "unit_truncated": _truncated,
        "unit_of": lambda parts, _: Value(
            f"trunc_{parts[0]}({parts[1].text})", used(parts[1]), doubt=parts[0]
        ),
        "rounding": lambda parts, _: ("rounding", text_of(parts[0]), False),
        "rounding_after": lambda parts, _: ("rounding", text_of(parts[0]), True),
        "true": lambda _p, _w: Value("true", literal=True),
        "false": lambda _p, _w: Value("false", literal=True),
        "bracket": _bracket,
        "negate": lambda parts, _: Value(f"-{parts[0].text}", parts[0].used, parts[0].operators),
        "concat": operation("||", "||"),
        "add": operation("+", "+"),
        "subtract": operation("-", "+"),
        "plus": operation("+", "+", worded=True),
        "minus": operation("-", "+", worded=True),
        "multiply": operation("*", "*"),
        "divide": operation("/", "*"),
        "times": operation("*", "*", worded=True),
        "divided": operation("/", "*", worded=True),
        "call": _call,
        "function": lambda parts, _: text_of(parts[0]).lower(),
        "function_round": lambda _p, _w: "round",
        "function_trim": lambda _p, _w: "trim",
    }


def _bracket(parts: list[Any], _: Words) -> Value:
    """Brackets around what binds as one anyway are none: that reading is the one without them."""
    value = parts[0]
    if isinstance(value, Value) and value.column and not value.operators:
        return value
    return Value(f"({value.text})", value.used)


def _called(function: str) -> Rule:
    return lambda parts, _: Value(f"{function}({parts[0].text})", used(parts[0]))


def _truncated(parts: list[Any], words: Words) -> Value | Problem:
    """`the hour of read_at, truncated to the hour`."""
    unit, column, *said = parts
    if said not in ([], [unit]):
        return problem(codes.NOT_SAID, words, question="truncated to which time?")
    return Value(f"trunc_{unit}({column.text})", used(column))


def _of_two(function: str) -> Rule:
    return lambda parts, _: Value(f"{function}({parts[0].text}, {parts[1].text})", used(*parts))


def _word(parts: list[Any], _: Words) -> Value:
    """A word that is no column: a text only where a column is known to hold it."""
    token: Token = parts[0].value
    return Value(quoted(token.text), literal=True, bare=token.words)


def rounded(text: str, parts: Any) -> str:
    """An expression, rounded if the parts say so."""
    digits = next((p[1] for p in parts if is_tuple(p) and p and p[0] == "rounding"), "")
    return f"round({text}, {digits})" if digits else text


def quoted(text: str) -> str:
    """A text as a literal of the language."""
    return "'" + text.replace("'", "''") + "'"


def _column(parts: list[Any], words: Words) -> Value:
    """A column; a parameter stands where a column may, and is none of those that are used."""
    name = text_of(parts[0])
    return Value(name, () if name[:1] == ":" else ((name, words),), column=name)


def _near_column(parts: list[Any], words: Words) -> Value:
    """The one column that words can mean which are not quite its name."""
    token: Token = parts[0].value
    return Value(token.near, ((token.near, words),), column=token.near, said=token.text)


def _stamp(parts: list[Any], _: Words) -> Value:
    text = text_of(parts[0]).replace("T", " ")
    return Value(f"timestamp '{text if text.count(':') == 2 else text + ':00'}'", literal=True)


def operation(sign: str, level: str, *, worded: bool = False) -> Rule:
    """The rule of two values with a sign between them. In words, nobody knows what binds more."""

    def build(parts: list[Any], words: Words) -> Value | Problem:
        left, right = parts
        levels = left.operators | right.operators | {level}
        in_words = worded or left.worded or right.worded
        if in_words and len(levels) > 1:
            return problem(codes.MIXED_OPERATORS, words)
        return Value(
            f"{left.text} {sign} {right.text}", used(left, right), frozenset(levels), in_words
        )

    return build


def _call(parts: list[Any], words: Words) -> Value | Problem:
    name, *arguments = parts
    if name not in CALLABLE:
        return problem(codes.NOT_UNDERSTOOD, words, words=f"{name}(…)")
    shown = ", ".join(a.text for a in arguments)
    return Value(f"{name}({shown})", used(*arguments))


def slug(text: str) -> str:
    """Words as a name."""
    said = re.sub(r"\b(?:of|the|a|an)\b", " ", text.lower())
    return re.sub(r"[^a-z0-9]+", "_", said).strip("_")[:63]


Build = Callable[[list[Any], Words], Any]
