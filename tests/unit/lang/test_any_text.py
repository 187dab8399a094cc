"""Whatever is written, the parser answers with a tree or with diagnostics at places in the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.diagnostics import Reporter
from speccc.lang.ast import Expr
from speccc.lang.items import parse_item, parse_key, parse_order
from speccc.lang.parser import parse_expression
from speccc.lang.printer import print_expression
from speccc.lang.walk import walk
from tests.unit.lang.strategies import expressions, soups
from tests.unit.lang.support import locate, parse, try_parse


@given(st.one_of(soups, st.text(max_size=20)))
@pytest.mark.parametrize("parser", [parse_expression, parse_item, parse_key, parse_order])
def test_none_means_an_error_within_the_text(parser: Callable[..., object], text: str) -> None:
    reporter = Reporter()
    assert (parser(text, locate, reporter) is None) == reporter.failed
    for diagnostic in reporter.diagnostics:
        assert diagnostic.span is not None
        assert 1 <= diagnostic.span.column <= diagnostic.span.end_column <= len(text) + 1
        assert "\n" not in diagnostic.message + diagnostic.hint


@given(expressions(), st.data())
def test_one_wrong_character(expr: Expr, data: st.DataObject) -> None:
    text = print_expression(expr)
    place = data.draw(st.integers(0, len(text)))
    replaced = data.draw(st.integers(0, 2))
    other = data.draw(st.sampled_from(["", "'", "(", ")", "-", "=", "!", ",", ".", "0", " ", "é"]))
    again = try_parse(text[:place] + other + text[place + replaced :])
    if again is not None:
        assert parse(print_expression(again)) == again


@given(expressions())
def test_nodes_lie_within_those_that_hold_them(expr: Expr) -> None:
    text = print_expression(expr)
    whole = parse(text)
    assert whole.span == locate(0, len(text))
    for node in walk(whole):
        piece = text[node.span.column - 1 : node.span.end_column - 1]
        assert parse(piece) == node
