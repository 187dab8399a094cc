"""The guard of `conftest.py` sees an internal error even where it is caught."""

from __future__ import annotations

import contextlib

import pytest

from speccc.diagnostics import InternalError
from speccc.diagnostics.codes.internal import INTERNAL
from tests.support.guard import internal_errors

pytestmark = pytest.mark.internal_error


def test_an_error_that_is_caught() -> None:
    with internal_errors() as met, contextlib.suppress(InternalError):
        raise InternalError("swallowed")
    assert met == ["swallowed"]


def test_an_error_that_is_only_reported() -> None:
    with internal_errors() as met:
        INTERNAL.at(None, detail="reported")
    assert met == ["internal error: reported"]


def test_parameters_that_a_code_does_not_declare() -> None:
    with internal_errors() as met, pytest.raises(InternalError, match="E9901 wants"):
        INTERNAL.at(None, wrong="name")
    assert len(met) == 1
