"""Random specs of each kind of step give the interpreter's rows, or its error."""

from __future__ import annotations

import pytest

from speccc import driver
from speccc.diagnostics import Reporter
from speccc.ir.rel import Pipeline
from speccc.reference.interpret import run
from speccc.reference.values import RunError
from speccc.spec.load import load_spec
from tests.unit.backends.pandas.comparing import same_bag
from tests.unit.backends.pandas.random_specs import Specs
from tests.unit.backends.pandas.running import transformed

KINDS = {
    "derive": 8,
    "set": 3,
    "filter": 8,
    "select": 2,
    "cast": 2,
    "fill": 2,
    "union": 2,
    "dedupe": 4,
    "distinct": 4,
    "limit": 4,
    "aggregate": 12,
    "window": 12,
    "join": 16,
    "expect": 4,
}


def _checked(text: str) -> Pipeline | None:
    reporter = Reporter()
    spec = load_spec(text, "specs/random_spec.yaml", reporter)
    return driver.check({"random_spec": spec}, reporter).get("random_spec") if spec else None


@pytest.mark.parametrize("kind", KINDS)
def test_random_specs(kind: str) -> None:
    valid = 0
    for seed in range(KINDS[kind]):
        specs = Specs(seed)
        text = specs.spec([kind])
        pipeline = _checked(text)
        if pipeline is None:
            continue  # a join of a kind that takes no `where`, say
        valid += 1
        narrow = seed % 2 == 0
        given = {"given": specs.rows(3 * seed, narrow), "other": specs.rows(2 * seed, narrow)}
        _same(pipeline, given, text)
        _same(driver.optimise(pipeline), given, text)
    assert valid >= KINDS[kind] * 3 // 4


def _same(pipeline: Pipeline, given: dict, text: str) -> None:
    try:
        due = run(pipeline, given, {}).sinks
    except RunError as error:
        if "csv cannot tell" in error.message:  # the load part says so
            return
        due, kind = {}, error.kind
    else:
        kind = None
    if kind is not None:
        with pytest.raises(Exception, match=r".") as caught:  # each module has its own class
            transformed(pipeline, given)
        assert getattr(caught.value, "kind", None) == kind, text
        return
    got = transformed(pipeline, given)
    for name, rows in due.items():
        assert same_bag(got[name], rows, inexact=True), text
