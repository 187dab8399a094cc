"""Of each row of a SQL dialect's tables a mutant is seen; `make mutants-full` tries them all. And
what edits are.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from speccc.backends.sql import trees
from speccc.backends.sql.dialects import DIALECTS
from speccc.functions.model import Form
from speccc.types import Kind
from tests.sight import rows
from tests.sight.edits import edited, edits, opaque
from tests.sight.equivalent import UNSEEN, reason
from tests.sight.model import Mutant, Verdict, verdict
from tests.support import servers

pytestmark = [pytest.mark.mutants, pytest.mark.internal_error]

ROWS = [(e, form, name) for e in DIALECTS for form in Form for name in rows.names(e, form)]
PAIRS = [(engine, pair) for engine in DIALECTS for pair in rows.pairs(engine)]


#: How many mutants of a row are tried until one is seen.
TRIED = 3


def is_seen(engine: str, mutants: Iterable[Mutant], place: int) -> None:
    """One of a few mutants is, the `place`-th, round about, or one behind it."""
    servers.there(engine)
    able = [mutant for mutant in mutants if not reason(mutant.name)]
    left = [m for m in able if not any(pattern.match(m.name) for pattern in UNSEEN)]
    chosen = [left[(place + n) % len(left)] for n in range(min(TRIED, len(left)))]
    seen = (verdict(mutant) is not Verdict.MISSED for mutant in chosen)
    assert not chosen or any(seen), [mutant.name for mutant in chosen]


@pytest.mark.parametrize(("engine", "form", "name"), ROWS)
def test_a_mutant_of_a_row_is_seen(engine: str, form: Form, name: str) -> None:
    is_seen(engine, rows.of_row(engine, form, name), ROWS.index((engine, form, name)))


@pytest.mark.parametrize(("engine", "pair"), PAIRS)
def test_a_mutant_of_a_conversion_is_seen(engine: str, pair: tuple[Kind, Kind]) -> None:
    is_seen(engine, rows.of_pair(engine, pair), PAIRS.index((engine, pair)))


@pytest.mark.parametrize("engine", rows.HELPERS)
def test_a_mutant_of_a_function_of_the_scripts_is_seen(engine: str) -> None:
    for place, name in enumerate(rows.called(engine)):
        is_seen(engine, rows.of_helper(engine, name), place)


def made(template: str) -> dict[str, str]:
    """What each edit makes of a template."""
    operands = opaque((exp.column("x"), trees.fill("_a + 1", DuckDB, exp.column("y"))))
    tree = trees.fill(template, DuckDB, *operands)
    return {
        f"{edit.operator}: {edit.before}": edited(tree.copy(), edit, DuckDB).sql(DuckDB)
        for edit in edits(tree, DuckDB)
    }


def test_edits_change_one_part_and_no_operand() -> None:
    assert made("CASE WHEN _a >= 0 THEN F(_a, _b) END") == {
        "the first branch always: CASE WHEN _a >= 0 THEN F(_a, _b) END": "F(x, y + 1)",
        "> for >=: _a >= 0": "CASE WHEN x > 0 THEN F(x, y + 1) END",
        "another number: 0 in _a >= 0": "CASE WHEN x >= 1 THEN F(x, y + 1) END",
        "no call: F(_a, _b)": "CASE WHEN x >= 0 THEN x END",
        "arguments swapped: F(_a, _b)": "CASE WHEN x >= 0 THEN F(y + 1, x) END",
        "an argument less: F(_a, _b)": "CASE WHEN x >= 0 THEN F(x) END",
    }


def test_edits_keep_brackets() -> None:
    assert made("_a * (_b - 2)")["+ for *: _a * (_b - 2)"] == "x + (y + 1 - 2)"


def test_what_changes_nothing_is_no_edit() -> None:
    found = made("F(_a, _a) || (_a - _a)")
    swapped = {edit: text for edit, text in found.items() if "swapped" in edit}
    assert swapped == {"sides swapped: F(_a, _a) || (_a - _a)": "(x - x) || F(x, x)"}


def test_what_an_error_says_is_no_code() -> None:
    guarded = made("CASE WHEN _a < 1 THEN _a ELSE ERROR('overflow: ' || _b) END")
    assert not [edit for edit in guarded if edit.startswith(("no call", "sides", "the left"))]
