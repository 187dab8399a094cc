"""Every line of the scripts leads back to the part of the spec that it was made of."""

from __future__ import annotations

from functools import cache

import pytest

from speccc.backends.api import Compiled
from speccc.execute.scripts import statements
from tests.unit.backends.flink.units import STEPS, unit

SPEC = """
    sources:
      orders:
        columns:
          id: int64 not null
          price: {type: "decimal(9,2)", path: [money, paid]}
          placed: date
        key: [id]
    steps:
      - derive:
          double: price * 2
          twice: double * 2
      - filter: twice > 10
      - aggregate:
          by: [placed]
          measures:
            dear: max(price)
            orders: count()
      - name: checked
        expect:
          - {unique: [placed]}
    sinks:
      days: {from: checked, mode: replace}
"""

SOURCES, SINKS, PIPELINE, CHECKS, INSERT = (
    "01_sources.sql",
    "02_sinks.sql",
    "03_pipeline.sql",
    "04_checks.sql",
    "05_insert.sql",
)


@cache
def compiled() -> Compiled:
    return unit(SPEC)


@cache
def lines_of_spec() -> dict[int, str]:
    """The lines of the spec, by the number under which it is compiled."""
    made = compiled()
    statement = "CREATE TEMPORARY TABLE `days` ("
    sink = made.origin(statement, 1)
    assert sink is not None
    lines = SPEC.rstrip().split("\n")
    return {sink.line - len(lines) + n: text.strip() for n, text in enumerate(lines, start=1)}


@pytest.mark.parametrize(
    ("script", "line", "part"),
    [
        (SOURCES, "CREATE TEMPORARY TABLE `_orders_file` (", "orders:"),
        (SOURCES, "`money` ROW<`paid` STRING>,", "price: {"),
        (SOURCES, "END AS DECIMAL(9, 2)) AS `price`,", "price: {"),
        (SOURCES, "`money`.`paid` AS `price`,", "price: {"),
        (SINKS, "`dear` DECIMAL(9, 2),", "days:"),
        (
            PIPELINE,
            "CAST(`price` * CAST(2 AS DECIMAL(1, 0)) AS DECIMAL(10, 2)) AS `double`",
            "double: ",
        ),
        (PIPELINE, "`twice` > 10", "- filter: "),
        (PIPELINE, "MAX(`price`) AS `dear`,", "dear: "),
        (PIPELINE, "FROM `filtered`", "- aggregate:"),
        (CHECKS, "COUNT(CASE WHEN `_unreadable_id` THEN 1 END) AS `_1`,", "orders:"),
        (CHECKS, "NOT `_unreadable_id`", "orders:"),
        (CHECKS, "'unique: placed',", "- name: checked"),
        (INSERT, "FROM `aggregated`", "days:"),
    ],
)
def test_lines_lead_back(script: str, line: str, part: str) -> None:
    made = compiled()
    [text] = (a.content for a in made.artefacts if a.path == script)
    spans = {
        made.origin(statement, number)
        for statement in statements(text)
        for number, each in enumerate(statement.split("\n"), start=1)
        if each.strip() == line
    }
    assert len(spans) == 1, text
    [span] = spans
    assert span is not None
    assert lines_of_spec()[span.line].startswith(part)


def test_every_line_that_makes_or_writes_rows_leads_somewhere() -> None:
    made = unit(STEPS)
    for artefact in made.artefacts:
        for statement in statements(artefact.content):
            at = max(statement.find("CREATE"), statement.find("INSERT"))
            for number in range(statement.count("\n", 0, at) + 1, statement.count("\n") + 2):
                if at >= 0:
                    assert made.origin(statement, number) is not None, statement


def test_what_is_of_no_step_leads_nowhere() -> None:
    origin = compiled().origin
    assert origin("SET 'table.dml-sync' = 'true'", 1) is None
    assert origin("SELECT *\nFROM `days`", 2) is None
