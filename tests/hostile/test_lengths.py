"""Names of the greatest length, which differ at their end only, stay apart or are refused."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Failure
from speccc.driver import optimise
from speccc.ir.rel import Pipeline
from speccc.reference.interpret import run
from tests.differential.engines import PARTIAL
from tests.differential.law import same_rows
from tests.differential.servers import EVERY, parameters
from tests.hostile.places import loaded

ENGINES = EVERY | PARTIAL


def _pipeline(column: int, relation: int) -> Pipeline:
    """All names are of these lengths."""
    c, r = "c" * (column - 1), "r" * (relation - 2)
    spec = f"""speccc: 1
name: hostile
sources:
  {r}s1:
    columns: {{{c}1: int64 not null, {c}2: text, {c}3: int64}}
    key: [{c}1]
  {r}s2:
    columns: {{{c}1: int64 not null, {c}2: text, {c}4: int64}}
    key: [{c}1]
steps:
  - name: {r}t1
    from: {r}s1
    derive: {{{c}5: {c}1 + 1, {c}6: {c}5 + 1}}
  - name: {r}t2
    join: {{with: {r}s2, kind: full, keys: [{c}1], take: [{c}4]}}
  - name: {r}t3
    expect:
      - {{check: {c}3 > 1, severity: quarantine}}
  - name: {r}t4
    window: {{by: [{c}2], order: [{c}1], derive: {{{c}7: row_number()}}}}
  - name: {r}t5
    dedupe: {{by: [{c}2], order: [{c}1]}}
sinks:
  {r}o1: {{mode: replace}}
  {r}o2: {{from: {r}t3.rejected, mode: replace}}
"""
    pipeline, diagnostics = loaded(spec)
    assert pipeline is not None, [str(d) for d in diagnostics]
    return pipeline


def check(engine: str, column: int, relation: int) -> None:
    pipeline = _pipeline(column, relation)
    first, second = (source.name for source in pipeline.sources)
    rows = {
        first: [(1, "1", 5), (2, "x", 5), (3, "3", None)],
        second: [(1, "q", 5), (4, "x", 7)],
    }
    expected = run(pipeline, rows, {}).sinks
    assert all(expected.values())
    same_rows(pipeline, expected, ENGINES[engine](optimise(pipeline))(rows))


@pytest.mark.parametrize("engine", parameters(ENGINES))
def test_names_that_are_kept(engine: str) -> None:
    check(engine, 51, 54)  # a step's rejected rows have nine characters more


@pytest.mark.parametrize("engine", parameters(ENGINES))
@pytest.mark.parametrize(("column", "relation"), [(51, 63), (63, 54)])
def test_the_longest_names(column: int, relation: int, engine: str) -> None:
    """Both servers cut off, or do not take, what a script makes of them."""
    if engine not in ("postgres", "mariadb"):
        check(engine, column, relation)
        return
    with pytest.raises(Failure, match=r"is longer than the 6[34] characters"):
        check(engine, column, relation)
