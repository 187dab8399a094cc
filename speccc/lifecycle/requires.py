"""The compiler version that a project requires: '>=0.1,<1'."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from speccc import __version__
from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import project
from speccc.spec.document import ProjectFile

_Version = tuple[int, ...]

_COMPARISONS: dict[str, Callable[[_Version, _Version], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_PART = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d+(?:\.\d+){0,2})")


def check_version(file: ProjectFile, reporter: Reporter) -> None:
    """Reports a `requires` that does not read, or that this version does not meet (E0708)."""
    required = file.model.requires
    if required is None:
        return
    holds = satisfies(__version__, required)
    if holds:
        return
    note = "" if holds is False else "write comparisons joined by commas, such as '>=0.1,<1'"
    span = file.marks.value("requires")
    reporter.add(project.WRONG_VERSION.at(span, note=note, required=required, version=__version__))


def satisfies(version: str, required: str) -> bool | None:
    """Whether every comparison in `required` holds; None if it does not read."""
    holds = True
    for part in required.split(","):
        match = _PART.fullmatch(part.strip())
        if match is None:
            return None
        holds = holds and _COMPARISONS[match[1]](_numbers(version), _numbers(match[2]))
    return holds


def _numbers(version: str) -> _Version:
    parts = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return tuple(parts + [0] * (3 - len(parts)))
