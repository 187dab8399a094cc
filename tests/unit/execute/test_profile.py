"""What a run tells of its steps: the same numbers on every engine, and an error if one is wrong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from speccc.backends.api import Backend, Target
from speccc.backends.aside import rejects_recipe
from speccc.backends.pandas import PandasBackend
from speccc.backends.sql import SqlBackend
from speccc.execute.profile import REMOVED, take_profile
from speccc.execute.report import Report, StepRows, empty_report
from speccc.execute.runners import Request, failure_of, run_unit
from speccc.ir.rel import Filter, Pipeline
from speccc.ir.verify import verify
from speccc.passes.profile import profile
from speccc.reference.interpret import run
from tests.support.specs import pipeline
from tests.unit.backends.sql.running import write
from tests.unit.backends.sql.tables import over_tables

SPEC = """\
speccc: 1
name: profiled
sources:
  sales:
    connector: json
    options: {path: sales.jsonl}
    columns: {id: int64, row_number: text, amount: int64}
steps:
  - name: sold
    filter: amount > 0
  - name: once
    dedupe: {by: [id], order: [amount desc]}
  - name: doubled
    derive: {double: amount + amount, quadruple: double + double}
  - name: kinds
    distinct: [row_number, amount]
  - sort: [amount desc]
  - name: profile_1
    limit: 2
  - name: both
    from: kinds
    join: {with: profile_1, kind: inner, keys: [row_number], take: [amount as other]}
  - name: fine
    expect:
      - {row_count: {min: 1}, severity: warn}
      - {check: amount > 5, severity: warn}
      - {check: amount <> 7, severity: quarantine}
sinks:
  odd: {from: fine.rejected, connector: json, options: {path: odd.jsonl}, mode: replace}
  result: {from: fine, connector: json, options: {path: result.jsonl}, mode: replace}
"""
ROWS = [
    (1, "a", 10),
    (1, "a", 20),
    (2, "b", None),
    (None, "b", 5),
    (3, "a", 20),
    (4, "b", 7),
    (5, None, -1),
]
STEPS = [
    # step, kind, in, out, filtered, deduplicated, quarantined, checked
    ("sales", "source", 7, 7, 0, 0, 0, False),
    ("sold", "filter", 7, 5, 2, 0, 0, True),
    ("once", "dedupe", 5, 4, 0, 1, 0, True),
    ("doubled", "derive", 4, 4, 0, 0, 0, True),
    ("kinds", "distinct", 4, 3, 0, 1, 0, True),
    ("profile_1", "limit", 3, 2, 1, 0, 0, True),
    ("both", "join", 3, 3, 0, 0, 0, False),
    ("fine", "expect", 3, 2, 0, 0, 1, True),
]
TARGETS: dict[str, tuple[Callable[[], Backend], Target]] = {
    "pandas": (PandasBackend, Target("here", "pandas")),
    "duckdb": (SqlBackend, Target("here", "sql", "duckdb")),
    "sqlite": (SqlBackend, Target("here", "sql", "sqlite", "shop.db")),
}


def numbers(step: StepRows) -> tuple[object, ...]:
    counts = (step["rows_in"], step["rows_out"], *(step[word] for word in REMOVED))
    return (step["step"], step["kind"], *counts, step["checked"])


def run_on(engine: str, root: Path, change: Callable[[Pipeline], Pipeline]) -> Report:
    """A run of the counted pipeline, after it was changed."""
    backend, target = TARGETS[engine]
    found = pipeline(SPEC)
    if engine == "sqlite":
        found = over_tables(found)
        with sqlite3.connect(root / "shop.db") as database:
            database.execute("CREATE TABLE sales (id INTEGER, row_number TEXT, amount INTEGER)")
            database.executemany("INSERT INTO sales VALUES (?, ?, ?)", ROWS)
        database.close()
    else:
        keys = ("id", "row_number", "amount")
        lines = (json.dumps(dict(zip(keys, row, strict=True))) + "\n" for row in ROWS)
        (root / "sales.jsonl").write_text("".join(lines))
    counted, told = profile(found)
    compiled = backend().compile(verify(change(counted)), target)
    (root / "code").mkdir()
    write(compiled, root / "code")
    recipe = {**compiled.recipe, "profile": told, "rejects": rejects_recipe(counted)}
    return run_unit(Request("profiled", "here", recipe, root / "code", root, {}, target.connection))


@pytest.mark.parametrize("engine", TARGETS)
def test_every_engine_tells_the_same(engine: str, tmp_path: Path) -> None:
    report = run_on(engine, tmp_path, lambda counted: counted)
    assert report["error"] is None
    assert [numbers(step) for step in report.get("profile", [])] == STEPS
    told = [(f["step"], f["severity"], f["broken"]) for f in report["expectations"]]
    assert told == [("fine", "warn", 1), ("fine", "quarantine", 1)]
    assert report["sinks"] == {"odd": {"written": 1}, "result": {"written": 2}}
    assert report.get("rejected") == {"fine": 1}


@pytest.mark.parametrize("engine", TARGETS)
def test_a_lost_row_is_seen(engine: str, tmp_path: Path) -> None:
    """The control: the step filters otherwise than what counts the rows that it filters."""

    def broken(counted: Pipeline) -> Pipeline:
        sold = counted.node("sold")
        assert isinstance(sold.op, Filter)
        first = replace(sold, op=replace(sold.op, predicate=LATER))
        return replace(counted, nodes=tuple(first if n is sold else n for n in counted.nodes))

    report = run_on(engine, tmp_path, broken)
    said = "profiled.here: step 'sold', filter: 7 rows in, 4 out, 2 filtered"
    failure = failure_of("profiled.here", report)
    assert failure is not None
    assert (failure.code.id, failure.message) == ("E0910", said)
    assert not (tmp_path / "result.jsonl").exists()
    assert {s["step"] for s in report.get("profile", []) if not s["checked"]} >= {"sold"}


LATER = next(
    node.op.predicate
    for node in pipeline(SPEC.replace("amount > 0", "amount > 5")).nodes
    if isinstance(node.op, Filter)
)


def read() -> Report:
    report = empty_report()
    report["sources"]["sales"] = {"read": len(ROWS)}
    return report


def test_the_interpreter_tells_it_too() -> None:
    counted, told = profile(pipeline(SPEC))
    found = run(verify(counted), {"sales": ROWS}, {}).expectations
    report = read()
    report["expectations"] = [
        {"step": f.step, "rule": f.rule, "severity": f.severity, "broken": f.broken} for f in found
    ]
    take_profile(report, told)
    assert [numbers(step) for step in report.get("profile", [])] == STEPS


def test_a_run_that_ends_tells_as_far_as_it_came() -> None:
    _, told = profile(pipeline(SPEC))
    report = read()
    report["error"] = {"kind": "overflow", "message": "so"}
    names = [told[0]["rows_out"], told[1]["removed"]["filtered"]]
    report["expectations"] = [
        {"step": name, "rule": "rows", "severity": "count", "broken": 3} for name in names
    ]
    take_profile(report, told)
    assert [step["step"] for step in report.get("profile", [])] == ["sales"]
    assert report["error"] == {"kind": "overflow", "message": "so"}
    assert report["expectations"] == []
