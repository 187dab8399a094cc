"""Windows of time and runs of rows, on dense times around the edges of windows and of the calendar.

All of them are in one pipeline, each read by a sink of its own, so that an engine compiles once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.ir.rel import Pipeline, Row
from speccc.reference.interpret import run
from tests.differential.functions import must_end
from tests.differential.law import same_rows
from tests.differential.pipelines import checked

Prepare = Callable[[Pipeline], Callable[[Any], Any]]

WINDOWS: dict[str, dict[str, Any]] = {
    "tumble": {"kind": "tumble", "size": "10 seconds"},
    "hop": {"kind": "hop", "size": "12 seconds", "every": "3 seconds"},
    "uneven_hop": {"kind": "hop", "size": "10 seconds", "every": "4 seconds"},
    "hop_with_gaps": {"kind": "hop", "size": "2 seconds", "every": "5 seconds"},
    "cumulate": {"kind": "cumulate", "size": "12 seconds", "every": "4 seconds"},
    "session": {"kind": "session", "gap": "3 seconds", "by": ["place"]},
    "session_of_all": {"kind": "session", "gap": "1 seconds", "by": []},
}
_MEASURES = {"rows_in_it": "count()", "begun": "min(time)", "most": "max(number)"}
RUNS: dict[str, dict[str, Any]] = {
    "runs": {"by": ["place"], "order": ["time"], "while": "number > 1"},
    "runs_of_all": {"by": [], "order": ["number desc", "id"], "while": "time is not null"},
}
#: Around these the times lie, some seconds before and after.
CENTRES = (
    dt.datetime(1970, 1, 1),
    dt.datetime(1969, 12, 31, 23, 59, 30),
    dt.datetime(2024, 2, 29),
    dt.datetime(1900, 3, 1, 12),
)
#: Microseconds.
FRACTIONS = (0, 0, 1, 500_000, 999_999)


def pipeline(**windows: dict[str, Any]) -> Pipeline:
    """The windows named (all of them and the runs, if none is), from one source."""
    steps: list[dict[str, Any]] = [
        {"name": name, "from": "given", "time_window": {"time": "time", **shape}}
        for name, shape in (windows or WINDOWS).items()
    ]
    if not windows:
        steps += [
            {"name": name, "from": "given", "runs": shape | {"measures": _MEASURES}}
            for name, shape in RUNS.items()
        ]
    columns = {"id": "int64 not null", "place": "text", "time": "timestamp", "number": "int64"}
    return checked(
        {
            "speccc": 1,
            "name": "timing",
            "sources": {"given": {"columns": columns, "key": ["id"]}},
            "steps": steps,
            "sinks": {f"{s['name']}_out": {"from": s["name"], "mode": "replace"} for s in steps},
        }
    )


@st.composite
def _rows(draw: st.DrawFn) -> list[Row]:
    centre = draw(st.sampled_from(CENTRES))
    time = st.builds(
        lambda seconds, fraction: centre + dt.timedelta(seconds=seconds, microseconds=fraction),
        st.integers(-15, 15),
        st.sampled_from(FRACTIONS),
    )
    some = st.tuples(
        st.sampled_from(("a", "b", None)),
        time | time | time | st.none(),
        st.sampled_from((1, 2, None)),
    )
    return [(id, *row) for id, row in enumerate(draw(st.lists(some, max_size=15)))]


def check_timing(prepare: Prepare, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """Raises AssertionError with what differs."""
    made = pipeline()
    run_it = prepare(made)

    @settings(max_examples=20, phases=phases, deadline=None)
    @given(_rows())
    def law(rows: list[Row]) -> None:
        same_rows(made, run(made, {"given": rows}, {}).sinks, run_it({"given": rows}))

    law()


#: A time in the window at an end of the calendar, of which a part lies beyond; and one that is in
#: windows that lie within.
BEYOND: dict[str, tuple[dict[str, Any], str, str]] = {
    "tumble before": (
        {"kind": "tumble", "size": "7 days"}, "0001-01-01 00:00:00", "0001-01-10 00:00:00",
    ),
    "tumble after": (
        {"kind": "tumble", "size": "1 hours"}, "9999-12-31 23:30:00", "9999-12-31 22:59:59",
    ),
    "hop before": (
        {"kind": "hop", "size": "2 hours", "every": "1 hours"},
        "0001-01-01 00:59:59", "0001-01-01 01:00:00",
    ),
    "cumulate after": (
        {"kind": "cumulate", "size": "2 hours", "every": "1 hours"},
        "9999-12-31 22:00:00", "9999-12-31 21:59:59",
    ),
    "session after": (
        {"kind": "session", "gap": "1 hours", "by": []},
        "9999-12-31 23:00:00", "9999-12-31 22:59:59",
    ),
}  # fmt: skip


def check_beyond(prepare: Prepare, name: str) -> None:
    """A window that leaves the calendar ends the run; the one beside it does not."""
    shape, beyond, within = BEYOND[name]
    made = pipeline(window=shape)
    run_it = prepare(made)
    rows = [(0, "a", dt.datetime.fromisoformat(within), None)]
    same_rows(made, run(made, {"given": rows}, {}).sinks, run_it({"given": rows}))
    must_end(run_it, {"given": [(0, "a", dt.datetime.fromisoformat(beyond), None)]}, "overflow")
