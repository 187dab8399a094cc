"""What filters leave of a column's values, one after the other, and whether that is anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

_LITERAL = r"(?:date )?'(?:[^']|'')*'|-?\d+(?:\.\d+)?|true|false"
_TEST = re.compile(
    rf"(?:(?P<between>\w+) between (?P<low>{_LITERAL}) and (?P<high>{_LITERAL})"
    rf"|(?P<column>\w+) (?P<sign><=|>=|<>|<|>|=) (?P<value>{_LITERAL})"
    rf"|(?P<out>not )?(?P<listed>\w+) in \((?P<values>(?:{_LITERAL})(?:, (?:{_LITERAL}))*)\)"
    r"|(?P<null>\w+) is (?P<given>not )?null"
    r"|(?P<false>not )?(?P<flag>\w+))(?= and |$)"
)
_EACH = re.compile(_LITERAL)
Bound = Decimal | date


@dataclass
class Left:
    """What may still be in a column. `only`: one of these, None for anything; `without`: none of
    these; `low` and `high`: the bounds, and whether they are left out; `null`: None if it may be
    NULL or not.
    """

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    low: list[tuple[Bound, bool]] = field(default_factory=list[tuple[Bound, bool]])
    high: list[tuple[Bound, bool]] = field(default_factory=list[tuple[Bound, bool]])
    null: bool | None = None

    def test(self, sign: str, literal: str) -> None:
        """Rows for which the comparison holds."""
        self.is_null(null=False)
        bound = bound_of(literal)
        match sign:
            case "=":
                self.among(frozenset((literal,)))
            case "<>":
                self.without |= {literal}
            case "<" | "<=" if bound is not None:
                self.high.append((bound, sign == "<"))
            case ">" | ">=" if bound is not None:
                self.low.append((bound, sign == ">"))
            case _:
                pass

    def among(self, literals: frozenset[str]) -> None:
        """Rows with one of these values."""
        self.is_null(null=False)
        self.only = literals if self.only is None else self.only & literals

    def is_null(self, *, null: bool) -> None:
        """Rows with a value, or with none. What says both leaves nothing."""
        if self.null is not None and self.null != null:
            self.only = frozenset()
        self.null = null

    @property
    def nothing(self) -> bool:
        """Whether no value is left."""
        if self.only is not None:
            return not any(map(self._fits, self.only - self.without))
        return any(
            type(a) is type(b) and (a > b or (a == b and (x or y)))  # type: ignore[operator]
            for a, x in self.low
            for b, y in self.high
        )

    def _fits(self, literal: str) -> bool:
        value = bound_of(literal)
        if value is None:
            return True
        above = (_below(low, value, strict) for low, strict in self.low)
        return all(above) and all(_below(value, high, strict) for high, strict in self.high)


def _below(low: Bound, high: Bound, strict: bool) -> bool:
    if type(low) is not type(high):
        return True
    return low < high or (low == high and not strict)  # type: ignore[operator]


def bound_of(literal: str) -> Bound | None:
    """A number or a date; None for another literal."""
    if literal.startswith("date '"):
        return date.fromisoformat(literal[6:-1])
    return Decimal(literal) if literal[0].isdigit() or literal[0] == "-" else None


def emptied(known: dict[str, Left], condition: str) -> Iterator[str]:
    """The columns of which a filter leaves nothing, by what earlier ones left (`known`, which it
    adds to). A condition with 'or' in it tells nothing.
    """
    tests = [*_tests(condition)]
    for match in tests:
        name = next(n for k in _COLUMNS if (n := match[k]))
        left = known.setdefault(name, Left())
        if match["between"]:
            left.test(">=", match["low"])
            left.test("<=", match["high"])
        elif match["column"]:
            left.test(match["sign"], match["value"])
        elif match["listed"]:
            values = frozenset(_EACH.findall(match["values"]))
            if match["out"]:
                left.without |= values
            else:
                left.among(values)
        elif match["null"]:
            left.is_null(null=not match["given"])
        else:
            left.test("=", "false" if match["false"] else "true")
        if left.nothing:
            yield name
            return


def removed(known: dict[str, Left], condition: str) -> None:
    """What is left where rows go for which a condition holds."""
    tests = [*_tests(condition)]
    if len(tests) != 1:
        return
    match = tests[0]
    name = next(n for k in _COLUMNS if (n := match[k]))
    left = known.setdefault(name, Left())
    if match["null"]:
        left.is_null(null=bool(match["given"]))
    elif match["column"] and match["sign"] == "=":
        left.without |= {match["value"]}
    elif match["listed"] and not match["out"]:
        left.without |= frozenset(_EACH.findall(match["values"]))


_COLUMNS = ("between", "column", "listed", "null", "flag")


def _tests(condition: str) -> Iterator[re.Match[str]]:
    """The tests that are joined by 'and'; none, if there is anything else."""
    at = 0
    found: list[re.Match[str]] = []
    condition = condition.removeprefix("(").removesuffix(")") if _is_one(condition) else condition
    while at < len(condition):
        match = _TEST.match(condition, at)
        if match is None:
            return
        found.append(match)
        at = match.end() + len(" and ")
    yield from found


def _is_one(condition: str) -> bool:
    """Whether one pair of brackets holds it all."""
    return condition[:1] == "(" and condition[-1:] == ")" and condition.count("(") == 1
