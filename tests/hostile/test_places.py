"""A text comes back as it is, from wherever a spec may hold one, on every engine; or the language
refuses it at its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from speccc.backends.sql import trees
from speccc.diagnostics import InternalError
from speccc.driver import optimise
from speccc.ir.rel import Pipeline
from speccc.reference.interpret import run
from tests.differential.engines import PARTIAL, Ended, Run, prepare_sqlite
from tests.differential.law import same_rows
from tests.differential.servers import EVERY, parameters
from tests.hostile.places import PLACES, Place, accepted, loaded
from tests.hostile.texts import FEW, FORBIDDEN, LINES, TEXTS, texts

ENGINES = EVERY | PARTIAL
_Prepare = Callable[[Pipeline], Run]


def check(place: Place, found: Sequence[str], prepare: _Prepare) -> None:
    """The law for texts that the language accepts."""
    pipeline, diagnostics = loaded(place.spec(found))
    assert pipeline is not None, [str(d) for d in diagnostics]
    sources = {"given": place.given(found)}
    expected = run(pipeline, sources, {}).sinks
    assert sorted(expected["result"], key=repr) == sorted(place.due(found), key=repr)
    same_rows(pipeline, expected, prepare(optimise(pipeline))(sources))


def law(place: Place, some: Sequence[str], prepare: _Prepare) -> None:
    """The law for all texts at once; what breaks it is told text by text."""
    found = accepted(place, some)
    if not found:
        return
    try:
        check(place, found, prepare)
    except Exception as error:
        culprits = [text for text in found if not _holds(place, text, prepare)]
        error.add_note(f"texts that do not come back: {culprits or found!a}")
        raise


def _holds(place: Place, text: str, prepare: _Prepare) -> bool:
    try:
        check(place, [text], prepare)
    except Exception:  # noqa: BLE001 - whatever it is, it is told
        return False
    return True


@pytest.mark.parametrize("engine", parameters(ENGINES))
@pytest.mark.parametrize("name", PLACES)
def test_some_texts_come_back(name: str, engine: str) -> None:
    law(PLACES[name], FEW, ENGINES[engine])


@pytest.mark.servers
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", PLACES)
def test_texts_come_back(name: str, engine: str) -> None:
    law(PLACES[name], TEXTS, ENGINES[engine])

    @settings(max_examples=2)
    @given(st.lists(texts(), min_size=12, max_size=12, unique=True))
    def any_do(some: list[str]) -> None:
        law(PLACES[name], some, ENGINES[engine])

    any_do()


@pytest.mark.parametrize("name", PLACES)
def test_what_is_refused(name: str) -> None:
    """Only what no literal holds: what ends a line, or is not seen. Nothing holds U+0000."""
    refused = set(TEXTS) - set(accepted(PLACES[name], TEXTS))
    assert refused in ({*LINES, *FORBIDDEN}, {text for text in FORBIDDEN if "\0" in text})


def unquoted(value: str) -> exp.Expr:
    """As somebody writes it who has never seen a quote."""
    return exp.Var(this=f"'{value}'")


def unescaped(value: str) -> exp.Expr:
    """As somebody writes it who takes a backslash for a sign of its own."""
    return exp.Literal.string(value.encode().decode("unicode_escape", errors="replace"))


@pytest.mark.internal_error
@pytest.mark.parametrize("broken", [unquoted, unescaped])
@pytest.mark.parametrize("name", ["a literal", "a param's default", "a value that fills"])
def test_quotes_that_are_wrong_are_seen(name: str, broken: Callable[[str], exp.Expr]) -> None:
    wrong = mock.patch.object(trees, "text", broken)
    with wrong, pytest.raises((AssertionError, Ended, InternalError)) as caught:
        law(PLACES[name], FEW, prepare_sqlite)
    assert "texts that do not come back" in "".join(caught.value.__notes__)
