"""Values printed as Python read back as themselves, and black leaves them alone."""

from __future__ import annotations

import ast
import datetime as dt
from decimal import Decimal
from typing import Any

import black
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from speccc.backends.documents.python import Call, Raw, docstring, python, text

_TEXT = st.text(max_size=12)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | _TEXT
    | st.dates()
    | st.datetimes()
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.lists(inner, max_size=6).map(tuple)
        | st.dictionaries(_TEXT, inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_VALUES)
@example([("a" * 90,)])
def test_a_value_reads_back(value: Any) -> None:
    read = eval(python(value), {"Decimal": Decimal, "dt": dt})  # noqa: S307
    assert read == value
    assert type(read) is type(value)


@given(_TEXT)
@example('"')
@example("'\"")
@example("\u202e\x00\\\n")
def test_a_text_reads_back_and_shows_all_its_signs(value: str) -> None:
    assert ast.literal_eval(text(value)) == value
    assert text(value).isprintable()


@given(_TEXT)
@example('"""')
@example("\\")
def test_a_docstring_ends_where_it_should(value: str) -> None:
    tree = ast.parse(f'"""{docstring(value)}."""\n')
    assert (ast.get_docstring(tree) or "").endswith(".")
    assert docstring(value).isprintable()


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"a": [1, 2], "b": {"c": ("x" * 30, "y" * 30, "z" * 30)}},
        [("x",), ("it's", 'say "a"', "'\"")],
        Call("f", [["a" * 40, "b" * 40], Raw("TEXT")], {"named": {"k": None}}),
        [[Decimal("1.50"), dt.date(2026, 1, 31)] * 4],
    ],
)
def test_black_leaves_it_alone(value: Any) -> None:
    source = python(value, "value = ") + "\n"
    assert black.format_str(source, mode=black.Mode()) == source
