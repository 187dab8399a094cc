"""Texts to values and back."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Type, decimal
from speccc.types.cells import Cell, print_cell, read_cell

MONEY = decimal(5, 2)
MOMENT = dt.datetime.fromisoformat("2024-02-29 10:20:30")


@pytest.mark.parametrize(
    ("text", "type", "value"),
    [
        ("", TEXT, ""),
        (" a ", TEXT, " a "),
        ("true", BOOL, True),
        ("false", BOOL, False),
        ("0", INT64, 0),
        ("-0", INT64, 0),
        ("+7", INT64, 7),
        ("007", INT64, 7),
        ("9223372036854775807", INT64, 2**63 - 1),
        ("-9223372036854775808", INT64, -(2**63)),
        ("0" * 5000 + "1", INT64, 1),
        ("1", FLOAT64, 1.0),
        ("1.", FLOAT64, 1.0),
        (".5", FLOAT64, 0.5),
        ("-1.5E+3", FLOAT64, -1500.0),
        ("1e-400", FLOAT64, 0.0),
        ("1.5", MONEY, Decimal("1.50")),
        ("-999.99", MONEY, Decimal("-999.99")),
        ("+0001.5000", MONEY, Decimal("1.50")),
        ("7", decimal(3, 0), Decimal(7)),
        ("7.000", decimal(3, 0), Decimal(7)),
        ("0.5", decimal(1, 1), Decimal("0.5")),
        ("2024-02-29", DATE, dt.date(2024, 2, 29)),
        ("0001-01-01", DATE, dt.date(1, 1, 1)),
        ("9999-12-31", DATE, dt.date(9999, 12, 31)),
        ("2024-02-29 10:20:30", TIMESTAMP, MOMENT),
        ("2024-02-29T10:20:30", TIMESTAMP, MOMENT),
        ("2024-02-29 10:20:30.5", TIMESTAMP, MOMENT.replace(microsecond=500000)),
        ("2024-02-29 10:20:30.000001", TIMESTAMP, MOMENT.replace(microsecond=1)),
    ],
)
def test_what_reads(text: str, type: Type, value: Cell) -> None:
    read = read_cell(text, type)
    assert read == value
    assert read.__class__ is value.__class__


@pytest.mark.parametrize(
    ("type", "texts"),
    [
        (BOOL, ["", "True", "TRUE", "t", "1", "yes", " true"]),
        (INT64, ["", "1.0", "1e3", " 1", "1 ", "1\n", "1_000", "٣", "--1", "+", "0x1"]),
        (INT64, ["9223372036854775808", "-9223372036854775809", "1" * 5000]),
        (FLOAT64, ["", ".", "1,5", "nan", "inf", "1e400", "-1e400", "1e", " 1", "1_0", "1\n"]),
        (MONEY, ["", ".5", "5.", "1e2", "1.234", "1000", "1.230.0", "1,5", " 1", "1\n", "NaN"]),
        (DATE, ["", "2024-02-30", "2023-02-29", "2024-2-9", "0000-01-01", "20240229"]),
        (DATE, ["2024-02-29 00:00:00", " 2024-02-29", "2024-02-29\n", "29.02.2024"]),
        (TIMESTAMP, ["2024-02-29", "2024-02-29 10:20", "2024-02-29 24:00:00"]),
        (TIMESTAMP, ["2024-02-29 23:59:60", "2024-02-29 10:20:30.", "2024-02-29  10:20:30"]),
        (TIMESTAMP, ["2024-02-29 10:20:30.1234567", "2024-02-29 10:20:30Z"]),
        (TIMESTAMP, ["2024-02-29 10:20:30+01:00", "2024-02-29t10:20:30"]),
    ],
)
def test_what_does_not_read(type: Type, texts: list[str]) -> None:
    assert [text for text in texts if read_cell(text, type) is not None] == []


@pytest.mark.parametrize(
    ("text", "type", "format", "value"),
    [
        ("29/02/2024", DATE, "DD/MM/YYYY", dt.date(2024, 2, 29)),
        ("20240229", DATE, "YYYYMMDD", dt.date(2024, 2, 29)),
        ("02.2024", DATE, "MM.YYYY", dt.date(2024, 2, 1)),
        ("2024-02-29", DATE, "DD/MM/YYYY", None),
        ("29/2/2024", DATE, "DD/MM/YYYY", None),
        ("30/02/2024", DATE, "DD/MM/YYYY", None),
        ("29x02x2024", DATE, "DD.MM.YYYY", None),
        ("29.02.2024 10:20:30", TIMESTAMP, "DD.MM.YYYY HH:mm:ss", MOMENT),
        ("10h20, 29.02.2024", TIMESTAMP, "HHhmm, DD.MM.YYYY", MOMENT.replace(second=0)),
        ("29.02.2024", TIMESTAMP, "DD.MM.YYYY", dt.datetime.fromisoformat("2024-02-29")),
        ("29.02.2024 10:20:30.5", TIMESTAMP, "DD.MM.YYYY HH:mm:ss", None),
    ],
)
def test_formats(text: str, type: Type, format: str, value: Cell | None) -> None:
    assert read_cell(text, type, format) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (-12, "-12"),
        (1.0, "1.0"),
        (-0.0, "0.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (Decimal("1.50"), "1.50"),
        (Decimal("0.0000001"), "0.0000001"),
        ("a,b", "a,b"),
        (dt.date(1, 2, 3), "0001-02-03"),
        (MOMENT, "2024-02-29 10:20:30.000000"),
        (MOMENT.replace(microsecond=500), "2024-02-29 10:20:30.000500"),
    ],
)
def test_print(value: Cell, text: str) -> None:
    assert print_cell(value) == text


values = st.one_of(
    st.tuples(st.just(BOOL), st.booleans()),
    st.tuples(st.just(INT64), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(FLOAT64), st.floats(allow_nan=False, allow_infinity=False)),
    st.tuples(st.just(TEXT), st.text()),
    st.tuples(st.just(DATE), st.dates()),
    st.tuples(st.just(TIMESTAMP), st.datetimes()),
    st.tuples(
        st.just(decimal(38, 6)),
        st.integers(-(10**38) + 1, 10**38 - 1).map(lambda n: Decimal((n < 0, digits(n), -6))),
    ),
)


def digits(number: int) -> tuple[int, ...]:
    return tuple(int(digit) for digit in str(abs(number)))


@given(values)
def test_what_is_printed_reads_back(case: tuple[Type, Cell]) -> None:
    type, value = case
    assert read_cell(print_cell(value), type) == value


def test_no_digit_is_lost_whatever_the_decimal_context() -> None:
    text = "-" + "1234567890" * 3 + "12345678"
    with localcontext(prec=3):
        value = read_cell(text, decimal(38, 0))
        assert value is not None
        assert print_cell(value) == text


def test_infinity_never_reads() -> None:
    assert all(read_cell(str(x), FLOAT64) is None for x in (math.inf, -math.inf, math.nan))
