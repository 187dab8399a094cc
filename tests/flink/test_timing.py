"""Windows of time in batch mode on a real Flink: the interpreter's rows."""

from __future__ import annotations

import datetime as dt
from itertools import cycle, product

import pytest

from speccc.reference.interpret import run
from tests.differential.law import same_rows
from tests.differential.timing import CENTRES, FRACTIONS, WINDOWS, pipeline
from tests.flink.engine import prepare_flink

pytestmark = pytest.mark.flink


def test_windows_of_a_fixed_length() -> None:
    made = pipeline(**{n: shape for n, shape in WINDOWS.items() if shape["kind"] != "session"})
    times = [
        centre + dt.timedelta(seconds=seconds, microseconds=fraction)
        for centre, seconds, fraction in product(CENTRES, range(-15, 16), sorted({*FRACTIONS}))
    ]
    places, numbers = cycle(("a", "b", None)), cycle((1, 2, None, 3))
    rows = [(id, next(places), time, next(numbers)) for id, time in enumerate([*times, None])]
    given = {"given": rows}
    same_rows(made, run(made, given, {}).sinks, prepare_flink(made)(given))
