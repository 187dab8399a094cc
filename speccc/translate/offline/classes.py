"""Classes by ranges of a number: `small below 50, medium from 50 to below 200, large from 200`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.making import CLASSES
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, quoted, text_of, used
from speccc.translate.offline.values import Item, Problem, Value

#: Units, and what the end of a column's name and the factor to it are.
_UNITS: dict[str, dict[str, str]] = {
    "kg": {"kg": "1", "g": "0.001", "t": "1000"},
    "g": {"g": "1", "kg": "1000"},
    "km": {"km": "1", "m": "0.001"},
    "m": {"m": "1", "km": "1000", "cm": "0.01"},
    "eur": {"eur": "1"}, "usd": {"usd": "1"}, "gbp": {"gbp": "1"},
}  # fmt: skip
_SPELT = {
    "kilo": "kg", "kilos": "kg", "kilogram": "kg", "kilograms": "kg", "gram": "g", "grams": "g",
    "tonne": "t", "tonnes": "t", "kilometre": "km", "kilometres": "km", "metre": "m",
    "metres": "m", "euro": "eur", "euros": "eur", "dollar": "usd", "dollars": "usd",
    "pound": "gbp", "pounds": "gbp",
}  # fmt: skip
_MONEY = frozenset(("eur", "usd", "gbp"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit, if one was said; `that`: the bound of the class before."""

    number: Decimal = Decimal(0)
    unit: str = ""
    that: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; an end is open if it is None, else it belongs to it, or does not."""

    low: tuple[Amount, bool] | None = None
    high: tuple[Amount, bool] | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class by its name; without a range it is all that is in no other."""

    name: str
    range: Range | None = None


def class_rules(context: Context) -> dict[str, Rule]:
    """The rules of classes, their ranges, and the amounts in these."""

    def said(_: list[Any], words: Words) -> str:
        return context.text[words.start : words.end]

    def amount(parts: list[Any], words: Words) -> Amount | Problem:
        number, *unit = map(text_of, parts)
        return _with_unit(Decimal(number), unit[0] if unit else "", words)

    def one(parts: list[Any], words: Words) -> Amount | Problem:
        return _with_unit(Decimal(1), text_of(parts[0]), words)

    def classes(parts: list[Any], words: Words) -> Any:
        told = [part for part in parts if isinstance(part, Class)]
        by = next((part for part in parts if isinstance(part, Value)), None)
        return _classes(context, told, by, words)

    def unknown(parts: list[Any], words: Words) -> Item:
        column = next(part for part in parts if isinstance(part, Value))
        return Item("class_unknown", (column, parts[-1]), words, used(column))

    return {
        "classes": classes,
        "classed": lambda parts, _: Class(*parts),
        "class_name": lambda parts, words: said(parts, words).strip("'\"“”").lower(),
        "class_unknown": unknown,
        "class_end": amount,
        "end_one": one,
        "end_that": lambda _p, _w: Amount(that=True),
        "range_below": lambda parts, _: Range(high=(parts[0], False)),
        "range_upto": lambda parts, _: Range(high=(parts[0], True)),
        "range_from": lambda parts, _: Range(low=(parts[0], True)),
        "range_above": lambda parts, _: Range(low=(parts[0], False)),
        "range_half": lambda parts, _: Range((parts[0], True), (parts[1], False)),
        "range_inside": lambda parts, _: Range((parts[0], False), (parts[1], False)),
        "range_over": lambda parts, _: Range((parts[0], False), (parts[1], True)),
    }


def _with_unit(number: Decimal, said: str, words: Words) -> Amount | Problem:
    unit = _SPELT.get(said.lower(), said.lower())
    if unit and unit not in _UNITS and unit != "t":
        return problem(codes.NOT_UNDERSTOOD, words, words=said)
    return Amount(number, unit)


def _classes(
    context: Context, told: Sequence[Class], by: Value | Problem | None, words: Words
) -> Any:
    """All classes as one item, if the ranges leave no gap and do not overlap."""
    unit = next((a.unit for c in told for a in _ends(c) if a.unit), "")
    by = by or _of_unit(context, unit, words)
    if isinstance(by, Problem):
        return by
    factors = _factors(context, by, unit)
    if factors is None:
        return problem(codes.NOT_SAID, words, question=f"in which unit is {by.text}?")
    tests: list[tuple[str, str]] = []
    bounds: list[tuple[Any, Any]] = []
    for one in told:
        if one.range is None:
            tests.append((one.name, ""))
            continue
        low, high = (_scaled(end, bounds, factors) for end in (one.range.low, one.range.high))
        bounds.append((low, high))
        tests.append((one.name, _test(by, low, high)))
    question = _gap(bounds, [name for name, test in tests if not test], tests)
    if question:
        return problem(codes.NOT_SAID, words, question=question)
    return Item("classes", (_name(context.text), by, tuple(tests)), words, by.used)


def _ends(one: Class) -> list[Amount]:
    ends = (one.range.low, one.range.high) if one.range else ()
    return [end[0] for end in ends if end is not None]


def _of_unit(context: Context, unit: str, words: Words) -> Value | Problem:
    """The one column that has this unit at the end of its name."""
    found = [
        name for name in context.types if unit in _UNITS.get(name.lower().rpartition("_")[2], ())
    ]
    found = [name for name in found if name in context.main] if len(found) > 1 else found
    if len(found) != 1:
        return problem(codes.NOT_SAID, words, question="which column are these classes of?")
    return Value(found[0], ((found[0], words),), column=found[0])


def _factors(context: Context, by: Value, unit: str) -> dict[str, str] | None:
    """What each unit is in that of the value; None if nobody knows that."""
    named = _UNITS.get(by.column.lower().rpartition("_")[2], {})
    if not unit or unit in named:
        return {"": "1", **named}
    if unit in _MONEY and not named and "currency" not in context.types:
        return {"": "1", unit: "1"}
    return None


def _scaled(end: Any, before: Sequence[Any], factors: dict[str, str]) -> Any:
    """An end as a number in the value's unit."""
    if end is None:
        return None
    amount, inside = end
    if amount.that:
        return (before[-1][1][0], inside) if before and before[-1][1] else ("", inside)
    factor = factors.get(amount.unit)
    return (amount.number * Decimal(factor), inside) if factor else ("", inside)


def _test(by: Value, low: Any, high: Any) -> str:
    text = f"({by.text})" if "+" in by.operators else by.text
    above = f"{text} {'>=' if low[1] else '>'} {_shown(low[0])}" if low else ""
    below = f"{text} {'<=' if high[1] else '<'} {_shown(high[0])}" if high else ""
    return " and ".join(filter(None, (above, below)))


def _shown(number: Any) -> str:
    return f"{number.normalize():f}" if isinstance(number, Decimal) else ""


def _gap(bounds: Sequence[Any], rest: Sequence[str], tests: Sequence[tuple[str, str]]) -> str:
    """What is to be asked if a number is in no class, or in two."""
    if any(end is not None and end[0] == "" for pair in bounds for end in pair):
        return "which number is meant by 'that', or by this unit?"
    if len({name for name, _ in tests}) < len(tests) or len(rest) > 1:
        return "which class is for all others?"
    if not bounds:
        return "what is in which of these classes?"
    ordered = sorted(bounds, key=lambda pair: (pair[0] is not None, pair[0] and pair[0][0]))
    for lower, upper in pairwise(ordered):
        if lower[1] is None or upper[0] is None:
            return "which class is a number in that is in two of them?"
        if lower[1][0] != upper[0][0] or lower[1][1] == upper[0][1]:
            return f"which class is {_shown(lower[1][0])} in, and what is next to it?"
    first, last = ordered[0][0], ordered[-1][1]
    if rest and tests[-1][1]:
        return "which class is for all others?"
    if rest and (first is None) == (last is None):
        return f"what is in '{rest[0]}'?"
    if not rest and (first or last):
        return "what are those that are in none of these classes?"
    return ""


def _name(text: str) -> str:
    """What the column of the classes is called where it is asked for: `for each size`."""
    found = {match[1].lower() for match in CLASSES.finditer(text)}
    return found.pop() if len(found) == 1 else "" if found else "class"


def with_classes(work: Assembly, items: Sequence[Item]) -> list[Item]:
    """The items, each list of classes as the column that it makes."""
    found: list[Item] = []
    unknown = [item for item in items if item.kind == "class_unknown"]
    for item in items:
        if item.kind != "classes":
            found += [item] if item.kind != "class_unknown" else []
            continue
        own = [u for u in unknown if u.args[0].text == item.args[1].text]
        unknown = [u for u in unknown if u not in own]
        found.append(_made(work, item, own, items))
    for item in unknown:
        work.question(codes.NOT_SAID, item.words, question="which classes are meant?")
    return found


def _made(work: Assembly, item: Item, unknown: Sequence[Item], items: Sequence[Item]) -> Item:
    name, by, tests = item.args
    shown = [f"when {test} then {quoted(name)}" for name, test in tests if test]
    if unknown:
        shown.insert(0, f"when {by.text} is null then {quoted(unknown[0].args[1])}")
    rest = next((name for name, test in tests if not test), "")
    if rest:
        shown.append(f"else {quoted(rest)}")
    if rest and not unknown and _may_lack(work, by, items):
        question = f"which class is a missing {by.text} in?"
        work.question(codes.NOT_SAID, item.words, question=question)
    if not name:
        work.question(codes.NOT_SAID, item.words, question="what is the column of classes called?")
    value = replace(by, text=f"case {' '.join(shown)} end", column="", operators=frozenset())
    return Item("derive", (name, value), item.words, item.used)


def _may_lack(work: Assembly, by: Value, items: Sequence[Item]) -> bool:
    """Whether a value may be missing, and nobody said that such rows are out."""
    types = {c.name: c.type for table in work.request.given for c in table.columns}
    gone = {i.args[0].text for i in items if i.kind == "remove" and i.args[0]}
    return any(
        not types.get(name, "").endswith("not null") and f"{name} is null" not in gone
        for name, _ in by.used
    )
