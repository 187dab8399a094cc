"""Sentences that choose a value by conditions: `'low' if x < 5, otherwise 'high'`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.parts import used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import problem, used
from speccc.translate.offline.values import Item, Problem, Value

#: What stands for 'it' in an expression, until it is known what it is.
IT = "\N{WHITE CIRCLE}"


def case_rules() -> dict[str, Rule]:
    """The rules of cases. A case is a pair of a condition and a value; '' holds for all others."""
    return {
        "it": lambda _parts, words: Value(IT, (("it", words),)),
        "when_then": lambda parts, _: (parts[1], parts[0]),
        "if_then": lambda parts, _: (parts[0], parts[1]),
        "otherwise": lambda parts, _: (Value(""), parts[0]),
        "cases": _cases,
        "assigned_case": lambda parts, _: tuple(parts),
        "plain_case": _plain_case,
        "changed_case": _changed,
    }


def _plain_case(parts: list[Any], words: Words) -> Item | Problem:
    """A new column; a condition on 'it' would be one on itself."""
    name, value = parts
    if IT in value.text:
        return problem(codes.NOT_SAID, words, question=f"is {name} a new column?")
    return Item("derive", (name, value), words, used_in(parts))


def _cases(parts: list[Any], words: Words) -> Any:
    """All cases as one expression; what 'it' stands for is the column of the first condition."""
    parts = _one_otherwise(parts)
    if not parts:
        return problem(codes.NOT_SAID, words, question="which of these holds in all other cases?")
    conditions: list[Value] = [condition for condition, _ in parts]
    values: list[Value] = [value for _, value in parts]
    bare = next((v for v in values if v.bare), None)
    if bare is not None and not all(v.bare or v.text.startswith("'") for v in values):
        return problem(codes.BARE_WORD, bare.bare, word=bare.text.strip("'"))
    about = {name for name, _ in conditions[0].used}
    said = [at for c in conditions for name, at in c.used if name == "it"]
    about -= {"it"}
    if said and len(about) > 1:
        return problem(codes.NOT_SAID, said[0], question="what is 'it'?")
    column = next(iter(about)) if said and about else IT
    shown = [
        f"when {c.text.replace(IT, column)} then {v.text}" if c.text else f"else {v.text}"
        for c, v in zip(conditions, values, strict=True)
    ]
    sources = tuple(u for u in used(*conditions, *values) if u[0] != "it" or column == IT)
    if any(name == "it" for name, _ in used(*values)):
        return problem(codes.NOT_SAID, words, question="what is 'it'?")
    return Value(f"case {' '.join(shown)} end", sources)


def _one_otherwise(parts: list[Any]) -> list[Any]:
    """Cases up to the one for all others; those behind it must say the same. Empty: they do not."""
    at = next((n for n, (condition, _) in enumerate(parts) if not condition.text), len(parts) - 1)
    rest = {value.text for _, value in parts[at:]}
    return parts[: at + 1] if at and len(rest) == 1 else parts if len(parts) == 1 else []


def _changed(parts: list[Any], words: Words) -> Item | Problem:
    """`set x to 0 if …`: x stays as it is in all other cases."""
    column, value = parts
    kept = value.text.replace(IT, column.text)
    if " else " not in kept:
        kept = f"{kept.removesuffix(' end')} else {column.text} end"
    sources = tuple(u for u in used(*parts) if u[0] != "it")
    return Item("set", (column, replace(value, text=kept)), words, sources)
