"""Tables that are looked up: their scripts, what cannot be looked up, what their cache may be."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from speccc.backends.api import Compiled, Streaming, Target
from speccc.backends.flink import FlinkBackend
from speccc.connectors.jdbc import faults_together
from speccc.diagnostics import Failure
from speccc.ir.rel import Binding
from tests.unit.backends.flink.units import bound
from tests.unit.backends.sql.running import checked

GOLDEN = Path(__file__).parents[3] / "golden/flink/lookup"
TARGET = Target("flink", "flink", streaming=Streaming())
TABLE = {"url": "${env:SHOP}", "table": "buyers", "lookup": "true"}

SPEC = """
    sources:
      orders:
        columns: {order_id: int64 not null, buyer: text, at: timestamp not null, total: int64}
        key: [order_id]
        event_time: {column: at, max_lateness: 1 minutes}
      buyers:
        description: As the shop knows them
        columns:
          name: {type: text not null, path: nickname}
          country: text
          score: int64 not null
          born: {type: date, format: DD.MM.YYYY}
        key: [name]
    steps:
      - name: doubled
        from: buyers
        derive: {double: score * 2}
      - filter: country <> 'XX'
      - name: good
        filter: double > 40
      - name: bought
        description: What is known of the buyer when the order comes
        from: orders
        join: {with: good, kind: left, keys: [buyer = name], where: left.total > right.double}
      - name: strangers
        from: orders
        join: {with: good, kind: anti, keys: [buyer = name]}
      - from: bought
        time_window: {kind: tumble, time: at, size: 1 minutes}
      - aggregate: {by: [window_start, window_end], measures: {best: max(double)}}
    sinks:
      out: {from: bought, mode: append, key: [order_id]}
      unknown: {from: strangers, mode: append, key: [order_id]}
      minutes: {mode: append, key: [window_start, window_end]}
"""


def compiled(spec: str, options: dict[str, Any] = TABLE) -> Compiled:
    made = bound(checked(spec))
    sources = (
        replace(s, binding=Binding("jdbc", options)) if s.name == "buyers" else s
        for s in made.sources
    )
    return FlinkBackend().compile(replace(made, sources=tuple(sources)), TARGET)


def refused(spec: str) -> list[str]:
    with pytest.raises(Failure) as failure:
        compiled(spec)
    assert all(diagnostic.span for diagnostic in failure.value.diagnostics)
    return [f"{d.code.id} {d.message}" for d in failure.value.diagnostics]


def test_golden() -> None:
    """UPDATE_GOLDEN=1 pytest … writes the files anew; read them before they are committed."""
    made = {a.path: a.content for a in compiled(SPEC).artefacts}
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            (GOLDEN / path).write_text(content, encoding="utf-8")
    assert {f.name: f.read_text(encoding="utf-8") for f in GOLDEN.iterdir()} == made


STEP = """
    sources:
      orders:
        columns: {order_id: int64 not null, buyer: text, at: timestamp not null, total: int64}
        key: [order_id]
        event_time: {column: at, max_lateness: 1 minutes}
      buyers:
        columns: {name: text not null, born: {type: date, format: DD.MM.YYYY}, score: int64}
        key: [name]
    steps:
      STEP
    sinks:
      out: {mode: MODE, key: [order_id]}
"""
_JOIN = "- {from: orders, join: {with: buyers, kind: KIND, keys: [buyer = name]}}"
_UPPER = """- {name: loud, from: buyers, derive: {shout: upper(name)}}
      - from: orders
        join: {with: loud, kind: inner, keys: [buyer = shout], take: []}"""
_BORN = """- {from: orders, set: {at: "timestamp '2026-01-01 00:00:00'"}}
      - derive: {day: "date '2026-01-01'"}
      - join: {with: buyers, kind: anti, keys: [day = born]}"""
#: Steps, and why they are refused; empty: they are not.
STEPS = {
    **{_JOIN.replace("KIND", kind): "" for kind in ("inner", "left", "semi", "anti")},
    _JOIN.replace("KIND", "full"): "a full join has all rows of its table",
    "- {from: orders, join: {with: buyers, kind: semi, keys: [total = score]}}": "no 'key' says",
    "- {from: orders, join: {with: buyers, kind: anti, keys: [total = score]}}": "",
    _UPPER: "'shout' is computed",
    _BORN: "'born' is computed",
    """- {from: orders, aggregate: {by: [buyer], measures: {order_id: max(order_id)}}}
      - join: {with: buyers, kind: inner, keys: [buyer = name]}
      - dedupe: {by: [order_id], order: [buyer]}""": "are updated later",
    """- {name: one, from: buyers, dedupe: {by: [name], order: [score]}}
      - {from: orders, join: {with: one, kind: inner, keys: [buyer = name]}}""": "'dedupe' cannot",
    """- {name: few, from: buyers, select: [name, score as total]}
      - {name: some, from: orders, select: [buyer as name, total]}
      - {name: together, from: some, union: {with: [few]}}
      - {from: orders, join: {with: together, kind: semi, keys: [buyer = name]}}""": (
        "'union' cannot look up 'buyers': it has rows only for"
    ),
    "- {from: buyers, join: {with: orders, kind: inner, keys: [name = buyer], take: [order_id]}}": (
        "'join' cannot look up 'buyers': it has rows only for"
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_steps(step: str) -> None:
    reason = STEPS[step]
    mode = "merge" if "dedupe" in step else "append"
    spec = STEP.replace("STEP", step).replace("MODE", mode)
    if reason:
        assert any(reason in said for said in refused(spec))
    else:
        compiled(spec)


def test_a_table_has_no_clock_and_no_sink() -> None:
    spec = SPEC.replace(
        "        key: [name]\n",
        "          seen_at: timestamp not null\n        key: [name]\n"
        "        event_time: {column: seen_at, max_lateness: 1 minutes}\n",
    )
    assert any(said.startswith("E0773 source 'buyers'") for said in refused(spec))
    sink = SPEC + "      table: {from: good, mode: append, key: [name]}\n"
    assert "E0775 'table' cannot look up 'buyers'" in "".join(refused(sink))


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({}, ["'filter.handling.policy' = 'never'"]),
        (
            {"cache_for": "2 minutes", "cache_rows": "7"},
            [
                "'lookup.cache' = 'PARTIAL'",
                "'lookup.partial-cache.max-rows' = '7'",
                "'lookup.partial-cache.expire-after-write' = '120 s'",
            ],
        ),
        ({"cache_for": "1 days"}, ["'lookup.partial-cache.max-rows' = '10000'"]),
    ],
)
def test_options(options: dict[str, Any], wanted: list[str]) -> None:
    script = compiled(SPEC, TABLE | options).artefacts[0].content
    assert ("lookup.cache" in script) is bool(options)
    for text in wanted:
        assert text in script


def test_options_together() -> None:
    def wrong(**options: str) -> list[tuple[str | int, ...]]:
        return [fault.path for fault in faults_together(options)]

    assert wrong(lookup="true", cache_for="1 hours", cache_rows="5") == []
    assert wrong(lookup="true", cache_rows="5") == [("cache_rows",)]
    assert wrong(lookup="false", cache_for="1 hours") == [("cache_for",)]


def test_a_table_that_is_read_once_is_joined_as_a_stream() -> None:
    pipeline = compiled(
        STEP.replace("STEP", _JOIN.replace("KIND", "inner")).replace("MODE", "append")
    )
    read_once = compiled(
        STEP.replace("STEP", _JOIN.replace("KIND", "inner")).replace("MODE", "append"),
        TABLE | {"lookup": "false"},
    )
    assert "FOR SYSTEM_TIME AS OF" in pipeline.artefacts[2].content
    assert "FOR SYSTEM_TIME AS OF" not in read_once.artefacts[2].content
