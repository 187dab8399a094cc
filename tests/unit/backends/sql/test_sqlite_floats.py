"""Float64 literals that SQLite reads to the last bit: Python's version, and a newer one."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speccc.backends.sql.dialects.sqlite.floats import exactly, read_in_one_step
from speccc.backends.sql.dialects.sqlite.glot import PlainSQLite


def connections() -> Iterator[Any]:
    yield sqlite3.connect(":memory:")
    if find_spec("pysqlite3"):  # only on Linux, x86_64
        yield import_module("pysqlite3").connect(":memory:")


CONNECTIONS = tuple(connections())
ANY_BITS = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("d", struct.pack("Q", bits))[0])
FINITE = ANY_BITS.filter(lambda value: abs(value) < float("inf"))
USUAL = st.tuples(st.integers(0, 10**15), st.integers(-22, 22)).map(
    lambda p: float("{}e{}".format(*p))
)


@given(FINITE | USUAL)
@example(1.7e308)  # a little more in 3.51
@example(135062522782e-6)  # rounded twice in 3.40
@example(5e-324)
@example(1.7976931348623157e308)
@example(-1e-300)
@example(0.0)
def test_they_are_read_exactly(value: float) -> None:
    text = exactly(value).sql(dialect=PlainSQLite)
    for connection in CONNECTIONS:
        ((read,),) = connection.execute(f"SELECT {text}")
        assert isinstance(read, float)
        assert read == value, text


def test_the_digits_alone_are_not() -> None:
    """Else none of this would be needed."""
    newer = pytest.importorskip("pysqlite3", reason="only on Linux, x86_64")
    ((read,),) = newer.connect(":memory:").execute("SELECT 1.7e308")
    assert read != 1.7e308


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.1, "0.1e0"),
        (-2.675, "-2.675e0"),
        (1e22, "1e+22"),
        (1e23, "(CAST(5960464477539062 AS REAL) * 16777216)"),
        (0.1 + 0.2, "(CAST(5404319552844596 AS REAL) / 18014398509481984)"),
    ],
)
def test_how_they_are_written(value: float, shown: str) -> None:
    assert exactly(value).sql(dialect=PlainSQLite) == shown
    assert read_in_one_step(value) == (not shown.startswith("("))
