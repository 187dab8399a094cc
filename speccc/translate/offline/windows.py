"""Sentences about the rows around a row."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.parts import (
    is_names,
    used_in,
)
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    problem,
    text_of,
    used,
)
from speccc.translate.offline.values import Item, Value


def window_rules() -> dict[str, Rule]:
    def window(parts: list[Any], words: Words) -> Item:
        name, (text, by, order) = sorted(parts, key=lambda p: isinstance(p, tuple))
        return Item("window", (name, text, by, order), words, used_in((by, order)))

    def over(form: str) -> Rule:
        def rule(parts: list[Any], _: Words) -> Any:
            order: Any = parts[-1]
            by: Any = parts[-2] if len(parts) > 1 and is_names(parts[-2]) else ()
            values = [p for p in parts[:-1] if p is not by]
            shown = (v.text if isinstance(v, Value) else text_of(v) for v in values)
            return form.format(*shown), by, order

        return rule

    def lag_window(parts: list[Any], words: Words) -> list[Item]:
        """New columns from the row before, then others that are computed from them."""
        by, order, *made = parts
        return [
            Item("window", (name, value.text, by, order), words, used_in((by, order, value)))
            if lagged
            else Item("derive", (name, value), words, value.used)
            for lagged, name, value in (
                (True, *part[1:]) if part[0] == "lagged" else (False, *part) for part in made
            )
        ]

    return {
        "window": window,
        "lag_window": lag_window,
        "keys_in": lambda parts, _: parts[0],
        "lagged": lambda parts, _: ("lagged", *parts),
        "previous_value": lambda parts, _: Value(
            f"lag({next(p for p in parts if isinstance(p, Value)).text})", used_in(parts)
        ),
        "lag_running": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"sum({parts[1].text}) over (rows so far)", parts[1].used),
        ),
        "lag_difference": lambda parts, _: (
            "lagged",
            parts[0],
            Value(f"{parts[1].text} - {parts[2].text}", used(*parts[1:])),
        ),
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
