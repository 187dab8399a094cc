"""What the target does not build is refused by name; nothing is left between."""

from __future__ import annotations

import pytest

from speccc.backends.api import Target
from speccc.backends.flink import FlinkBackend
from speccc.backends.flink.conversions import CASTS, TRY_CASTS
from speccc.backends.flink.functions import LOWERINGS, REFUSALS, flink_decimal
from speccc.diagnostics import Failure
from speccc.functions.catalogue import TABLES
from speccc.functions.model import Form
from speccc.types import Kind, decimal
from tests.unit.backends.flink.units import unit
from tests.unit.backends.sql.running import checked


@pytest.mark.parametrize("form", Form)
def test_lowerings_and_refusals_are_the_catalogue(form: Form) -> None:
    lowered, refused = set(LOWERINGS[form]), set(REFUSALS[form])
    assert not lowered & refused
    assert lowered | refused == set(TABLES[form])


def test_texts_read_as_every_type() -> None:
    assert {(Kind.TEXT, kind) for kind in Kind if kind is not Kind.TEXT} <= set(TRY_CASTS)
    assert not set(CASTS) & {(Kind.TEXT, kind) for kind in Kind}


def refused(steps: str, *, columns: str = "a: text, x: float64, t: timestamp") -> str:
    spec = f"""
    sources: {{given: {{columns: {{{columns}}}}}}}
    steps:
      - {steps}
    sinks: {{out: {{mode: replace}}}}
    """
    with pytest.raises(Failure) as failure:
        unit(spec)
    return str(failure.value)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("aggregate: {by: [a], measures: {m: first(x order by t)}}", "FIRST_VALUE skips NULL"),
        ("window: {by: [a], order: [t], derive: {m: last(x)}}", "no 'last' in a window"),
        (
            "aggregate: {by: [a], measures: {m: \"string_agg(a, ',' order by t)\"}}",
            "LISTAGG takes no order",
        ),
    ],
)
def test_by_name(step: str, said: str) -> None:
    message = refused(step)
    assert said in message
    assert "specs/shop.yaml" in message


def test_all_at_once() -> None:
    message = refused("window: {by: [a], order: [t], derive: {b: first(x), c: last(x)}}")
    assert message.count("E0751") == 2


def test_a_sum_of_too_many_digits() -> None:
    """Flink would cut fraction digits off."""
    message = refused(
        "derive: {b: d * d + e * e}", columns='d: "decimal(18,0)", e: "decimal(18,9)"'
    )
    assert "E0755" in message


def test_digits_are_kept_up_to_38() -> None:
    assert flink_decimal("*", decimal(18, 2), decimal(19, 0)) == decimal(38, 2)
    assert flink_decimal("*", decimal(30, 10), decimal(30, 8)).scale == 6
    assert flink_decimal("+", decimal(9, 2), decimal(12, 4)) == decimal(13, 4)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("sink", "'out' is bound to 'csv', which the Flink target cannot write"),
        ("path", "its path has several parts, but csv is flat"),
        ("cross", "its path crosses another column's"),
    ],
)
def test_ends(end: str, said: str) -> None:
    given = {
        "sink": "connector: json, options: {path: a}, columns: {a: text}",
        "path": "connector: csv, options: {path: a}, columns: {a: {type: text, path: [b, c]}}",
        "cross": "connector: json, options: {path: a}, "
        "columns: {a: {type: text, path: b}, c: {type: text, path: [b, c]}}",
    }
    out = "connector: csv" if end == "sink" else "connector: json"
    pipeline = checked(f"""
    sources: {{given: {{{given[end]}}}}}
    steps:
      - filter: a is not null
    sinks: {{out: {{{out}, options: {{path: b}}, mode: replace}}}}
    """)
    with pytest.raises(Failure, match=said):
        FlinkBackend().compile(pipeline, Target("flink", "flink"))


@pytest.mark.parametrize("mode", ["mode: merge, key: [id]", "mode: append, key: [id]"])
def test_new_rows_alone_have_no_sink(mode: str) -> None:
    """An incremental source wants a sink that keeps its rows, and no other mode does (E0654)."""
    spec = f"""
    sources:
      given:
        columns: {{id: int64 not null, seen_at: timestamp not null}}
        key: [id]
        incremental: {{column: seen_at, lookback: 1 days}}
    steps:
      - filter: id > 1
    sinks: {{out: {{{mode}}}}}
    """
    with pytest.raises(Failure, match="E0742"):
        unit(spec)


def test_a_window_of_time_over_the_rows_of_another() -> None:
    spec = """
    sources: {given: {columns: {t: timestamp not null}}}
    steps:
      - time_window: {kind: tumble, size: 1 hours, time: t}
      - BETWEEN
      - rename: [window_start as s, window_end as later]
      - time_window: {kind: tumble, size: 1 days, time: later}
    sinks: {out: {mode: replace}}
    """
    with pytest.raises(Failure, match="E0756"):
        unit(spec.replace("BETWEEN", "filter: t is not null"))
    grouped = "aggregate: {by: [window_start, window_end], measures: {rows: count()}}"
    unit(spec.replace("BETWEEN", grouped))
