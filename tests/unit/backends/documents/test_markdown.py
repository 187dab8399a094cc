"""Text of a spec is never markup."""

from __future__ import annotations

import pytest

from speccc.backends.documents.markdown import code, plain, prose, sentence, table


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Net revenue of each product", "Net revenue of each product"),
        ("a snake_case_name: 1,299.00", "a snake_case_name: 1,299.00"),
        ("*bold* _it_ [x](y) <b>", r"\*bold\* \_it\_ \[x\](y) \<b>"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("one\ntwo\t three", "one two three"),
        ("back\u202ewards", r"back\\u{202e}wards"),
        ("&amp; a & b", r"\&amp; a & b"),
    ],
)
def test_prose(text: str, shown: str) -> None:
    assert prose(text) == shown


def test_a_sentence_ends_once() -> None:
    assert sentence("All of it") == "All of it."
    assert sentence("All of it!") == "All of it!"
    assert sentence("") == ""


def test_code_holds_backticks() -> None:
    assert code("a") == "`a`"
    assert code("a`b") == "``a`b``"
    assert code("`") == "`` ` ``"


def test_a_block_of_code_is_one_line_without_a_fence() -> None:
    assert "```" not in plain("a\n```\nb")
    assert "\n" not in plain("a\n```\nb")


def test_a_table_leaves_out_empty_columns_and_keeps_bars_in_cells() -> None:
    shown = table(("name", "tags", ""), [("`a|b`", "", "x"), ("c", "", "")])
    assert shown.splitlines() == [
        "| name |  |",
        "| --- | --- |",
        "| `a\\|b` | x |",
        "| c |  |",
    ]
