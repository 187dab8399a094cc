"""The date formats of a source column (`DD.MM.YYYY HH:mm`) as regular expressions."""

from __future__ import annotations

import re

_TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MM": r"(?P<month>[0-9]{2})",
    "DD": r"(?P<day>[0-9]{2})",
    "HH": r"(?P<hour>[0-9]{2})",
    "mm": r"(?P<minute>[0-9]{2})",
    "ss": r"(?P<second>[0-9]{2})",
}
_TOKEN = re.compile("|".join(_TOKENS))


def pattern(format: str) -> str:
    """What a text of this format looks like; a group for each of its parts."""
    pieces: list[str] = []
    at = 0
    for match in _TOKEN.finditer(format):
        pieces += [re.escape(format[at : match.start()]), _TOKENS[match[0]]]
        at = match.end()
    return "".join([*pieces, re.escape(format[at:])])
