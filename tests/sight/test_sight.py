"""The differential suite sees the mutants of the engines, and naive spellings."""

from __future__ import annotations

from unittest import mock

import pytest

from speccc.backends.pandas import scalars
from speccc.backends.sql.dialects.duckdb import functions
from speccc.functions.model import Form
from tests.sight.checks import check_function
from tests.sight.equivalent import EQUIVALENT, reason
from tests.sight.model import Check, Mutant, Verdict, verdict
from tests.sight.mutants import further
from tests.support import servers

#: A mutant that the compiler itself finds is an internal error.
pytestmark = [pytest.mark.mutants, pytest.mark.internal_error]

MUTANTS = further()
SHOULD_BE_SEEN = [mutant for mutant in MUTANTS if not reason(mutant.name)]

#: Checks that only mutants have; the others are the tests of tests/differential themselves.
OWN_CHECKS = [
    check
    for check in dict.fromkeys(check for mutant in MUTANTS for check in mutant.checks)
    if getattr(check, "__qualname__", "").startswith(("step.", "joins.", "small."))
]


@pytest.mark.parametrize("check", OWN_CHECKS)
def test_the_right_compiler_passes(check: Check) -> None:
    check()


@pytest.mark.parametrize("mutant", SHOULD_BE_SEEN, ids=lambda mutant: mutant.name)
def test_a_mutant_is_seen(mutant: Mutant) -> None:
    servers.there(mutant.engine)
    assert verdict(mutant) is not Verdict.MISSED


def test_there_are_enough_and_few_are_not_seen() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(set(names)) == len(names) >= 200
    assert set(EQUIVALENT) <= set(names)
    assert len(MUTANTS) - len(SHOULD_BE_SEEN) <= 0.06 * len(names)


@pytest.mark.parametrize(
    ("engine", "name", "naive"),
    [
        ("pandas", "round", scalars.Lowering("{0}.round()")),
        ("pandas", "mod", scalars.Lowering("{0} % {1}")),
        ("pandas", "not_equal", scalars.Lowering("{0} != {1}")),
        ("duckdb", "round", "ROUND(_a)"),
        ("duckdb", "divide", "_a / _b"),
        ("duckdb", "upper", "UPPER(_a)"),
        ("duckdb", "greatest", "GREATEST(_all)"),
        ("duckdb", "lpad", "LPAD(_a, _b, _c)"),
    ],
)
def test_a_naive_spelling_is_seen(engine: str, name: str, naive: object) -> None:
    table = scalars.LOWERINGS if engine == "pandas" else functions.SCALARS
    right = check_function(Form.SCALAR, name, engine)
    right()
    wrong = Mutant(name, lambda: mock.patch.dict(table, {name: naive}), (right,), engine)
    assert verdict(wrong) is Verdict.SEEN
