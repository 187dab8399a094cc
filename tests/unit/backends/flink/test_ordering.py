"""Texts in the order of their code points, and remainders that are compared as they are."""

from __future__ import annotations

import pytest

from tests.unit.backends.flink.units import script

SPEC = """
params: {p: {type: text, default: a}}
sources: {given: {columns: {a: text not null, b: text not null, i: int64 not null}}}
steps:
  - derive: {found: "%s"}
sinks: {result: {mode: replace}}
"""


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("a < b", "SUBSTRING(`a`, 1) < `b`"),
        ("a < 'z'", "`a` < 'z'"),
        ("a >= '\U0001f600'", "SUBSTRING(`a`, 1) >= '\U0001f600'"),
        ("'\ufb00' < a", "'\ufb00' < SUBSTRING(`a`, 1)"),
        ("a = b", "`a` = `b`"),
        ("i < 3", "`i` < 3"),
        ("greatest(a, 'm', b)", "GREATEST(SUBSTRING(`a`, 1), 'm', `b`)"),
        ("mod(i, 7) = 0", "MOD(`i`, 7) = 0"),
        ("mod(i, 7) * 2 = 0", "CAST(MOD(`i`, 7) AS BIGINT) * 2 = 0"),
    ],
)
def test_a_comparison(said: str, due: str) -> None:
    assert f"{due} AS `found`" in script(SPEC % said, "03_pipeline.sql")


def test_a_parameter_is_left_since_flink_computes_a_part_of_it() -> None:
    assert "< SUBSTRING(`a`, 1) AS `found`" in script(SPEC % ":p < a", "03_pipeline.sql")


@pytest.mark.parametrize(
    ("step", "due"),
    [
        ("aggregate: {by: [], measures: {m: max(a)}}", "MAX(SUBSTRING(`a`, 1)) AS `m`"),
        ("aggregate: {by: [], measures: {m: max(i)}}", "MAX(`i`) AS `m`"),
        ("sort: [i, a]\n  - limit: 2", "SUBSTRING(`a`, 1),\n  SUBSTRING(`b`, 1)\nLIMIT 2"),
    ],
)
def test_what_is_first(step: str, due: str) -> None:
    spec = SPEC.replace('derive: {found: "%s"}', step)
    assert due in script(spec, "03_pipeline.sql")
