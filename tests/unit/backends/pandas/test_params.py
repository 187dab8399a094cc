"""Parameters and literals may stand wherever a column may."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from speccc import driver
from speccc.ir.rel import Row
from speccc.reference.interpret import run
from tests.unit.backends.pandas.running import transformed
from tests.unit.backends.pandas.test_module import checked

SPEC = """
speccc: 1
name: p
params:
  p: {type: int64, default: 5}
  m: {type: "decimal(5,2)", default: 1.5}
  flag: {type: bool, default: true}
  day: {type: date, default: 2024-05-05}
  t: {type: text, default: ab}
  f: {type: float64, default: 2}
  at: {type: timestamp, default: "2024-01-01 00:00:00"}
sources:
  given:
    connector: csv
    options: {path: x.csv}
    columns: {i: int64, d: date, t: text, m: "decimal(6,2)", b: bool}
steps:
  - derive:
      a: ":p * 2"
      a2: :m * :p
      b2: :p
      c: 1
      e: case when :flag then 1 else 2 end
      g: days_between(:day, d)
      h: days_between(d, :day)
      k: days_between(:day, :day)
      l: :t || t
      m2: upper(:t)
      n1: :f / 2
      o: i / :p
      q: mod(:p, i)
      r: greatest(:p, i)
      s: coalesce(i, :p)
      u: cast(:p as text)
      v: cast(null as date)
      w: "add_days(:day, i)"
      x: :m - i
      y1: seconds_between(:at, cast(d as timestamp))
      z: :t like 'a%'
      aa: cast(:p as float64) * 2
      ab: ":p in (1, 5)"
      ac: add_months(:day, 1)
      ad: same(:p, i)
      ae: case when b then null when i > 1 then :p end
      af: t in ('a', 'ab')
      ag: nullif(t, :t)
  - filter: :flag or b
sinks: {out: {connector: csv, options: {path: a.csv}, mode: replace}}
"""
ROWS: list[Row] = [
    (1, dt.date(2024, 1, 1), "x", Decimal("1.50"), True),
    (None, None, None, None, None),
    (7, dt.date(1, 1, 1), "ab", Decimal("-2.00"), False),
]


@pytest.mark.parametrize("rows", [ROWS, []], ids=["rows", "none"])
def test_params_and_literals(rows: list[Row]) -> None:
    pipeline = checked(SPEC)
    due = run(pipeline, {"given": rows}, {}).sinks["out"]
    for version in (pipeline, driver.optimise(pipeline)):
        assert transformed(version, {"given": rows})["out"] == due


def test_given_params_win_over_defaults() -> None:
    pipeline = checked(SPEC)
    given = {"flag": False, "p": 3, "m": Decimal("0.25"), "t": "é"}
    due = run(pipeline, {"given": ROWS}, given).sinks["out"]
    assert transformed(pipeline, {"given": ROWS}, given)["out"] == due
    assert len(due) == 1
