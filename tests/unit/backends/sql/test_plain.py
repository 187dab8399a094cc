"""A sqlglot whose classes are compiled."""

from __future__ import annotations

import pytest
from sqlglot import parser

from speccc.backends.sql.plain import require_plain
from speccc.diagnostics import Failure


def test_sqlglot_as_it_is_installed_here() -> None:
    require_plain()


def test_compiled_classes_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "__file__", "sqlglot/parser.cpython-311-x86_64-linux-gnu.so")
    with pytest.raises(Failure) as caught:
        require_plain()
    [told] = caught.value.diagnostics
    assert told.code.id == "E0728"
    assert "pip uninstall sqlglotc" in str(told.hint)
