"""What MariaDB's scripts look like, and what is refused for them by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speccc.backends.api import Target
from speccc.backends.sql import SqlBackend
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import sql_target
from speccc.ir.rel import Binding, Pipeline
from tests.unit.backends.sql.running import checked
from tests.unit.backends.sql.tables import compiled_over_tables, over_tables

SPEC = """
    sources:
      orders: {columns: {id: int64 not null, t: text, {MORE}}, key: [id]}
    steps:
      - name: STEP
        filter: t = 'a\\b'
    sinks:
      kept: {mode: replace}
"""


def pipeline(step: str = "few", more: str = "d: date") -> Pipeline:
    return checked(SPEC.replace("STEP", step).replace("{MORE}", more))


def refused(made: Pipeline) -> list[str]:
    with pytest.raises(Failure) as caught:
        SqlBackend().compile(made, Target("t", "sql", "mariadb", "mariadb://server/shop"))
    assert {d.code for d in caught.value.diagnostics} == {sql_target.NOT_IN_DIALECT}
    return [d.message for d in caught.value.diagnostics]


@pytest.mark.parametrize("name", ["__params", "__GIVEN", "__expectations", "_orders", "#few"])
def test_a_table_that_would_be_hidden_is_refused(name: str) -> None:
    made = over_tables(pipeline())
    [source] = made.sources
    source = replace(source, binding=Binding("table", {"name": name}))
    [said] = refused(replace(made, sources=(source,)))
    assert said == (
        f"the table '{name}' of 'orders' cannot be built for mariadb:"
        " a temporary table of the run has that name"
    )


def test_a_name_may_be_too_long() -> None:
    made = over_tables(pipeline("s" * 63))
    SqlBackend().compile(made, Target("t", "sql", "mariadb", "mariadb://server/shop"))
    [source] = made.sources
    long = replace(source, name="o" * 63, on_error="quarantine")
    nodes = tuple(replace(n, op=replace(n.op, source="o" * 63)) if n.id == "orders" else n
                  for n in made.nodes)  # fmt: skip
    [said] = refused(replace(made, sources=(long,), nodes=nodes))
    assert "longer than the 64 characters that MariaDB keeps" in said


def test_a_zone_is_refused() -> None:
    zoned = "at: {type: timestamp, zone: Europe/Vienna}"
    [said] = refused(over_tables(pipeline(more=zoned)))
    assert said.startswith("the zone of column 'at' of 'orders' cannot be built for mariadb")


def test_steps_have_names_that_hide_nothing() -> None:
    compiled = compiled_over_tables(pipeline(), "mariadb")
    scripts = {a.path: a.content for a in compiled.artefacts}
    assert 'CREATE TEMPORARY TABLE "#few" AS' in scripts["03_pipeline.sql"]
    assert r"'a\b'" in scripts["03_pipeline.sql"]
    assert 'CREATE TABLE IF NOT EXISTS "kept"' in scripts["04_sinks.sql"]
    assert "ENGINE = InnoDB AS" in scripts["04_sinks.sql"]


JOINED = """
    sources:
      orders: {columns: {id: int64 not null, t: text}, key: [id]}
      lines: {columns: {id: int64 not null, t: text, size: int64}, key: [id, t]}
    steps:
      - {name: with_lines, from: orders, join: {with: lines, kind: semi, keys: [id]}}
      - {join: {with: lines, kind: anti, keys: [t], where: right.size > left.id}}
    sinks:
      kept: {mode: replace}
"""


def joined(script: str) -> str:
    artefacts = compiled_over_tables(checked(JOINED), "mariadb").artefacts
    return next(a.content for a in artefacts if a.path == script)


def test_rows_are_never_compared_each_with_each() -> None:
    """EXISTS is run for each row there: 15,000 times 60,000 rows at TPC-H's smallest scale."""
    steps = " ".join(joined("03_pipeline.sql").split())
    assert "EXISTS" not in steps
    assert '"left"."id" IN ( SELECT "right"."id" FROM "#lines" AS "right" )' in steps
    assert 'LEFT JOIN "#lines" AS "right" ON "left"."t" = "right"."t" AND' in steps
    assert '"right"."t" IS NULL' in steps


def test_the_planner_knows_keys_that_fit_into_an_index() -> None:
    sources = joined("02_sources.sql")
    assert 'TABLE "#orders" (INDEX ("id")) AS' in sources
    assert 'TABLE "#lines" AS' in sources
