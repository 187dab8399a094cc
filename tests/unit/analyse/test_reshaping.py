"""What except, intersect, pivot and unpivot make of their input: columns, keys, tags, lineage."""

from __future__ import annotations

import pytest

from speccc.analyse.lineage import lineage
from speccc.ir.rel import GroupBy, Pipeline, Project, SetOperation, Union
from speccc.passes.profile import profile
from speccc.passes.prune_columns import prune_columns
from speccc.passes.push_filters import push_filters
from tests.support.specs import HEAD, ORDERS, after, analysed, columns, errors, pipeline

TWO = """\
sources:
  left_rows:
    columns: {id: {type: int64, tags: [personal]}, name: text not null, note: text}
    key: [name]
  right_rows:
    columns: {note: text, name: {type: text, tags: [secret]}, id: int64 not null}
steps:
  - from: left_rows
    STEP
sinks:
  out: {mode: replace}
"""


def two(step: str) -> Pipeline:
    return pipeline(HEAD + TWO.replace("STEP", step))


def keys(found: Pipeline) -> tuple[tuple[str, ...], ...]:
    return found.node(found.sinks[0].input).keys


def tags(found: Pipeline) -> dict[str, tuple[str, ...]]:
    return {c.name: c.tags for c in found.node(found.sinks[0].input).schema}


def test_except_has_the_columns_of_the_first_input() -> None:
    found = two("except: {with: right_rows}")
    assert columns(found) == ["id: int64", "name: text not null", "note: text"]
    assert keys(found) == (("name",), ("id", "name", "note"))
    assert tags(found) == {"id": ("personal",), "name": (), "note": ()}
    assert lineage(found)["out"]["name"] == (("left_rows", "name"),)


def test_intersect_proves_what_one_input_does() -> None:
    found = two("intersect: {with: right_rows}")
    assert columns(found) == ["id: int64 not null", "name: text not null", "note: text"]
    assert keys(found) == (("name",), ("id", "name", "note"))
    assert tags(found) == {"id": ("personal",), "name": ("secret",), "note": ()}
    assert lineage(found)["out"]["name"] == (("left_rows", "name"), ("right_rows", "name"))


@pytest.mark.parametrize("kind", ["except", "intersect"])
def test_a_filter_moves_to_both_inputs_of_a_set_operation(kind: str) -> None:
    found = push_filters(two(f"{kind}: {{with: right_rows}}\n  - filter: name = 'a'"))
    assert [n.id for n in found.nodes][-1] == found.sinks[0].input
    assert isinstance(found.nodes[-1].op, SetOperation)
    assert len([n for n in found.nodes if n.address.endswith(".filter")]) == 2


def test_every_column_of_a_set_operation_is_needed() -> None:
    found = prune_columns(two("except: {with: right_rows}\n  - select: [name]"))
    [made] = [n for n in found.nodes if isinstance(n.op, SetOperation)]
    assert made.schema.names == ("id", "name", "note")


PIVOT = """\
- pivot:
    by: [customer]
    column: paid
    measure: {}
    into: {{settled: true, due: false}}
"""


@pytest.mark.parametrize(
    ("measure", "type"),
    [
        ("count()", "int64 not null"),
        ("count(price)", "int64 not null"),
        ("sum(order_id)", "int64"),
        ("max(order_id)", "int64"),
        ("coalesce(sum(order_id), 0)", "int64 not null"),
        ("sum(price)", "decimal(38,2)"),
        ("first(order_id order by day)", "int64"),
        ("count() > 1", "bool not null"),
    ],
)
def test_a_measure_of_no_rows_is_null_but_for_counts(measure: str, type: str) -> None:
    found = after(PIVOT.format(measure))
    assert columns(found) == ["customer: text", f"settled: {type}", f"due: {type}"]
    assert keys(found) == (("customer",),)


def test_a_pivot_is_one_aggregate() -> None:
    found = after(PIVOT.format("sum(price)"))
    assert [type(n.op) for n in found.nodes[1:]] == [GroupBy]
    assert lineage(found)["out"]["due"] == (("orders", "paid"), ("orders", "price"))


def test_first_and_last_look_at_the_rows_of_a_value_first() -> None:
    found = after(PIVOT.format("last(price order by day)"))
    marked, made = found.nodes[1:]
    assert isinstance(marked.op, Project)
    assert marked.schema.names[-2:] == ("is_settled", "is_due")
    assert columns(found) == ["customer: text", "settled: decimal(9,2)", "due: decimal(9,2)"]
    assert made.step == marked.step


def test_the_mark_of_a_row_has_a_name_of_its_own() -> None:
    steps = "- derive: {is_due: 1, is_settled: 1}\n" + PIVOT.format("first(is_due order by day)")
    marked = after(steps).nodes[2]
    assert marked.schema.names[-2:] == ("is_settled_", "is_due_")


@pytest.mark.parametrize(
    ("column", "values", "wanted"),
    [
        ("day", "x: 2026-01-31", []),
        ("day", "x: 31.01.2026", ["E0510 19:15"]),
        ("price", "x: 1.5, z: 1.50", ["E0416 19:23"]),
        ("customer", 'x: "", z: null', []),
        ("quantity", "x: null", ["E0510 19:15"]),
        ("rate", "x: 0.5", ["E0514 17:13"]),
        ("nothing", "x: 1", ["E0401 17:13"]),
        ("quantity", "customer: 1", ["E0409 19:12"]),
        ("quantity", "x: 1, X: 2", ["E0409 19:18"]),
    ],
)
def test_what_may_be_listed(column: str, values: str, wanted: list[str]) -> None:
    step = PIVOT.format("count()").replace("paid", column)
    step = step.replace("settled: true, due: false", values)
    assert _codes(step) == wanted


def _codes(steps: str) -> list[str]:
    text = f"{HEAD}{ORDERS}steps:\n{steps}sinks:\n  out: {{mode: replace}}\n"
    return [] if analysed(text)[0] is not None else errors(text)


UNPIVOT = "- select: [order_id, quantity, customer]\n- derive: {pieces: order_id}\n- unpivot: "


def test_unpivot_makes_a_row_of_each_column() -> None:
    found = after(UNPIVOT + "{columns: [quantity, pieces], name: what, value: many}")
    rest = ["order_id: int64 not null", "customer: text"]
    assert columns(found) == [*rest, "what: text not null", "many: int64"]
    assert keys(found) == (("order_id", "what"),)
    *parts, made = found.nodes[3:]
    assert [n.id for n in parts] == ["unpivoted_1", "unpivoted_2"]
    assert made.op == Union(("unpivoted_1", "unpivoted_2"))
    assert lineage(found)["out"] == {
        "order_id": (("orders", "order_id"),),
        "customer": (("orders", "customer"),),
        "what": (),
        "many": (("orders", "order_id"), ("orders", "quantity")),
    }


def test_a_key_that_becomes_rows_is_none() -> None:
    found = after(UNPIVOT + "{columns: [quantity, order_id], name: what, value: many}")
    assert keys(found) == ()


def test_one_column_becomes_rows_by_a_projection_and_its_name_is_free() -> None:
    found = after(UNPIVOT + "{columns: [pieces], name: what, value: pieces}")
    assert columns(found)[-2:] == ["what: text not null", "pieces: int64 not null"]
    assert isinstance(found.nodes[-1].op, Project)
    assert keys(found) == (("order_id", "what"),)


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ("{columns: [quantity, customer], name: a, value: b}", "E0517 17:22"),
        ("{columns: [quantity, quantity], name: a, value: b}", "E0416 17:33"),
        ("{columns: [quantity], name: order_id, value: b}", "E0409 17:40"),
        ("{columns: [quantity], name: a, value: A}", "E0409 17:50"),
    ],
)
def test_what_may_become_rows(shape: str, wanted: str) -> None:
    assert _codes(f"{UNPIVOT}{shape}\n") == [wanted]


def test_none_of_them_keeps_rows() -> None:
    """So a profile counts what they make, and balances nothing."""
    steps = "{}- name: early\n  filter: paid\n- from: filled\n  except: {{with: early}}\n"
    steps = steps.format("- name: filled\n  fill: {values: {quantity: 0}}\n")
    steps += "- unpivot: {columns: [quantity, order_id], name: what, value: many}\n"
    steps += "- pivot: {by: [customer], column: what, measure: sum(many), into: {pieces: quantity}}"
    told = {step["kind"]: step for step in profile(after(steps))[1]}
    assert set(told) == {"source", "fill", "filter", "except", "unpivot", "pivot"}
    for kind in ("except", "unpivot", "pivot"):
        assert told[kind]["balance"] is None
        assert told[kind]["rows_in"]
    assert told["filter"]["balance"] is not None


@pytest.mark.parametrize(
    "step",
    [
        "except: {with: others}",
        "intersect: {with: others}",
        "pivot: {by: [id], column: id, measure: count(), into: {ones: 1}}",
    ],
)
def test_new_rows_alone_are_not_enough(step: str) -> None:
    text = f"""\
sources:
  given:
    columns: {{id: int64 not null, at: timestamp not null}}
    incremental: {{column: at, lookback: 1 days}}
  others:
    columns: {{id: int64 not null, at: timestamp not null}}
steps:
  - name: also
    from: others
    filter: id > 0
  - from: given
    {step}
sinks:
  out: {{mode: merge, key: [id]}}
  more: {{from: also, mode: replace}}
"""
    assert errors(HEAD + text) == ["E0653 13:5"]
