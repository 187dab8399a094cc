"""Every kind of error that a run may end with has its code."""

from __future__ import annotations

from typing import get_args

from speccc.diagnostics.codes import runs
from speccc.reference.values import RunErrorKind


def test_every_kind_has_a_code() -> None:
    assert set(runs.BY_KIND) == {
        *get_args(RunErrorKind),
        *("lock", "schema", "account", "conflict", "lost"),
    }
    assert len(set(runs.BY_KIND.values())) == len(runs.BY_KIND)


def test_a_code_says_what_happened_and_nothing_else() -> None:
    for code in runs.BY_KIND.values():
        assert code.at(None, message="step 'x': 3 rows").message == "step 'x': 3 rows"
