"""What the scripts look like: goldens, parameters, windows, formats, the examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.backends.documents.units import ON_FLINK, compiled
from tests.unit.backends.flink.statements import statements
from tests.unit.backends.flink.units import STEPS, script, unit

GOLDEN = Path(__file__).parents[3] / "golden/flink/steps"


def test_golden() -> None:
    """UPDATE_GOLDEN=1 pytest … writes the files anew; read them before they are committed."""
    made = {a.path: a.content for a in unit(STEPS).artefacts}
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for path, content in made.items():
            (GOLDEN / path).write_text(content, encoding="utf-8")
    assert {f.name: f.read_text(encoding="utf-8") for f in GOLDEN.iterdir()} == made


@pytest.mark.parametrize("name", ON_FLINK)
def test_no_word_of_another_engine_stays(name: str) -> None:
    for artefact in compiled(name, "flink").artefacts:
        for word in ("GETVARIABLE", "ERROR(", "COUNTED(", "QUALIFY", "WINDOW "):
            assert word not in artefact.content, f"{artefact.path}: {word}"


@pytest.mark.parametrize("name", ON_FLINK)
def test_the_recipe_names_all_scripts(name: str) -> None:
    made = compiled(name, "flink")
    assert made.recipe["runner"] == "flink"
    assert list(made.recipe["scripts"].values()) == [a.path for a in made.artefacts]


PIPELINE = "03_pipeline.sql"
SPEC = """
    params: {{least: {{type: float64, default: -1.5}}}}
    sources: {{given: {{columns: {{a: text, i: int64, x: float64, t: timestamp}}}}}}
    steps:
      - name: made
        {step}
    sinks: {{out: {{mode: replace}}}}
"""


def test_a_parameter_stands_as_its_default() -> None:
    spec = SPEC.format(step="filter: x > :least")
    assert "`x` > CAST('-1.5' AS DOUBLE) /* :least */" in script(spec, "03_pipeline.sql")
    assert "-- least: float64 = -1.5" in script(spec, "01_sources.sql")
    [param] = unit(spec).recipe["params"]
    assert param["stands"] == "CAST('-1.5' AS DOUBLE) /* :least */"


def test_a_parameter_without_a_default_is_null_until_it_is_given() -> None:
    spec = SPEC.replace(", default: -1.5", "").format(step="filter: x > :least")
    assert "`x` > CAST(NULL AS DOUBLE) /* :least */" in script(spec, "03_pipeline.sql")


def test_each_window_call_has_its_own_frame() -> None:
    calls = "{a1: sum(i) over (rows so far), a2: sum(i) over (last 3 rows), a3: lag(i)}"
    made = script(SPEC.format(step=f"window: {{by: [a], order: [i], derive: {calls}}}"), PIPELINE)
    assert made.count("PARTITION BY `a`") == 3
    assert "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW" in made
    assert "ROWS BETWEEN 2 PRECEDING AND CURRENT ROW" in made


def test_a_text_alone_is_a_string() -> None:
    assert "CAST('x' AS STRING) AS `b`" in script(
        SPEC.format(step="derive: {b: \"'x'\"}"), PIPELINE
    )


def test_a_check_that_fails_names_the_place() -> None:
    made = script(STEPS, "04_checks.sql")
    assert "header must name exactly these columns (order_id, customer, Unit `Price`" in made
    assert "'step ''with_customer'': " in made
    assert "'step ''checked'': ''" in made


def test_several_sinks_are_one_statement() -> None:
    both = statements(script(STEPS, "05_insert.sql"))
    assert len(both) == 1
    assert both[0].count("INSERT OVERWRITE") == 5


def test_the_same_spec_gives_the_same_bytes() -> None:
    assert unit(STEPS) == unit(STEPS)
