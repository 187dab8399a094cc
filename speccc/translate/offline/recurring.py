"""Times that recur, in words: `every Monday at 04:00` as the line of cron that it is.

What cron cannot say (`every second week`, `the last day of a month`) is not found here, and so is
asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from speccc.translate.model import Words

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
_TO = r"\s*(?:to|through|until|till|-|–)\s*"
_AND = r"(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*)"
_CLOCK = (
    r"(?:\d{1,2}(?::\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2}(?:\s?h\b| hours)?"
    r"|\d{1,2}(?=\s+(?:o['’]?clock|in\s+the\s+(?:morning|afternoon|evening)|at\s+night))"
    r"|noon|midday|midnight)(?:\s+o['’]?clock)?(?:\s+sharp)?"
    r"(?:\s+in\s+the\s+(?:morning|afternoon|evening)|\s+at\s+night)?"
)
_TIMES = rf"{_CLOCK}(?:{_AND}{_CLOCK})*"
_NTH = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
)
_MINUTES = {"five": 5, "ten": 10, "fifteen": 15, "a quarter": 15, "quarter": 15, "twenty": 20,
            "twenty-five": 25, "half": 30, "thirty": 30, "forty-five": 45}  # fmt: skip
_NTHS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth")  # fmt: skip

_DAILY = (
    r"(?P<daily>(?:every|each)\s+(?:single\s+|calendar\s+)?(?:day|night|morning|evening|afternoon)"
    r"|daily|nightly|(?:once|(?P<twice>twice)|(?P<thrice>three\s+times))\s+(?:a|per|each|every)\s+day)"
    rf"(?:,?\s+(?:except|but\s+not)\s+(?:on\s+)?(?P<but>{_DAY}))?"
)
_WEEKLY = (
    r"(?:(?:weekly|every\s+week|each\s+week|once\s+(?:a|per)\s+week),?\s+)?(?:every|each|on)?\s*"
    rf"(?:(?P<first>{_DAY}){_TO}(?P<last>{_DAY})|(?P<days>{_DAY}(?:{_AND}(?:on\s+)?{_DAY})*)"
    r"|(?P<weekdays>weekdays?)|(?P<weekend>weekends?|(?:the\s+)?weekend))"
)
_MONTHLY = (
    rf"(?:(?:every|each)\s+month|monthly|once\s+(?:a|per)\s+month)?,?\s*on\s+(?:the\s+)?"
    rf"(?:(?P<dates>{_NTH}(?:{_AND}(?:the\s+)?{_NTH})*)|day\s+(?P<date>\d{{1,2}}))"
    r"(?:\s+(?:calendar\s+)?day)?"
    r"(?:\s+(?:of|in)\s+(?:every|each|the|a)\s+(?:calendar\s+)?(?P<period>month|quarter))?"
)
_TODAY = re.compile(
    rf"\b(?:(?:at\s+)?(?P<before>{_TIMES})\s*,?\s+)?(?:{_DAILY}|{_MONTHLY}|{_WEEKLY})"
    rf"(?(before)|,?\s*(?:,\s*)?(?:always\s+)?at\s+(?P<after>{_TIMES}))",
    re.IGNORECASE,
)
_COUNT = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_MINUTES, key=len, reverse=True))})"
_HOURLY = re.compile(
    rf"\b(?:(?:every|each)\s+(?:full\s+)?hour|hourly)\s*,?\s*(?:always\s+)?(?:at\s+)?"
    rf"(?:{_COUNT}(?:\s+minutes?)?\s+(?:past|after)(?:\s+(?:the|each|every))?(?:\s+full)?(?:\s+hour)?"
    r"|minute\s+(?P<minute>\d{1,2})|(?P<full>on\s+the\s+(?:full\s+)?hour))"
    rf"|\bat\s+{_COUNT.replace('<n>', '<m>')}(?:\s+minutes?)?\s+(?:past|after)\s+(?:every|each)"
    r"\s+(?:full\s+)?hour",
    re.IGNORECASE,
)


def recurring(text: str) -> Iterator[tuple[Words, str]]:
    """The places of a text that say when something recurs, each with its line of cron."""
    for match in _TODAY.finditer(text):
        times = _times(match["before"] or match["after"] or "")
        rest = _rest(match)
        if times and rest and len(times.split(",")) == _due(match):
            start = match.end() - len(match[0].lstrip())
            yield Words(start, match.end()), f"{times} {rest}"
    for match in _HOURLY.finditer(text):
        said = (match["n"] or match["m"] or match["minute"] or "0").lower()
        minute = int(_MINUTES.get(said, said))
        if minute < 60:
            yield Words(*match.span()), f"{minute} * * * *"


def _due(match: re.Match[str]) -> int:
    """How many times of a day there are to be."""
    said = match["before"] or match["after"]
    if match["twice"] or match["thrice"]:
        return 2 if match["twice"] else 3
    return len(re.findall(_CLOCK, said, re.IGNORECASE))


def _times(said: str) -> str:
    """Minute and hours of a line of cron; empty if the minutes differ, or one is no time."""
    clocks = [_clock(one) for one in re.findall(_CLOCK, said, re.IGNORECASE)]
    minutes = {minute for _, minute in clocks}
    hours = sorted({hour for hour, _ in clocks})
    if len(minutes) != 1 or not hours or hours[0] < 0:
        return ""
    return f"{minutes.pop()} {','.join(map(str, hours))}"


def _clock(said: str) -> tuple[int, int]:
    """Hour and minute; hour -1 for what is no time."""
    low = said.lower()
    if low.startswith(("noon", "midday")):
        return 12, 0
    if low.startswith("midnight"):
        return 0, 0
    match = re.match(r"(\d{1,2})(?::(\d{2}))?\s?([ap])?", low)
    if match is None:
        return -1, 0
    hour, minute = int(match[1]), int(match[2] or 0)
    late = match[3] == "p" or "afternoon" in low or "evening" in low
    night = "at night" in low
    if (match[3] or late or night or "morning" in low) and not 1 <= hour <= 12:
        return -1, 0
    if night:
        return (hour if hour < 6 else hour % 12 + 12), minute
    if late or match[3] or "morning" in low:
        hour = hour % 12 + (12 if late else 0)
    return (hour, minute) if hour < 24 and minute < 60 else (-1, 0)


def _rest(match: re.Match[str]) -> str:
    """Day, month and weekday of a line of cron; empty for what it cannot say."""
    if match["daily"]:
        return f"* * {_all_but(match['but'])}" if match["but"] else "* * *"
    if match["dates"] or match["date"]:
        return _monthly(match)
    if match["first"]:
        first, last = _day(match["first"]), _day(match["last"])
        last = last or 7
        return f"* * {first}-{last}" if first < last else ""
    if match["weekdays"]:
        return "* * 1-5"
    if match["weekend"]:
        return "* * 0,6"
    days = sorted({_day(day) for day in re.findall(_DAY, match["days"], re.IGNORECASE)})
    return f"* * {','.join(map(str, days))}"


def _monthly(match: re.Match[str]) -> str:
    if not match["period"] and not re.search(r"month", match[0], re.IGNORECASE):
        return ""
    said = re.findall(_NTH, match["dates"] or "", re.IGNORECASE) or [match["date"]]
    days = sorted({_nth(day) for day in said})
    if not 1 <= days[0] <= days[-1] <= 31:
        return ""
    months = "*" if (match["period"] or "month").lower() == "month" else "1,4,7,10"
    return f"{','.join(map(str, days))} {months} *" if months == "*" or days == [1] else ""


def _nth(said: str) -> int:
    low = said.lower()
    return _NTHS.index(low) + 1 if low in _NTHS else int(re.sub(r"\D", "", low))


def _day(said: str) -> int:
    return _DAYS.index(said.lower()[:3])


def _all_but(said: str) -> str:
    left = [day for day in range(7) if day != _day(said)]
    return "1-6" if left == [*range(1, 7)] else ",".join(map(str, left))
