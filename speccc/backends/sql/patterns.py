"""What texts read as values, as regular expressions for engines whose own reading is lenient.

They are matched against a whole text. Days that a calendar does not have do not match, so that
what does match can be cast.
"""

from __future__ import annotations

from speccc.types import Type

_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_MONTHS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
    "(0[469]|11)-(0[1-9]|[12][0-9]|30)",
    "02-(0[1-9]|1[0-9]|2[0-8])",
)

#: Its absolute value may still be too large for an int64.
INT64 = "[+-]?0*[0-9]{1,19}"
FLOAT64 = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?0*[0-9]{1,4})?"
#: In the years 1 to 9999.
DATE = f"(?!0000)([0-9]{{4}}-({'|'.join(_MONTHS)})|{_LEAP}-02-29)"
TIMESTAMP = rf"{DATE}[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{{1,6}})?"


def decimal(type: Type) -> str:
    """A number with at most as many digits after the point as the type has."""
    fraction = rf"(\.[0-9]{{1,{type.scale}}}0*)?" if type.scale else r"(\.0+)?"
    return f"[+-]?[0-9]+{fraction}"
