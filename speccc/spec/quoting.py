"""How an expression may be quoted: not so that YAML silently takes the quotes of a text away."""

from __future__ import annotations

import re

from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import yaml as codes
from speccc.spec.nodes import Scalar, Source, Style
from speccc.spec.scalars import escapes, in_double_quotes

_WORD_OR_NUMBER = re.compile(r"-?\.?\w[\w.]*")


def check_expression(scalar: Scalar, source: Source, reporter: Reporter) -> bool:
    """Reports an expression in single quotes, a lone word in quotes, and foreign escapes.

    Whether there is nothing of that.
    """
    before = len(reporter.diagnostics)
    span = source.span(scalar.start, scalar.end)
    as_text = "\"'" + scalar.text.replace("'", "''") + "'\""
    if scalar.style is Style.SINGLE:
        bare = _WORD_OR_NUMBER.fullmatch(scalar.text) is not None
        as_expression = scalar.text if bare else in_double_quotes(scalar.text)
        reporter.add(
            codes.SINGLE_QUOTED_EXPRESSION.at(
                span, text=scalar.text, as_text=as_text, as_expression=as_expression
            )
        )
    elif scalar.style is Style.DOUBLE and _WORD_OR_NUMBER.fullmatch(scalar.text):
        reporter.add(codes.QUOTED_WORD.at(span, text=scalar.text, as_text=as_text))
    for at, char in escapes(scalar, source):
        if char not in '"\\':
            place = source.span(at, at + 2)
            reporter.add(codes.ESCAPE_IN_EXPRESSION.at(place, char=char))
    return len(reporter.diagnostics) == before
