"""The syntax of expressions whose meaning cannot be checked, since what they see is not known."""

from __future__ import annotations

from speccc.diagnostics import Reporter
from speccc.lang.parser import parse_expression
from speccc.spec.document import Path, SpecFile


def check_syntax(spec: SpecFile, part: Path, reporter: Reporter) -> None:
    """Reports what is wrong in the syntax of the expressions of one part of a spec."""
    for path, text in spec.expressions.items():
        if path[: len(part)] == part:
            parse_expression(
                text, lambda start, end, path=path: spec.marks.within(start, end, *path), reporter
            )
