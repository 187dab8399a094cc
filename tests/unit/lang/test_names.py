"""Names, and words that cannot be one."""

from __future__ import annotations

import pytest

from speccc.lang.ast import Name
from speccc.lang.names import RESERVED, is_name, is_reserved
from tests.unit.lang.support import locate, parse, try_parse


@pytest.mark.parametrize("text", ["a", "A1_b", "x" * 63, "end"])
def test_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "_a", "1a", "a-b", "a b", "x" * 64, "größe", "a\n", "ａ"])
def test_no_names(text: str) -> None:
    assert not is_name(text)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_column_in_any_case(word: str) -> None:
    for spelling in (word, word.upper(), word.title()):
        assert is_reserved(spelling)
        assert not isinstance(try_parse(spelling), Name)


@pytest.mark.parametrize(
    "word",
    [
        "date",
        "left",
        "order",
        "count",
        "timestamp",
        "decimal",
        "by",
        "desc",
        "over",
        "rows",
        "last",
    ],
)
def test_a_word_that_counts_only_in_its_place_is_a_column_elsewhere(word: str) -> None:
    assert not is_reserved(word)
    assert parse(word) == Name(word, span=locate(0, 0))
