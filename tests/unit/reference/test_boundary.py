"""Raw tables under a source's contract, and parameter texts."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from speccc.ir.rel import Parameter, Pipeline, Source, SourceColumn
from speccc.reference import RunError, read_params, read_source, read_sources, run
from speccc.types import BOOL, DATE, FLOAT64, INT64, TEXT, TIMESTAMP, Type, decimal
from speccc.types.raw import JsonNumber, RawTable

MONEY = decimal(5, 2)
DAY = dt.date(2024, 2, 29)
MOMENT = dt.datetime.fromisoformat("2024-02-29 10:20:30")


def source(*columns: SourceColumn, **changes: Any) -> Source:
    return replace(Source("s", columns, (), "fail", None), **changes)


def column(name: str = "a", type: Type = INT64, **changes: Any) -> SourceColumn:
    return replace(SourceColumn(name, type, nullable=True, path=(name,)), **changes)


def csv(*values: str | None) -> RawTable:
    return RawTable(("a",), [{"a": value} for value in values])


def parquet(*values: object) -> RawTable:
    return RawTable(("a",), [{"a": value} for value in values])


def json(*values: object) -> RawTable:
    return RawTable(None, [{"a": value} for value in values])


def read(type: Type, raw: RawTable, **changes: Any) -> object:
    """The one value; "!" if it does not read."""
    declared = column(type=type, **changes)
    lenient = read_source(source(declared, on_error="set_null"), raw)
    try:
        strict = read_source(source(declared), raw)
    except RunError as error:
        expected = f"source 's', column 'a': 1 row not to be read as {type} (first: row 1"
        return "!" if error.message.startswith(expected) and lenient == [(None,)] else error
    return strict[0][0] if strict == lenient else lenient


def test_csv_cells() -> None:
    assert read(INT64, csv("7")) == 7
    assert read(INT64, csv(" 7")) == "!"
    assert read(INT64, csv(None)) is None
    assert read(TEXT, csv("NA")) == "NA"
    assert read(BOOL, csv("true")) is True
    assert read(FLOAT64, csv("nan")) == "!"
    assert read(MONEY, csv("1.50")) == Decimal("1.50")
    assert read(DATE, csv("29.02.2024"), format="DD.MM.YYYY") == DAY


@pytest.mark.parametrize(
    ("type", "raw", "value"),
    [
        (INT64, JsonNumber("7"), 7),
        (INT64, JsonNumber("7.0"), "!"),
        (INT64, JsonNumber("1e3"), "!"),
        (INT64, JsonNumber("9223372036854775808"), "!"),
        (INT64, "7", "!"),
        (INT64, True, "!"),
        (FLOAT64, JsonNumber("7"), 7.0),
        (FLOAT64, JsonNumber("1e3"), 1000.0),
        (FLOAT64, JsonNumber("1e400"), "!"),
        (FLOAT64, "7", "!"),
        (MONEY, JsonNumber("1.10"), Decimal("1.10")),
        (MONEY, JsonNumber("1.105"), "!"),
        (MONEY, JsonNumber("1e2"), "!"),
        (MONEY, "1.10", "!"),
        (TEXT, "", ""),
        (TEXT, JsonNumber("7"), "!"),
        (TEXT, False, "!"),
        (TEXT, {"x": "y"}, "!"),
        (TEXT, ["x"], "!"),
        (BOOL, False, False),
        (BOOL, "true", "!"),
        (BOOL, JsonNumber("1"), "!"),
        (DATE, "2024-02-29", DAY),
        (DATE, "", "!"),
        (TIMESTAMP, "2024-02-29T10:20:30", MOMENT),
        (TIMESTAMP, "2024-02-29T10:20:30Z", "!"),
        (TIMESTAMP, JsonNumber("0"), "!"),
        (TEXT, None, None),
    ],
)
def test_json_values(type: Type, raw: object, value: object) -> None:
    made = read(type, json(raw))
    assert (made, made.__class__) == (value, value.__class__)


@pytest.mark.parametrize(
    ("type", "raw", "value"),
    [
        (INT64, 7, 7),
        (INT64, 2**63, "!"),
        (INT64, 7.0, "!"),
        (INT64, math.nan, "!"),
        (INT64, True, "!"),
        (INT64, Decimal(7), "!"),
        (INT64, "7", 7),
        (INT64, "x", "!"),
        (FLOAT64, 0.5, 0.5),
        (FLOAT64, 7, 7.0),
        (FLOAT64, math.nan, None),
        (FLOAT64, -math.inf, None),
        (FLOAT64, Decimal("0.5"), "!"),
        (MONEY, Decimal("1.5"), Decimal("1.50")),
        (MONEY, Decimal("1.505"), "!"),
        (MONEY, Decimal(1000), "!"),
        (MONEY, 7, Decimal("7.00")),
        (MONEY, 0.5, "!"),
        (MONEY, "1.5", Decimal("1.50")),
        (TEXT, "", ""),
        (TEXT, 7, "!"),
        (TEXT, b"x", "!"),
        (BOOL, True, True),
        (BOOL, 1, "!"),
        (DATE, DAY, DAY),
        (DATE, MOMENT, "!"),
        (TIMESTAMP, MOMENT, MOMENT),
        (TIMESTAMP, DAY, "!"),
        (TIMESTAMP, MOMENT.replace(tzinfo=dt.UTC), "!"),
        (TIMESTAMP, b"below a microsecond", "!"),
        (TEXT, b"has a zone", "!"),
    ],
)
def test_parquet_values(type: Type, raw: object, value: object) -> None:
    made = read(type, parquet(raw))
    assert (made, made.__class__) == (value, value.__class__)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2024-01-15 12:00:00", "2024-01-15 11:00:00"),
        ("2024-07-15 12:00:00", "2024-07-15 10:00:00"),
        ("2024-03-31 02:30:00", "2024-03-31 01:30:00"),  # a gap: as if winter time went on
        ("2024-10-27 02:30:00", "2024-10-27 00:30:00"),  # twice: the first, in summer time
        ("1969-12-31 23:59:59.5", "1969-12-31 22:59:59.5"),
    ],
)
def test_a_zone_makes_utc_by_the_earlier_offset(local: str, utc: str) -> None:
    due = dt.datetime.fromisoformat(utc)
    assert read(TIMESTAMP, csv(local), zone="Europe/Berlin") == due
    moment = dt.datetime.fromisoformat(local)
    assert read(TIMESTAMP, parquet(moment), zone="Europe/Berlin") == due


def test_a_zone_may_leave_the_calendar() -> None:
    assert read(TIMESTAMP, csv("0001-01-01 00:00:00"), zone="Europe/Berlin") == "!"


def test_paths_descend_and_what_is_not_there_is_null() -> None:
    nested = column(type=TEXT, path=("user", "name"))
    rows = [{"user": {"name": "x"}}, {"user": {}}, {"user": None}, {}, {"user": "y"}]
    made = read_source(source(nested), RawTable(None, rows))
    assert made == [("x",), (None,), (None,), (None,), (None,)]


def test_columns_come_in_declared_order_and_others_are_ignored() -> None:
    declared = source(column("b", path=("B b",)), column("a"))
    raw = RawTable(("x", "a", "B b"), [{"x": "?", "a": "1", "B b": "2"}])
    assert read_source(declared, raw) == [(2, 1)]


def test_missing_and_doubled_columns_are_named_even_without_rows() -> None:
    declared = source(column("a", path=("A",)), column("b"))
    with pytest.raises(RunError) as caught:
        read_source(declared, RawTable(("a", "b", "b"), []))
    assert caught.value.message == (
        "source 's', column 'a': 'A' is missing in the data (available: a, b, b); "
        "source 's', column 'b': 'b' occurs 2 times in the data"
    )


def test_nulls_and_keys_are_counted() -> None:
    declared = source(column("a", nullable=False), column("b"), key=("a", "b"))
    rows = [{"a": "1", "b": None}, {"a": "1", "b": None}, {"a": None, "b": "2"}]
    with pytest.raises(RunError) as caught:
        read_source(declared, RawTable(("a", "b"), rows))
    assert caught.value.message == (
        "source 's', column 'a': NULL in 1 row, but is not null (first: row 3); "
        "source 's': the key (a, b) is not unique in 2 rows (first: row 1)"
    )


def said(raw: RawTable, **changes: Any) -> str:
    """What is said about the one column."""
    with pytest.raises(RunError) as caught:
        read_source(source(column(**changes)), raw)
    return caught.value.message.removeprefix("source 's', column 'a': ")


def test_the_first_row_that_does_not_read_is_shown_but_for_what_is_personal() -> None:
    due = "2 rows not to be read as int64 (first: row 2"
    assert said(csv("1", "a\x1b\nb", "2", "c")) == f"{due}, 'a??b')"
    assert said(csv("1", "x" * 30, "y")) == f"{due}, '{'x' * 24}…')"
    assert said(csv("1", "x", "y"), tags=("personal",)) == f"{due})"
    assert said(csv("1", "x", "y"), tags=("of_use",)) == f"{due}, 'x')"
    assert said(json(JsonNumber("1"), True, JsonNumber("1.5"))) == f"{due})"
    assert said(json(JsonNumber("1"), "", "7")) == f"{due})"


def test_a_missing_column_of_any_source_comes_first() -> None:
    one, two = source(column(), name="one"), source(column(path=("z",)), name="two")
    with pytest.raises(RunError) as caught:
        read_sources([one, two], {"one": csv("x"), "two": csv("1")})
    assert caught.value.message == (
        "source 'two', column 'a': 'z' is missing in the data (available: a)"
    )


def test_a_value_set_to_null_still_breaks_not_null() -> None:
    declared = source(column(nullable=False), on_error="set_null")
    with pytest.raises(RunError, match="NULL in 1 row, but is not null"):
        read_source(declared, csv("x"))


def test_all_sources_are_read_before_anything_is_said() -> None:
    one, two = source(column(), name="one"), source(column(), name="two")
    with pytest.raises(RunError, match=r"source 'one', .*; source 'two', "):
        read_sources([one, two], {"one": csv("x"), "two": csv("1", "y")})
    read = read_sources([one, two], {"one": csv("1"), "two": csv(None)})
    assert read == {"one": [(1,)], "two": [(None,)]}


def pipeline(*params: Parameter, sources: tuple[Source, ...] = ()) -> Pipeline:
    return Pipeline("p", "specs/p.yaml", "", params, sources, (), ())


def test_a_run_checks_the_contract_of_typed_rows_too() -> None:
    declared = source(column(nullable=False), key=("a",))
    with pytest.raises(RunError, match=r"NULL in 1 row.*; .*the key \(a\) is not unique in 2 rows"):
        run(pipeline(sources=(declared,)), {"s": [(1,), (1,), (None,)]}, {})


def test_params_are_read_strictly() -> None:
    made = pipeline(Parameter("day", DATE, None), Parameter("least", MONEY, Decimal("1.00")))
    assert read_params(made, {"day": "2024-02-29"}) == {"day": DAY, "least": Decimal("1.00")}
    assert read_params(made, {"day": "2024-02-29", "least": "2"})["least"] == Decimal("2.00")
    with pytest.raises(RunError) as caught:
        read_params(made, {"least": "2.005", "other": "1"})
    assert caught.value.kind == "param"
    assert caught.value.message == (
        "there is no parameter 'other'; no value for parameter 'day'; "
        "parameter 'least': '2.005' does not read as decimal(5,2)"
    )
