"""Figures that add up what is above zero, or below: `money_in adds up the positive amounts`."""

from __future__ import annotations

from typing import Any

from lark import Token

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.described import thing_value
from speccc.translate.offline.naming import forms
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem
from speccc.translate.offline.values import Item, Problem, Value

#: Titles that leave no row out, and say nothing that the figures do not say.
_HARMLESS = frozenset(
    ("overview", "summary", "statistics", "figures", "totals", "numbers", "headcount", "turnover",
     "consumption", "usage", "activity", "report", "table", "comparison", "breakdown")
)  # fmt: skip


def signed_rules(context: Context) -> dict[str, Rule]:
    """The rules of sums by sign, and of the words above them."""

    def signed(parts: list[Any], words: Words) -> Any:
        """A name, a sign, where it is said the column, and whether it is turned."""
        column = next((p for p in parts if isinstance(p, Value)), None)
        column = next((thing_value(p, words) for p in parts if isinstance(p, Token)), column)
        return "signed", parts[0], parts[1], column, "turned" in parts, words

    def figures(parts: list[Any], words: Words) -> list[Item] | Problem:
        columns = {p[3].text for p in parts if p[3] is not None}
        first: Value | None = parts[0][3]
        if first is None or len(columns) != 1:
            return problem(codes.NOT_SAID, words, question="which column is added up?")
        found: list[Item] = []
        for _, name, sign, _, turned, at in parts:
            if turned and sign == ">":
                return problem(codes.NOT_SAID, at, question="what is shown as a positive number?")
            value = f"-{first.text}" if turned else first.text
            text = f"sum(case when {first.text} {sign} 0 then {value} else 0 end)"
            found.append(Item("measure", (name, text, False), at, first.used))
        return found

    def headed(parts: list[Any], words: Words) -> Any:
        """`Money in and money out per month: money_in …`: its words are those of the figures."""
        title, by, entries, *rest = parts
        said = {*title.split("_")} - {"and", "of"}
        made = "_".join(str(item.args[0]) for item in entries if item.kind == "measure")
        names = {form for part in made.lower().split("_") for form in forms(part)}
        if not said or not said <= names | _HARMLESS:
            shown = context.text[words.start : words.end]
            return problem(codes.NOT_UNDERSTOOD, words, words=shown)
        return context.rules["per_shown"]([by, entries, *rest], words)

    return {
        "signed": signed,
        "signed_figures": figures,
        "headed": headed,
        "heading_words": lambda _p, words: "_".join(
            context.text[words.start : words.end].lower().split()
        ),
        "sign_positive": lambda _p, _w: ">",
        "sign_negative": lambda _p, _w: "<",
        "turned": lambda _p, _w: "turned",
    }
