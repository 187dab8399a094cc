"""A source that breaks its declaration ends the run as the interpreter says, or puts the same rows
aside, on every engine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.ir.rel import Pipeline
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from tests.differential.compare import difference
from tests.differential.engines import Rows
from tests.differential.lying import (
    ENGINES,
    ERRORS,
    LIES,
    STEPS,
    Cells,
    Lied,
    cells,
    newer_sqlite,
    pipeline,
    raw,
)
from tests.differential.servers import parameters


def check(made: Pipeline, rows: Sequence[Cells], lied: Lied) -> str:
    """The law for the cells of a source; how it ended."""
    with tempfile.TemporaryDirectory() as folder:
        report, held = lied(made, rows, Path(folder))
    expected = _expected(made, rows)
    if isinstance(expected, RunError):
        assert report["error"] is not None, f"missed: {expected}"
        assert report["error"]["kind"] == expected.kind
        return expected.kind
    assert report["error"] is None, report["error"]
    for sink in made.sinks:
        found = difference(made.node(sink.input).schema, expected[sink.name], held[sink.name])
        assert not found, f"sink {sink.name}: {found}"
    return "aside" if expected.get("aside") else "rows"


def _expected(made: Pipeline, rows: Sequence[Cells]) -> Rows | RunError:
    try:
        return run(made, read_sources(made.sources, {"given": raw(rows)}), {}).sinks
    except RunError as error:
        return error


#: How a lie must end, by what is to be done about it; a value that does not read may also be one
#: that is missing then.
DUE = {
    ("null", "fail"): {"contract"},
    ("null", "set_null"): {"contract"},
    ("null", "quarantine"): {"aside"},
    ("unreadable", "fail"): {"contract"},
    ("unreadable", "set_null"): {"contract", "rows"},
    ("unreadable", "quarantine"): {"aside"},
    ("duplicate", "fail"): {"contract"},
    ("duplicate", "set_null"): {"contract"},
    ("duplicate", "quarantine"): {"aside"},
    **{("missing column", on_error): {"contract"} for on_error in ERRORS},
}


@pytest.mark.parametrize("engine", [*parameters(ENGINES), *parameters(["sqlite-newer"])])
@pytest.mark.parametrize("on_error", ERRORS)
def test_lying_sources(on_error: str, engine: str) -> None:
    """Each lie, with some steps behind it."""
    lied, version = ENGINES[engine.partition("-")[0]], engine.partition("-")[2]
    with newer_sqlite() if version else nullcontext():
        for number, lie in enumerate(LIES):
            ends = _ends(pipeline(on_error, STEPS[number % len(STEPS)]), lie, lied)
            assert ends <= DUE.get((lie, on_error), {"rows"}), lie


def _ends(made: Pipeline, lie: str, lied: Lied) -> set[str]:
    """How runs of this lie end; each is held to the law."""
    ends: set[str] = set()

    @settings(max_examples=3)
    @given(cells(lie))
    def law(rows: list[Cells]) -> None:
        ends.add(check(made, rows, lied))

    law()
    return ends


@pytest.mark.servers
@pytest.mark.parametrize("engine", ENGINES)
def test_any_lie_before_any_steps(engine: str) -> None:
    @settings(max_examples=40)
    @given(st.sampled_from(LIES).flatmap(cells), st.sampled_from(ERRORS), st.sampled_from(STEPS))
    def law(rows: list[Cells], on_error: str, steps: list[dict[str, object]]) -> None:
        check(pipeline(on_error, steps), rows, ENGINES[engine])

    law()


def test_a_run_that_does_not_look_is_seen() -> None:
    """An engine that reads what is declared, and no more."""
    made, rows = pipeline("fail", STEPS[0]), [{"id": "1", "grp": "a", "num": "1", "day": None}]
    rows = [row | {"at": None, "b": "true"} for row in rows * 2]
    with pytest.raises(AssertionError, match="missed"):
        check(made, rows, lambda *_: ({"error": None}, {"result": []}))
