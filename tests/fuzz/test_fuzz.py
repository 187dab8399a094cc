"""Whether random pipelines would see a wrong engine, and what they say they have reached."""

from __future__ import annotations

from collections import Counter
from unittest import mock

import pytest

from speccc.ir.rel import Pipeline
from tests.differential.engines import Rows, Run, Sources, Unplanned, prepare_duckdb
from tests.differential.pipelines import Case, checked
from tests.fuzz import batch
from tests.fuzz.batch import Outcome, every_engine, run_batch
from tests.fuzz.coverage import every_pair, every_shape, pairs_of, refused_shapes, shapes_of
from tests.fuzz.report import Total, summary


def forgetful(pipeline: Pipeline) -> Run:
    """An engine that loses a row of each sink."""
    run = prepare_duckdb(pipeline)

    def lossy(sources: Sources) -> Rows:
        return {name: rows[1:] for name, rows in run(sources).items()}

    return lossy


def test_an_engine_that_is_right() -> None:
    outcome = run_batch(1, 5, ("duckdb",), shrink=False)
    assert not outcome.failure
    assert outcome.pipelines >= 5
    assert any(engine == "duckdb" for engine, _ in outcome.reached.shapes)


def test_an_engine_that_is_wrong_is_seen_and_its_seed_shows_it_again() -> None:
    with mock.patch.object(batch, "ENGINES", {"forgetful": forgetful}):
        first = run_batch(1, 20, ("forgetful",), shrink=False)
        again = run_batch(1, 20, ("forgetful",), shrink=False)
    assert "speccc: 1" in first.failure
    assert "rows:" in first.failure
    assert first.failure == again.failure


DOCUMENT = {
    "speccc": 1,
    "name": "shapes",
    "sources": {"t": {"columns": {"a": "int64", "b": "decimal(9,2)"}}},
    "steps": [
        {"name": "one", "derive": {"c": "a + 1", "d": "round(b, 1)"}},
        {"name": "two", "filter": "a > 1"},
        {"name": "three", "join": {"with": "one", "kind": "semi", "keys": ["a"]}},
    ],
    "sinks": {"out": {"mode": "replace"}},
}


def test_what_a_pipeline_reaches() -> None:
    found = set(shapes_of(checked(DOCUMENT)))
    assert ("scalar", "add", "int64, int64 -> int64") in found
    assert ("scalar", "round", "decimal, int64! -> decimal") in found
    assert found <= set(every_shape())
    assert set(pairs_of(DOCUMENT)) == {("derive", "filter"), ("filter", "join"), ("derive", "join")}
    assert ("sort", "limit") in every_pair()
    assert ("sort", "filter") not in every_pair()


def test_refusals_are_told_by_their_reasons() -> None:
    outcome = Outcome(1, tried=3, outcomes=Counter(rows=3))
    with mock.patch.object(
        batch, "ENGINES", {"sqlite": lambda pipeline: pytest.fail(str(pipeline))}
    ):
        every_engine(Case(checked(DOCUMENT), {"t": []}, DOCUMENT), ("sqlite",), outcome)
    total = Total()
    total.add(outcome)
    lines = "\n".join(summary(total, ["sqlite"]))
    assert "refused by sqlite: as a whole 25.0 %, some sinks of another 0.0 %" in lines
    reason = "a type cannot be built for sqlite: SQLite has no exact numbers but int64"
    assert f"  25.0 % E0725 {reason}" in lines


def test_what_has_no_plan_is_counted() -> None:
    def run(_: Sources) -> Rows:
        raise Unplanned("no plan")

    outcome = Outcome(1)
    with mock.patch.object(batch, "ENGINES", {"flink": lambda _: run}):
        every_engine(Case(checked(DOCUMENT), {"t": []}, DOCUMENT), ("flink",), outcome)
    assert outcome.unplanned == {"flink": 1}
    assert not outcome.refused


@pytest.mark.parametrize(
    ("count", "pipelines", "too_many"),
    [(2, 10, False), (3, 10, True), (20, 2000, False), (21, 2000, True)],
)
def test_few_pipelines_may_have_no_plan(count: int, pipelines: int, *, too_many: bool) -> None:
    total = Total()
    total.add(Outcome(1, outcomes=Counter(rows=pipelines), unplanned=Counter(flink=count)))
    assert total.too_many_unplanned == too_many


@pytest.mark.parametrize("engine", ["sqlite", "sqlite-newer"])
def test_what_is_refused_is_not_missed(engine: str) -> None:
    refused = refused_shapes(engine)
    assert ("scalar", "round", "decimal, int64! -> decimal") in refused
    assert ("scalar", "sqrt", "float64 -> float64") in refused
    assert ("scalar", "upper", "text -> text") not in refused
    assert refused_shapes("pandas") == set()


def test_the_summary_names_what_was_not_reached_and_counts_failures() -> None:
    total = Total()
    total.add(Outcome(1, tried=4, failure="wrong"))
    lines = list(summary(total, ["duckdb"]))
    assert lines[0] == "0 pipelines: "
    assert "calls on duckdb: 0.0 %" in "\n".join(lines)
    assert lines[-1] == "differences: 1"
