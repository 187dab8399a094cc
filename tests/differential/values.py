"""Values that engines disagree on, by type."""

from __future__ import annotations

import datetime as dt
import math
import sys
from decimal import Decimal

from hypothesis import strategies as st

from speccc.ir.expr import Value
from speccc.types import DATE, INT64, TEXT, TIMESTAMP, Kind, Type

INTEGERS = (
    0,
    1,
    -1,
    2,
    3,
    7,
    -7,
    10,
    100,
    200_000,
    2**31 - 1,
    -(2**31),
    2**53 - 1,
    2**53,
    2**53 + 1,
)
FLOATS = (0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 2.675, 1.005, 0.49999999999999994, 1e15, -7.0)
TEXTS = (
    "", "a", "A", "a ", " a", "b", "Z", "é", "É", "ß", "İ", "😀", "\ufffd", "%", "_", "a%b", "a_b",
    "\\", "'", '"', "a,b", "tab\there", "line\nbreak", "12", "12\n", " 12 ", "1.5", "true", "NULL",
    "nan", "2024-02-29", "2024-02-30", "{{x}}", "%s", ";--", "$1",
)  # fmt: skip
DATES = tuple(
    dt.date.fromisoformat(text)
    for text in (
        "2024-01-31", "2024-02-29", "2023-02-28", "2024-12-31", "2025-01-01", "2024-01-07",
        "2024-01-08", "1969-12-31", "1970-01-01", "2020-12-28", "2021-01-03", "1900-03-01",
    )
)  # fmt: skip
TIMESTAMPS = tuple(
    dt.datetime.fromisoformat(text)
    for text in (
        "2024-01-31T23:59:59.999999", "2024-02-29T00:00:00", "1969-12-31T23:59:59.000001",
        "1970-01-01T00:00:00", "2024-01-07T12:34:56.5", "2023-12-31T10:00:00",
        "2024-03-31T02:30:00", "2024-01-07T23:59:59.999999",
    )
)  # fmt: skip


#: Text cells at the edge of what reads as some type, beside TEXTS.
CELLS = (
    "0", "-0", "+7", "007", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "+", "-", ".", "1e309", "17976931348623158079e289", "0.001e311",
    "1.8e308", "0.0000000001", "1e3", ".5", "5.", "-1.005", "1.5000", "99999999.994", "12345.67891",
    "1e400", "0x10", "1_0", "1x5", " 5", "inf", "false", "True", "2024-1-1", "0000-01-01",
    "0000-12-31 23:59:59", "2024-02-29 10:00:00",
    "0001-01-01", "2024-02-29T23:59:59.5", "2024-02-30 10:00:00", "2024-02-29 24:00:00",
    "2024-02-29 10:00:00Z", "2024-02-29 10:00:00.1234567", "９", "--1", "",
    "1" + 210 * "0",
)  # fmt: skip
#: Texts that read as some type, and stay far from every edge.
READABLE = (
    "5", "-3", "+42", "0.25", "-17.5", "2.5e1", "false", "2024-03-15", "1999-12-31",
    "2024-03-15 08:30:00", "2023-11-05T23:15:10.25", "aaa", "Abc", "  b a ", "x,y,z",
)  # fmt: skip
EDGES = (2**63 - 1, -(2**63), 2**31, 4_000_000, 10**18)
#: The digits that a decimal literal may have.
LITERAL_DIGITS = 18
#: Of which these multiples are at the bounds of int64: beyond by one, and the last, and what is
#: rounded to the first beyond.
MULTIPLES = {
    (2**63 + 1) // 27: "27",
    2**63 // 16: "16",
    (2**63 - 1) // 49: "49",
    (2**64 - 1) // 255: "decimal '127.5'",
}
LARGE = (
    9.2e18, -9.3e18, 2.0**63, -(2.0**63), 1e300, -1e300, 99999.99, 123456789.5, -0.05, 1.7e308,
    -1.7e308, 1.5e18, sys.float_info.max,
)  # fmt: skip


#: The first and the last, and how the last day begins.
TIMES = tuple(
    dt.datetime.fromisoformat(text)
    for text in ("0001-01-01T00:00:00", "9999-12-31T23:59:59.999999", "9999-12-31T00:00:00")
)


def decimals(type: Type) -> tuple[Decimal, ...]:
    """The adversarial values of a decimal: units of its last place, at what rounding turns on, at
    the bounds of narrower types, next to int64's and at the type's own.
    """
    most = 10**type.precision - 1
    units = (0, 1, -1, 5, -5, 15, 150, -250, 12345, -12355, 99995, 999995, 10**11 - 50)
    units += (45, 4500, 999994, 10**6, -(10**6))
    units += (*MULTIPLES, *(-factor for factor in MULTIPLES), most, -most)
    return tuple(Decimal(n).scaleb(-type.scale) for n in units if abs(n) <= most)


def pool(type: Type) -> tuple[Value, ...]:
    """Every adversarial value of a type, the usual ones first."""
    match type.kind:
        case Kind.BOOL:
            return (True, False)
        case Kind.INT64:
            return (*INTEGERS, *EDGES)
        case Kind.FLOAT64:
            return (*FLOATS, *LARGE)
        case Kind.DECIMAL:
            return decimals(type)
        case Kind.TEXT:
            return (*TEXTS, *CELLS, *READABLE)
        case Kind.DATE:
            return (*DATES, dt.date.min, dt.date.max)
        case Kind.TIMESTAMP:
            return (*TIMESTAMPS, *TIMES)


def edges(type: Type) -> tuple[Value, ...]:
    """Those of the values that a step out of the type's range is next to; of texts, those that
    nearly read as something else.
    """
    of_kind: dict[Kind, tuple[Value, ...]] = {
        Kind.INT64: EDGES,
        Kind.FLOAT64: LARGE,
        Kind.TEXT: CELLS,
        Kind.DATE: (dt.date.min, dt.date.max),
        Kind.TIMESTAMP: TIMES,
    }
    return of_kind.get(type.kind) or pool(type)


_CLOCK = ("00:00:00", "23:59:59.999999")


def bounds(source: Type, to: Type) -> tuple[Value, ...]:
    """Values of `source` at the bounds of a number `to`: its greatest, what is rounded to that and
    what no longer is, the first beyond; and so on the other side; texts like the first and the last
    time, and like none. Empty if `to` has no bounds.
    """
    if source == TEXT and to in (DATE, TIMESTAMP):
        days = ("0001-01-01", "0000-12-31", "9999-12-31", "2024-02-30", "2023-02-29")
        return days if to == DATE else tuple(f"{day} {time}" for day in days for time in _CLOCK)
    if to.kind not in (Kind.INT64, Kind.DECIMAL) or not (source.is_number or source == TEXT):
        return ()
    unit = Decimal(1).scaleb(-to.scale)
    beyond = Decimal(2**63) if to == INT64 else Decimal(10) ** (to.precision - to.scale)
    last = beyond - unit
    found = [last, last + unit * Decimal("0.49"), last + unit / 2, beyond]
    found += [-n for n in found]
    if to == INT64:  # one more below 0
        found += [-beyond - unit * Decimal("0.49"), -beyond - unit / 2]
    match source.kind:
        case Kind.INT64:
            return tuple(int(n) for n in found if n == int(n) and -(2**63) <= n < 2**63)
        case Kind.FLOAT64:
            floats = [*map(float, found)]
            outwards = [math.nextafter(f, math.copysign(math.inf, f)) for f in floats]
            inwards = [math.nextafter(f, 0.0) for f in floats]
            return tuple(dict.fromkeys(floats + inwards + outwards))
        case Kind.DECIMAL:
            return tuple(n for n in found if len(n.as_tuple().digits) <= LITERAL_DIGITS)
        case _:
            return tuple(map(str, found))


def values(type: Type) -> st.SearchStrategy[Value]:
    """Values of a type, adversarial ones more often than not; never None."""
    match type.kind:
        case Kind.BOOL:
            return st.booleans()
        case Kind.INT64:
            return st.sampled_from(INTEGERS) | st.integers(-50, 50)
        case Kind.FLOAT64:
            halves = st.integers(-200, 200).map(lambda n: n / 4)
            return st.sampled_from(FLOATS) | halves
        case Kind.DECIMAL:
            limit = 10 ** min(type.precision, 9) - 1
            near = min(limit, 20)
            small = st.integers(-limit, limit) | st.integers(-near, near)
            usual = small.map(lambda n: Decimal(n).scaleb(-type.scale))
            return usual | st.sampled_from([v for v in decimals(type) if abs(v) < 10**9])
        case Kind.TEXT:
            usual, readable = st.sampled_from(TEXTS), st.sampled_from(READABLE)
            at_edge = st.sampled_from(CELLS)
            return st.one_of(usual, usual, readable, at_edge, at_edge)
        case Kind.DATE:
            return st.sampled_from(DATES)
        case Kind.TIMESTAMP:
            return st.sampled_from(TIMESTAMPS)


def often(type: Type) -> st.SearchStrategy[Value]:
    """The values that the columns have whose rows are grouped; of other types, any."""
    match type.kind:
        case Kind.INT64:
            return st.integers(1, 4)
        case Kind.TEXT:
            return st.sampled_from(("a", "A", "b", "a "))
        case _:
            return values(type)


def cells(type: Type, *, nullable: bool) -> st.SearchStrategy[Value]:
    """As `values`, and None now and then where it may be."""
    if not nullable:
        return values(type)
    return st.one_of(st.none(), values(type), values(type), values(type))
