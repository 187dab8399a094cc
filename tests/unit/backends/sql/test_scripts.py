"""What the scripts look like: goldens, hostile texts, refusals, the same bytes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from speccc.backends.api import Target
from speccc.backends.sql import SqlBackend
from speccc.backends.sql.printing import indented
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import sql_target
from speccc.ir.expr import Literal, rewrite
from speccc.ir.rel import Binding, Filter, Pipeline
from tests.unit.backends.sql.running import TARGET, bound, checked, compiled, run_rows, script

GOLDEN = Path(__file__).parents[3] / "golden/sql"

#: By name of a golden folder: a spec that shows one part of the language.
SPECS = {
    "steps": """
        description: |
          Every step once,
          and what it is called.
        params:
          least: {type: int64, default: 5, description: Fewer are not worth it}
        sources:
          orders:
            description: As the shop has them
            connector: csv
            options: {path: data/orders.csv}
            columns:
              order_id: int64 not null
              customer: text
              price: {type: "decimal(9,2)", path: Unit Price}
              pieces: int64
              paid_at: {type: timestamp, zone: Europe/Berlin}
            key: [order_id]
          customers:
            connector: parquet
            options: {path: data/customers.parquet}
            columns: {name: text not null, since: date, score: float64}
            on_error: set_null
        steps:
          - from: orders
            name: priced
            description: What an order is worth
            derive:
              total: price * pieces
              rounded: round(total * 1.10, 1)
          - name: large
            filter: pieces >= :least and (customer = 'a' or not customer like '50\\%%')
          - name: latest
            dedupe: {by: [customer], order: [paid_at desc]}
          - name: with_customer
            join: {with: customers, kind: left, keys: [customer = name], matches: at_most_one}
          - name: numbered
            window:
              by: [since]
              order: [rounded desc]
              derive:
                place: rank()
                number: row_number()
                running: sum(pieces) over (rows so far)
          - name: checked
            expect:
              - {not_null: [order_id]}
              - {check: score between 0 and 1, severity: warn}
              - {references: {with: customers, keys: [customer = name]}, severity: warn}
          - name: known
            from: customers
            select: [name as customer]
          - name: buyers
            from: checked
            select: [customer]
          - name: strangers
            except: {with: known}
          - from: buyers
            name: regulars
            intersect: {with: known}
          - from: checked
            name: side_by_side
            pivot: {by: [customer], column: pieces, measure: sum(price), into: {one: 1, two: 2}}
          - name: below_each_other
            description: A row for each of them
            unpivot: {columns: [one, two], name: pieces, value: price}
          - from: checked
            name: by_day
            aggregate:
              by: [since]
              measures:
                orders: count()
                first_customer: first(customer order by paid_at)
                names: string_agg(customer, ', ' order by customer)
                share: avg(score)
          - sort: [orders desc]
          - limit: 10
        sinks:
          unknown_people: {from: strangers, connector: csv, options: {path: new.csv}, mode: replace}
          known_people: {from: regulars, connector: csv, options: {path: old.csv}, mode: replace}
          long: {from: below_each_other, connector: csv, options: {path: long.csv}, mode: replace}
          days: {connector: csv, options: {path: out/days.csv}, mode: replace}
          all_orders:
            description: For the archive
            from: checked
            connector: json
            options: {path: out/orders.jsonl}
            mode: replace
    """,
}


@pytest.mark.parametrize("name", SPECS)
def test_golden(name: str) -> None:
    """UPDATE_GOLDEN=1 pytest … writes the files anew; read them before they are committed."""
    made = {a.path: a.content for a in compiled(checked(SPECS[name])).artefacts}
    folder = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            (folder / path).write_text(content, encoding="utf-8")
    assert {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir()} == made


def test_the_golden_scripts_run() -> None:
    pipeline = checked(SPECS["steps"])
    empty: dict[str, list[tuple[object, ...]]] = {"orders": [], "customers": []}
    assert not any(run_rows(pipeline, empty).values())  # type: ignore[arg-type]


def test_the_same_spec_gives_the_same_bytes() -> None:
    first, second = (compiled(checked(SPECS["steps"])) for _ in range(2))
    assert first == second


HOSTILE = '*/ -- \'; DROP TABLE x; {{ 1 }} {% raw %} \\ "q" \U0001f600'
#: What the YAML loader refuses, but another caller could bring in.
WORSE = f"{HOSTILE}\u202e\u2028\n\x00\r;"


def test_hostile_texts_stay_texts() -> None:
    text = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    spec = f"""
    sources:
      given: {{columns: {{a: text}}}}
    steps:
      - name: made
        derive:
          b: "'{text.replace("'", "''")}'"
    sinks:
      out: {{mode: replace}}
    """
    plain = checked(spec)
    pipeline = replace(
        plain,
        description=WORSE,
        sources=tuple(replace(s, description=WORSE) for s in plain.sources),
        nodes=tuple(replace(n, description=WORSE) for n in plain.nodes),
        sinks=tuple(replace(s, description=WORSE) for s in plain.sinks),
    )
    assert run_rows(pipeline, {"given": [("x",)]}) == {"out": [("x", HOSTILE)]}
    for artefact in compiled(pipeline).artefacts:
        lines = artefact.content.split("\n")
        assert all(line.isprintable() for line in lines)
        code = " ".join(line for line in lines if not line.lstrip().startswith("--"))
        assert "DROP" not in code.replace(HOSTILE.replace("'", "''"), "")
        duckdb.extract_statements(artefact.content)


def test_lines_within_texts_and_names_keep_their_blanks() -> None:
    broken = "a\n  b\r\n'c'\x0b"
    given = checked(SMALL.replace("int64", "text").replace("a > 0", "a <> 'MARK'"))
    [scan, kept] = given.nodes
    assert isinstance(kept.op, Filter)
    predicate = rewrite(
        kept.op.predicate, lambda e: replace(e, value=broken) if isinstance(e, Literal) else e
    )
    changed = replace(given, nodes=(scan, replace(kept, op=replace(kept.op, predicate=predicate))))
    assert run_rows(changed, {"given": [(broken,), ("a",)]}) == {"out": [("a",)]}
    assert indented("SELECT\n  \"x\n y\", 'it''s\n'\nFROM t", 2) == (
        "  SELECT\n    \"x\n y\", 'it''s\n'\n  FROM t"
    )


def test_a_description_of_many_lines_is_a_comment_of_many_lines() -> None:
    head = script(checked(SPECS["steps"]), "03_pipeline.sql").splitlines()[:4]
    assert head[1:3] == ["-- Every step once,", "-- and what it is called."]


def refused(pipeline: Pipeline, target: Target = TARGET) -> list[str]:
    with pytest.raises(Failure) as caught:
        SqlBackend().compile(pipeline, target)
    return [d.code.id for d in caught.value.diagnostics]


SMALL = """
    sources:
      given: {columns: {a: int64}}
    steps:
      - name: kept
        filter: a > 0
    sinks:
      out: {mode: replace}
"""


@pytest.mark.parametrize("dialect", ["mysql", ""])
def test_other_dialects_are_refused_by_name(dialect: str) -> None:
    assert refused(bound(checked(SMALL)), Target("t", "sql", dialect)) == [sql_target.NO_DIALECT.id]


def test_other_connectors_are_refused_by_name() -> None:
    pipeline = checked(SMALL)
    sources = tuple(replace(s, binding=Binding("topic", {})) for s in pipeline.sources)
    assert refused(bound(replace(pipeline, sources=sources))) == [sql_target.NO_CONNECTOR.id]


def test_a_nested_path_needs_json() -> None:
    nested = checked(SMALL.replace("{a: int64}", "{a: {type: int64, path: [x, y]}}"))
    assert refused(bound(nested)) == [sql_target.NESTED_PATH.id]


def test_names_that_are_one_in_sql_are_refused() -> None:
    params = "params: {min: {type: int64, default: 1}, MIN: {type: int64, default: 2}}\n"
    spec = params + SMALL.replace("a > 0", "a > :min and a < :MIN").replace("\n    ", "\n")
    assert refused(bound(checked(spec))) == [sql_target.SAME_BUT_CASE.id]
