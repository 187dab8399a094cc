"""Hints for functions of other languages name only what there is."""

from __future__ import annotations

import re

import pytest

from speccc.analyse.foreign import CLOCKS, FOREIGN
from speccc.functions.catalogue import AGGREGATE, CALLABLE, WINDOW

OURS = {*CALLABLE, *AGGREGATE, *WINDOW}
FORMS = {"cast", "try_cast", "decimal"}


def test_no_function_of_ours_is_foreign() -> None:
    assert not OURS & set(FOREIGN)


@pytest.mark.parametrize("way", sorted(set(FOREIGN.values())))
def test_a_way_out_exists(way: str) -> None:
    assert set(re.findall(r"(\w+)\(", way)) <= OURS | FORMS


@pytest.mark.parametrize("name", [*FOREIGN, *CLOCKS])
def test_names_are_looked_up_in_lower_case(name: str) -> None:
    assert name == name.lower()
