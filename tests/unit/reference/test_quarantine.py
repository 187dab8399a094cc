"""Rows that are put aside: which, what they hold, and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from speccc.execute.readers import read_raw
from speccc.ir.rel import Pipeline, Row
from speccc.reference import RunError, run
from speccc.reference.boundary import read_sources
from tests.support.specs import HEAD, pipeline

RULES = """\
sources:
  given:
    columns: {id: int64, kind: text, amount: "decimal(9,2)"}
  kinds:
    columns: {name: text}
steps:
  - name: valid
    from: given
    expect:
      - {name: has_id, not_null: [id], severity: quarantine}
      - {check: amount > 0, severity: quarantine}
      - {references: {with: kinds, keys: [kind = name]}, severity: quarantine}
sinks:
  out: {mode: replace}
  bad: {from: valid.rejected, mode: replace}
"""


def test_a_row_leaves_the_flow_once_with_all_its_broken_rules() -> None:
    made = run(
        pipeline(HEAD + RULES),
        {
            "given": [
                (1, "a", Decimal(1)),
                (None, "z", Decimal(0)),
                (2, None, Decimal(2)),
                (3, "z", None),
                (3, "a", Decimal(3)),
            ],
            "kinds": [("a",), (None,)],
        },
        {},
    )
    assert made.sinks["out"] == [
        (1, "a", Decimal(1)),
        (2, None, Decimal(2)),
        (3, "a", Decimal(3)),
    ]
    assert made.sinks["bad"] == [
        (None, "z", Decimal(0), "has_id, check: amount > 0, references: kinds (kind = name)"),
        (3, "z", None, "check: amount > 0, references: kinds (kind = name)"),
    ]
    found = [(f.rule, f.severity, f.broken) for f in made.expectations]
    assert found == [
        ("has_id", "quarantine", 1),
        ("check: amount > 0", "quarantine", 2),
        ("references: kinds (kind = name)", "quarantine", 2),
    ]


def test_a_rule_of_severity_fail_sees_the_rows_that_are_put_aside() -> None:
    both = RULES.replace("sinks:\n", "      - {check: id < 3}\nsinks:\n")
    with pytest.raises(RunError):
        run(pipeline(HEAD + both), {"given": [(3, None, None)], "kinds": []}, {})


def test_a_cast_puts_aside_what_does_not_read() -> None:
    text = """\
sources:
  given:
    columns: {a: text, b: float64}
steps:
  - name: read
    cast: {columns: {a: int64, b: int64}, on_error: quarantine}
sinks:
  out: {mode: replace}
  bad: {from: read.rejected, mode: replace}
"""
    rows: list[Row] = [("1", 2.5), (None, None), ("x", 1e300), ("", 1.0)]
    made = run(pipeline(HEAD + text), {"given": rows}, {})
    assert made.sinks["out"] == [(1, 2), (None, None)]
    assert made.sinks["bad"] == [
        ("x", 1e300, "cast: a as int64, cast: b as int64"),
        ("", 1.0, "cast: a as int64"),
    ]


SOURCE = """\
sources:
  given:
    on_error: quarantine
    columns:
      k: {type: int64 not null, path: Key}
      amount: decimal(4,2)
      day: {type: date, format: DD/MM/YYYY}
    key: [k]
steps:
  - select: [k, amount, day]
sinks:
  out: {mode: replace}
  bad: {from: given.rejected, mode: replace}
"""
CSV = """\
Key,amount,day
1,1.50,31/01/2026
2,1.505,31/02/2026
,2,
x,2,
x,,
3,3,
3,a b,
4,,
"""


def read(made: Pipeline, folder: Path, text: str) -> dict[str, list[Row]]:
    (folder / "given.csv").write_text(text, encoding="utf-8")
    raw = read_raw("csv", {"path": "given.csv"}, folder)
    return run(made, read_sources(made.sources, {"given": raw}), {}).sinks


def test_a_source_puts_aside_the_rows_that_break_its_contract(tmp_path: Path) -> None:
    found = read(pipeline(HEAD + SOURCE), tmp_path, CSV)
    assert found["out"] == [(1, Decimal("1.50"), dt.date(2026, 1, 31)), (4, None, None)]
    assert found["bad"] == [
        ("2", "1.505", "31/02/2026", "read: amount as decimal(4,2), read: day as date"),
        (None, "2", None, "not_null: k"),
        ("x", "2", None, "read: k as int64"),
        ("x", None, None, "read: k as int64"),
        ("3", "3", None, "unique: k"),
        ("3", "a b", None, "read: amount as decimal(4,2), unique: k"),
    ]


def test_a_missing_column_still_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="'Key' is missing"):
        read(pipeline(HEAD + SOURCE), tmp_path, "amount,day\n1,\n")


def test_typed_rows_are_sorted_out_too() -> None:
    """As tables are, which have no cells that could not read."""
    rows: list[Row] = [
        (1, Decimal("1.5"), None),
        (1, None, dt.date(2026, 1, 2)),
        (None, None, None),
    ]
    made = run(pipeline(HEAD + SOURCE), {"given": rows}, {})
    assert made.sinks["out"] == []
    assert made.sinks["bad"] == [
        ("1", "1.50", None, "unique: k"),
        ("1", None, "2026-01-02", "unique: k"),
        (None, None, None, "not_null: k"),
    ]
