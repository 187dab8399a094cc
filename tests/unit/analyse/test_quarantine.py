"""Rows that are put aside: what a spec becomes, and which specs are wrong."""

from __future__ import annotations

import pytest

from speccc.analyse.lineage import lineage
from speccc.ir.expr import Cast
from speccc.ir.rel import Accepted, Expect, Judge, Pipeline, Project, Rejected, ScanRejected
from tests.support.specs import HEAD, ORDERS, errors, pipeline

DIRTY = ORDERS.replace("    key:", "    on_error: quarantine\n    key:").replace(
    "customer: text", "customer: {type: text, tags: [personal]}"
)
SINKS = "sinks:\n  out: {mode: replace}\n  bad: {from: STEP.rejected, mode: replace}\n"


def spec(steps: str, sinks: str = SINKS, sources: str = ORDERS, step: str = "valid") -> str:
    lines = "".join(f"  {line}\n" for line in steps.splitlines())
    return f"{HEAD}{sources}steps:\n{lines}{sinks.replace('STEP', step)}"


def codes(text: str) -> list[str]:
    return [found.split()[0] for found in errors(text)]


def shape(made: Pipeline) -> list[tuple[str, str]]:
    return [(n.id, type(n.op).__name__) for n in made.nodes]


def columns(made: Pipeline, sink: str) -> list[str]:
    return [str(c) for c in made.node(made.sink(sink).input).schema]


RULES = """\
- name: valid
  expect:
    - {not_null: [day], severity: quarantine}
    - {unique: [customer], severity: warn}
    - {name: paid_for, check: price > 0, severity: quarantine}
    - {not_null: [quantity]}
"""


def test_rules_of_both_kinds_are_told_first_and_judge_then() -> None:
    made = pipeline(spec(RULES))
    assert shape(made)[1:] == [
        ("valid_1", "Expect"),
        ("valid_judged", "Judge"),
        ("valid_rejected", "Rejected"),
        ("valid", "Accepted"),
    ]
    told, judge, rejected, accepted = (node.op for node in made.nodes[1:])
    assert isinstance(told, Expect)
    assert isinstance(judge, Judge)
    assert [r.severity for r in told.rules] == ["warn", "fail"]
    assert [r.name for r in judge.rules] == ["not_null: day", "paid_for"]
    assert (rejected, accepted) == (Rejected("valid_judged"), Accepted("valid_judged"))
    assert columns(made, "out")[2:5] == [
        "day: date not null",
        "price: decimal(9,2) not null",
        "quantity: int64 not null",
    ]
    assert columns(made, "bad")[2:5] == [
        "day: date",
        "price: decimal(9,2)",
        "quantity: int64 not null",
    ]
    assert columns(made, "bad")[-1] == "broken_rules: text not null"
    assert made.node("valid_rejected").keys == (("order_id",),)


def test_rejected_rows_of_a_cast_keep_their_columns() -> None:
    steps = "- name: valid\n  cast:\n    columns: {customer: int64, quantity: float64}\n"
    made = pipeline(spec(steps + "    on_error: quarantine"))
    assert [kind for _, kind in shape(made)[1:]] == ["Judge", "Rejected", "Accepted", "Project"]
    judge, last = made.node("valid_judged").op, made.node("valid").op
    assert isinstance(judge, Judge)
    assert isinstance(last, Project)
    assert [r.name for r in judge.rules] == ["cast: customer as int64"]
    made_of = {i.name: i.expr for i in last.items}
    casts = {n: e.mode for n, e in made_of.items() if isinstance(e, Cast)}
    assert casts == {"customer": "try", "quantity": "safe"}
    assert columns(made, "out")[1] == "customer: int64"
    assert columns(made, "bad")[1] == "customer: text"


def test_rejected_rows_of_a_source_are_texts_that_keep_their_tags() -> None:
    made = pipeline(spec("- filter: paid", sources=DIRTY, step="orders"))
    node = made.node(made.sink("bad").input)
    assert node.op == ScanRejected("orders")
    assert [str(c) for c in node.schema][:2] == ["order_id: text", "customer: text"]
    assert str(node.schema["broken_rules"]) == "broken_rules: text not null"
    assert node.keys == ()
    assert node.schema["customer"].tags == ("personal",)
    assert [c.hidden for c in made.sink("bad").columns].index(True) == 1
    assert node.schema["broken_rules"].tags == ()
    made_from = lineage(made)["bad"]
    assert made_from["price"] == (("orders", "price"),)
    assert made_from["broken_rules"] == ()


def test_a_step_may_read_rejected_rows() -> None:
    steps = RULES + "- name: seen\n  from: valid.rejected\n  filter: paid\n"
    sinks = "sinks:\n  out: {from: valid, mode: replace}\n  bad: {from: seen, mode: replace}\n"
    assert columns(pipeline(spec(steps, sinks)), "bad")[-1] == "broken_rules: text not null"


def test_ids_of_judged_rows_give_way_to_names_of_the_spec() -> None:
    named = RULES + "- name: valid_rejected\n  filter: paid\n- name: Valid_judged\n  filter: paid\n"
    ids = [id for id, _ in shape(pipeline(spec(named)))]
    assert ids[2:4] == ["valid_judged_2", "valid_rejected_2"]


NOT_NULL = "    - {not_null: [day], severity: quarantine}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (spec(RULES, "sinks:\n  out: {mode: replace}\n"), ["E0407"]),
        (spec(RULES, "sinks:\n  bad: {from: valid.rejected, mode: replace}\n"), ["E0407"]),
        (spec("- name: valid\n  filter: paid"), ["E0404"]),
        (spec("- filter: paid", step="later"), ["E0404"]),
        (
            spec("- rename: [customer as Broken_rules]\n- name: valid\n  expect:\n" + NOT_NULL),
            ["E0409"],
        ),
        (
            spec(
                "- name: early\n  from: valid.rejected\n  filter: paid\n"
                "- name: valid\n  from: orders\n  expect:\n" + NOT_NULL
            ),
            ["E0404"],
        ),
    ],
)
def test_wrong(text: str, found: list[str]) -> None:
    assert codes(text) == found


CHANGES = """\
sources:
  orders:
    on_error: quarantine
    columns:
      id: int64 not null
      changed_at: timestamp not null
    incremental: {column: changed_at, lookback: 2 days}
"""
MERGED = """\
sinks:
  out: {mode: merge, key: [id]}
  bad: {from: valid.rejected, mode: MODE}
  unread: {from: orders.rejected, mode: replace}
"""
CHECKED = "- name: valid\n  expect:\n    - {check: id > 0, severity: quarantine}\n"


def test_of_an_incremental_source_new_rows_are_judged_and_all_that_do_not_read_put_aside() -> None:
    sinks = MERGED.replace("MODE", "append, key: [id]")
    made = pipeline(spec(CHECKED, sinks, CHANGES))
    judge, unread = made.node("valid_judged").op, made.node("orders_rejected").op
    assert isinstance(judge, Judge)
    assert judge.input == "orders_since"
    assert unread == ScanRejected("orders")


def test_of_an_incremental_source_each_run_judges_only_what_is_new() -> None:
    sinks = MERGED.replace("MODE", "replace")
    assert codes(spec(CHECKED, sinks, CHANGES)) == ["E0654"]
    others = "  others:\n    columns: {id: int64}\n"
    rule = (
        "- name: valid\n  from: others\n  expect:\n    - references: {with: orders, keys: [id]}\n"
    )
    sinks = MERGED.replace("  bad: {from: valid.rejected, mode: MODE}\n", "")
    rule += "      severity: warn\n- from: orders\n  filter: id > 0\n"
    sinks += "  seen: {from: valid, mode: replace}\n"
    assert codes(spec(rule, sinks, CHANGES + others)) == ["E0653", "E0654"]
