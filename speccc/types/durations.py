"""Lengths of time as a spec writes them: a whole number and a unit, `10 seconds`, `2 days`."""

from __future__ import annotations

import re

#: The seconds of each unit. Weeks and months are not of one length in every calendar: they are cut
#: by functions instead (`trunc_week`).
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}

_DURATION = re.compile(r"([0-9]{1,9}) ([a-z]+?)s?")


def parse_duration(text: str) -> int | None:
    """The seconds of a duration; None if the text is none."""
    found = _DURATION.fullmatch(text)
    if found is None or found[2] not in UNITS:
        return None
    return int(found[1]) * UNITS[found[2]]


def print_duration(seconds: int) -> str:
    """The same in the largest unit that it is whole in: `90 seconds`, `2 days`."""
    unit = next(unit for unit in reversed(UNITS) if seconds % UNITS[unit] == 0)
    return f"{seconds // UNITS[unit]} {unit}s"
