"""Nexmark's specs are right, written as the formatter writes them, and built for streams."""

from __future__ import annotations

import pytest

from speccc.backends.api import Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.diagnostics import Failure
from tests.conformance.nexmark.matrix import compared, faults
from tests.conformance.nexmark.queries import PROJECT, QUERIES, for_batch, pipelines
from tests.differential.engines import Ended
from tests.support.project import Project


def test_the_specs_are_valid_and_formatted() -> None:
    project = Project(PROJECT)
    project.speccc("fmt", "--check")
    valid = project.speccc("validate").stdout
    assert all(query in valid for query in QUERIES)


def test_each_query_is_written_by_hand_too() -> None:
    by_hand = {file.stem for file in (PROJECT / "sql").glob("*.sql")}
    assert by_hand == {*QUERIES}
    assert len(QUERIES) == 21


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_is_refused(name: str) -> None:
    pipeline = pipelines()[name]
    FlinkBackend().compile(pipeline, Target("flink", "flink", streaming=Streaming()))
    if name != "q11":  # sessions are of streams only
        FlinkBackend().compile(for_batch(pipeline), Target("flink", "flink"))


def test_what_differs_is_a_fault() -> None:
    def ended() -> list[int]:
        raise Ended("overflow", "too large")

    def refused() -> list[int]:
        raise Failure([])

    found = {
        "equal": compared(lambda: [1, 2], lambda: [1, 2]),
        "one less": compared(lambda: [1], lambda: [1, 2]),
        "another": compared(lambda: [1, 3], lambda: [1, 2]),
        "nothing": compared(list, list),
        "ended": compared(ended, lambda: [1]),
        "refused": compared(refused, lambda: [1]),
    }
    wrong = faults({name: {"flink_stream": outcome} for name, outcome in found.items()})
    assert [text.partition(",")[0] for text in wrong] == [*found][1:]
