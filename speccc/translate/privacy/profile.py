"""What may be told of a column's values, from the values there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from speccc.translate.privacy.scrub import scrub

#: At most so many rows are told at level 1.
MOST_ROWS = 100
#: A column's values are categories if there are at most so many, each in so many rows or more.
MOST_CATEGORIES = 20
LEAST_ROWS = 5

_PRIVATE_NAME = re.compile(
    r"e[-_ ]?mail|phone|mobile|fax|ssn|social_?sec|dob|birth|name$|^name|_name_|addr|street|iban"
    r"|account|card|token|passw|pwd|secret|key$|passport|licen[cs]e|ip$|latitude|longitude",
    re.IGNORECASE,
)
PRIVATE_TAGS = frozenset(("personal", "secret"))


@dataclass(frozen=True, slots=True)
class Values:
    """A column's values: how many rows have each, and how many have none."""

    counts: Mapping[str, int]
    missing: int


def is_private(name: str, tags: Sequence[str] = ()) -> bool:
    """Whether nothing but the name and the type of a column may be told."""
    return bool(_PRIVATE_NAME.search(name)) or not PRIVATE_TAGS.isdisjoint(tags)


def facts(name: str, type: str, tags: Sequence[str], values: Values) -> dict[str, Any]:
    """Level 0: the share that is missing; the least and greatest number or date.

    Never a text: not even one of many.
    """
    rows = sum(values.counts.values()) + values.missing
    if not rows:
        return {}
    found: dict[str, Any] = {"missing": round(values.missing / rows, 3)}
    if not is_private(name, tags) and values.counts and not type.startswith(("text", "bool")):
        numeric = not type.startswith(("date", "timestamp"))
        ordered = sorted(values.counts, key=_number if numeric else str)
        ends = {"min": ordered[0], "max": ordered[-1]}
        if not any(scrub(text)[1] for text in ends.values()):
            found |= ends
    return found


def tells(name: str, type: str, tags: Sequence[str], values: Values) -> bool:
    """Level 1: whether the values of a column may be told, after they are scrubbed.

    Of texts only categories: few, and each in several rows.
    """
    if is_private(name, tags):
        return False
    if not type.startswith("text"):
        return True
    counts = values.counts.values()
    return len(counts) <= MOST_CATEGORIES and all(count >= LEAST_ROWS for count in counts)


def scrubbed(rows: Sequence[Mapping[str, str]], told: Sequence[str]) -> list[dict[str, str]]:
    """Level 1: the first rows, of the columns that may be told, scrubbed cell by cell."""
    return [{name: scrub(row[name])[0] for name in told} for row in rows[:MOST_ROWS]]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("-inf")
