"""What is computed for a group: sums, counts, shares, and what is computed of those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.kinds import all_of, kinds_of
from speccc.translate.offline.naming import forms
from speccc.translate.offline.nouns import counted
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, operation, problem, text_of, used
from speccc.translate.offline.values import Problem, Value

_SIMPLE = ("sum", "avg", "min", "max", "median", "count_distinct")


def measure_rules(context: Context) -> dict[str, Rule]:
    """The rules of aggregates. Each is a value; nouns that are counted are among what it uses."""

    def count_if(parts: list[Any], _: Words) -> Value:
        noun, *conditions = parts
        condition = all_of(conditions)
        return Value(f"count_if({condition.text})", (*condition.used, *counted(noun)))

    def count_kind(parts: list[Any], _: Words) -> Value | Problem:
        condition = kinds_of(context, parts[0])
        return condition if isinstance(condition, Problem) else count_if([parts[1], condition], _)

    def count_things(parts: list[Any], _: Words) -> Value | Problem:
        """`number of different customers`: by the column that has their ids."""
        name, words = parts[0]
        ids = {f"{form}_id" for form in forms(name)} & context.types.keys()
        if len(ids) != 1:
            return problem(codes.WHAT_IS_COUNTED, words, noun=name)
        (column,) = ids
        return Value(f"count_distinct({column})", ((column, words),))

    def share_if(parts: list[Any], words: Words) -> Value:
        part = count_if(parts, words)
        return Value(f"{part.text} / count()", part.used, frozenset("*"))

    def share_kind(parts: list[Any], words: Words) -> Value | Problem:
        part = count_kind(parts, words)
        if isinstance(part, Problem):
            return part
        return Value(f"{part.text} / count()", part.used, frozenset("*"))

    def sum_kind(parts: list[Any], _: Words) -> Value | Problem:
        """`sum of fee of the paid ones, 0 if there are none`."""
        value, words, noun, *zero = parts
        condition = kinds_of(context, words)
        if isinstance(condition, Problem):
            return condition
        text = f"sum(case when {condition.text} then {value.text} end)"
        sources = (*used(value, condition), *counted(noun))
        return Value(f"coalesce({text}, {zero[0]})" if zero else text, sources)

    def sum_else(parts: list[Any], _: Words) -> Value:
        """`sum of amount where amount > 0, otherwise 0`."""
        value, *conditions, other = parts
        condition = all_of(conditions)
        text = f"sum(case when {condition.text} then {value.text} else {text_of(other)} end)"
        return Value(text, used(value, condition))

    def count_held(parts: list[Any], _: Words) -> Value | Problem:
        condition = kinds_of(context, parts)
        if isinstance(condition, Problem):
            return condition
        return Value(f"count_if({condition.text})", condition.used)

    return {
        **{name: _of(name) for name in _SIMPLE},
        "avg_on": lambda parts, _: Value(f"avg({parts[-1].text})", parts[-1].used),
        "sum_on": lambda parts, _: Value(f"sum({parts[-1].text})", parts[-1].used),
        "count_values": _of("count"),
        "count_things": count_things,
        "count_kind": count_kind,
        "count_rows": lambda parts, _: Value("count()", counted(parts[0]) if parts else ()),
        "count_all": lambda _p, _w: Value("count()"),
        "count_if": count_if,
        "count_held": count_held,
        "share_if": share_if,
        "share_kind": share_kind,
        "sum_kind": sum_kind,
        "or_zero": lambda parts, _: text_of(parts[0]),
        "sum_if": _some("sum"),
        "sum_else": sum_else,
        "avg_if": _some("avg"),
        "aggregate_plus": operation("+", "+", worded=True),
        "aggregate_minus": operation("-", "+", worded=True),
        "aggregate_times": _scaled(operation("*", "*", worded=True)),
        "ratio": _scaled(operation("/", "*", worded=True)),
    }


def _of(function: str) -> Rule:
    return lambda parts, _: Value(f"{function}({parts[0].text})", parts[0].used)


def _scaled(rule: Rule) -> Rule:
    """`sum of price * 2`: the number belongs to what is summed up, which gives the same."""

    def build(parts: list[Any], words: Words) -> Value | Problem:
        left, right = parts
        if right.literal and left.text.startswith(("sum(", "avg(", "min(", "max(", "median(")):
            return problem(codes.NOT_SAID, words, question="is each value meant, or the result?")
        return rule(parts, words)

    return build


def _some(function: str) -> Rule:
    """A sum or average of those rows only for which a condition holds."""

    def build(parts: list[Any], _: Words) -> Value:
        value: Value = parts[0]
        conditions: Sequence[Value] = parts[1:]
        condition = all_of(conditions)
        text = f"{function}(case when {condition.text} then {value.text} end)"
        return Value(text, used(value, condition))

    return build
