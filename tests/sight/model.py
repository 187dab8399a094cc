"""What a mutant is, and what becomes of one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum

import pytest

from speccc.diagnostics import InternalError

Patch = Callable[[], AbstractContextManager[object]]
#: Raises if the engine is seen to be wrong.
Check = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`patch` makes the compiler of an engine wrong; `checks`, in order, until one of them sees it.

    A pipeline that uses none of `reach`, rows of a table (`scalar add`, `cast text date`), is
    compiled as ever; if that is empty, any may be compiled otherwise.
    """

    name: str
    patch: Patch
    checks: tuple[Check, ...]
    engine: str
    reach: frozenset[str] = frozenset()


class Verdict(StrEnum):
    """SEEN: other rows, or another end of the run. REFUSED: the engine takes it for no code."""

    SEEN = "seen"
    REFUSED = "refused"
    MISSED = "missed"


def verdict(mutant: Mutant) -> Verdict:
    """What the checks of a mutant say."""
    with mutant.patch(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for check in mutant.checks:
            if (found := outcome(check)) is not Verdict.MISSED:
                return found
    return Verdict.MISSED


def outcome(check: Check) -> Verdict:
    """What one check says, under a patch."""
    try:
        check()
    except InternalError:
        return Verdict.REFUSED
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it is, it is seen
        return Verdict.SEEN
    return Verdict.MISSED
