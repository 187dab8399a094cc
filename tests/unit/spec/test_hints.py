"""What hints show is well built, and the words they lead to exist."""

from __future__ import annotations

import pytest

from speccc.spec import words
from speccc.spec.forms import RULES, STEPS
from speccc.spec.models import SpecModel, TargetModel
from speccc.spec.shapes import ListOf, Variants, shape_of
from tests.unit.spec.support import changed, errors


def variants(what: str) -> set[str]:
    """The operator keys of all steps, or of all rules."""
    steps = shape_of(SpecModel).fields["steps"]
    assert isinstance(steps, ListOf)
    assert isinstance(steps.item, Variants)
    if what == "step":
        return set(steps.item.records)
    rules = steps.item.records["expect"].fields["expect"]
    assert isinstance(rules, ListOf)
    assert isinstance(rules.item, Variants)
    return set(rules.item.records)


def test_every_step_and_rule_has_an_example() -> None:
    assert set(STEPS) == variants("step")
    assert set(RULES) == variants("rule")


@pytest.mark.parametrize("operator", STEPS)
def test_the_examples_of_steps_are_well_built(operator: str) -> None:
    assert errors(changed("filter: price > 0", f"{operator}: {STEPS[operator]}")) == []


@pytest.mark.parametrize("operator", RULES)
def test_the_examples_of_rules_are_well_built(operator: str) -> None:
    rule = f"expect:\n      - {operator}: {RULES[operator]}"
    assert errors(changed("filter: price > 0", rule)) == []


@pytest.mark.parametrize("word", ["group by", "GROUP_BY", "group-by"])
def test_words_in_any_spelling(word: str) -> None:
    assert words.operator_hint(word, STEPS).startswith("did you mean 'aggregate'? as in")


def test_what_is_not_built_is_not_offered() -> None:
    known = ("duckdb", "mysql", "sqlite")
    assert words.choices("dialect", known) == ("duckdb", "sqlite")
    assert "mysql" not in words.value_hint("dialect", "mysq", known)


@pytest.mark.parametrize("mode", ["overwrite", "truncate", "full_refresh"])
def test_values_of_other_tools(mode: str) -> None:
    assert words.value_hint("mode", mode, ("replace", "merge")) == "did you mean 'replace'?"


def test_dialects_and_backends() -> None:
    backends = TargetModel.model_json_schema()["properties"]["backend"]["enum"]
    assert words.value_hint("backend", "duckdb", backends) == "did you mean 'sql'?"
