"""Sentences about what stands in the cells of a column: signs to be removed, texts to be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import quoted, text_of, used
from speccc.translate.offline.values import Item, Value

_SIGNS = {
    "comma": ",", "blank": " ", "dot": ".", "hyphen": "-", "dollar": "$", "euro": "€",
    "percent_sign": "%",
}  # fmt: skip


def cell_rules() -> dict[str, Rule]:
    """The rules of cells. `cast_it` and `cast_error` belong to what was said just before."""
    return {
        **{name: _sign(sign) for name, sign in _SIGNS.items()},
        "strip": lambda parts, words: _replaced(parts[1], parts[0].text, "''", words),
        "replace_in": _replace_in,
        "lower_case": _changed("lower"),
        "upper_case": _changed("upper"),
        "trimmed": _changed("trim"),
        "trimmed_lower": _changed("lower", "trim"),
        "trimmed_upper": _changed("upper", "trim"),
        "cast": lambda parts, words: Item(
            "cast", (parts[0], parts[1], parts[2] if len(parts) > 2 else ""), words, used_in(parts)
        ),
        "cast_it": lambda parts, words: Item(
            "cast_it", (parts[0], parts[1] if len(parts) > 1 else ""), words
        ),
        "cast_error": lambda parts, words: Item("cast_error", (parts[0],), words),
        "set_null": lambda _p, _w: "set_null",
        "fail": lambda _p, _w: "fail",
    }


def belongs_to_cast(work: Assembly, found: list[Item], item: Item) -> None:
    """What 'it' is that is converted, and what becomes of values that do not read."""
    last = found[-1] if found else Item("", ())
    if item.kind == "cast_it" and last.kind == "set":
        column = last.args[0]
        found.append(Item("cast", ((column,), *item.args), item.words, used(column)))
    elif item.kind == "cast_error" and last.kind == "cast" and not last.args[2]:
        found[-1] = replace(last, args=(*last.args[:2], item.args[0]))
    else:
        work.question(codes.NOT_SAID, item.words, question="which column is meant?")


def _sign(sign: str) -> Rule:
    return lambda _parts, _words: Value(quoted(sign), literal=True)


def _replaced(column: Value, old: str, new: str, words: Words) -> Item:
    text = f"replace({column.text}, {old}, {new})"
    return Item("set", (column, Value(text, used(column))), words, used(column))


def _replace_in(parts: list[Any], words: Words) -> Item:
    column = next(p for p in parts if isinstance(p, Value))
    old, new = (quoted(text_of(p)) for p in parts if p is not column)
    return _replaced(column, old, new, words)


def _changed(*functions: str) -> Rule:
    """A column as what functions make of it, the last of them first."""

    def build(parts: list[Any], words: Words) -> Item:
        text = parts[0].text
        for function in reversed(functions):
            text = f"{function}({text})"
        return Item("set", (parts[0], Value(text, used(parts[0]))), words, used(*parts))

    return build
