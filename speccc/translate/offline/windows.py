"""Sentences about the rows around a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.parts import (
    is_names,
    used_in,
)
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    problem,
    rounded,
    text_of,
    used,
)
from speccc.translate.offline.values import Item, Rows, Value, is_tuple

#: What stands for the column of the order, until the order is known.
OF_ORDER = "\N{WHITE SQUARE}"


def window_rules() -> dict[str, Rule]:
    def window(parts: list[Any], words: Words) -> Item:
        name, (text, by, order) = sorted(parts, key=lambda p: isinstance(p, tuple))
        return Item("window", (name, text, by, order), words, used_in((by, order)))

    def window_rounded(parts: list[Any], words: Words) -> Item:
        """`add a moving average of … as name, rounded to 1 decimal`."""
        *rest, rounding = parts
        name, text, by, order = window(rest, words).args
        return Item("window", (name, rounded(text, [rounding]), by, order), words,
                    used_in((by, order)))  # fmt: skip

    def over(form: str) -> Rule:
        def rule(parts: list[Any], _: Words) -> Any:
            order: Any = parts[-1]
            by: Any = parts[-2] if len(parts) > 1 and is_names(parts[-2]) else ()
            values = [p for p in parts[:-1] if p is not by]
            shown = (v.text if isinstance(v, Value) else text_of(v) for v in values)
            return form.format(*shown), by, order

        return rule

    def lag_window(parts: list[Any], words: Words) -> Any:
        """New columns from the rows around a row, then others that are computed from them."""
        by, order, *made = parts
        found: list[Item] = []
        for part in made:
            if part[0] != "lagged":
                found.append(Item("derive", part, words, part[1].used))
                continue
            _, name, value = part
            if OF_ORDER in value.text and (len(order) > 1 or order[0][1]):
                return problem(codes.NOT_SAID, words, question="since when, by which column?")
            text = value.text.replace(OF_ORDER, order[0][0].text)
            found.append(
                Item("window", (name, text, by, order), words, used_in((by, order, value)))
            )
        return found

    return {
        "window": window,
        "window_rounded": window_rounded,
        "lag_window": lag_window,
        "keys_in": lambda parts, _: parts[0],
        "lagged": lambda parts, _: ("lagged", *parts),
        "previous_value": lambda parts, _: _around("lag", parts),
        "lag_next": lambda parts, _: ("lagged", parts[0], _around("lead", parts[1:])),
        "lag_running": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"sum({parts[1].text}) over (rows so far)", parts[1].used),
        ),
        "lag_moving": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"avg({parts[1].text}) over (last {text_of(parts[2])} rows)", parts[1].used),
        ),
        "lag_running_as": lambda parts, _: (
            "lagged",
            parts[1],
            Value(f"sum({parts[0].text}) over (rows so far)", parts[0].used),
        ),
        "lag_moving_as": lambda parts, _: (
            "lagged",
            parts[-1],
            Value(f"avg({parts[0].text}) over (last {text_of(parts[1])} rows)", parts[0].used),
        ),
        "lag_number": lambda parts, _: ("lagged", parts[0], Value("row_number()")),
        "lag_difference": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"{parts[1].text} - {parts[2].text}", used(*parts[1:])),
        ),
        "lag_change": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"{parts[1].text} - lag({parts[1].text})", parts[1].used),
        ),
        "lag_since": _since,
        "seconds_since": _since_before("seconds"),
        "days_since": _since_before("days"),
        "each": lambda parts, _: parts[0],
        "moving_average": over("avg({}) over (last {} rows)"),
        "running_total": over("sum({}) over (rows so far)"),
        "row_number": over("row_number()"),
        "previous": over("lag({})"),
        "refused_frame": lambda _parts, words: problem(
            codes.NOT_SAID,
            words,
            "write 'moving average of x over last 5 rows ordered by day'",
            question="over which rows, and in which order?",
        ),
    }


def _around(function: str, parts: Sequence[Any]) -> Value:
    """The value of a column in another row; a noun for that row is looked at where rows are."""
    nouns = tuple((Rows(p[0]), p[1]) for p in parts if is_noun(p))
    column = next(p for p in parts if isinstance(p, Value))
    return Value(f"{function}({column.text})", (*column.used, *nouns))


def _since_before(unit: str) -> Rule:
    """The time since the row before, by the one column that orders the rows."""

    def build(parts: list[Any], _: Words) -> Value:
        nouns = tuple((Rows(p[0]), p[1]) for p in parts if is_noun(p))
        return Value(f"{unit}_between(lag({OF_ORDER}), {OF_ORDER})", nouns)

    return build


def _since(parts: list[Any], _: Words) -> Any:
    name, value, *more = parts
    number = next((text_of(p) for p in more if not is_tuple(p)), "")
    text = f"{value.text} / {number}" if number else value.text
    return "lagged", name, replace(value, text=rounded(text, more))
