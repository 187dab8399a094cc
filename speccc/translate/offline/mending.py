"""What the types of a draft need, and its words need not say: a decimal beside a float."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from speccc.translate.model import Judge, Proposal

#: So many casts are added to a draft.
MOST = 6
_CAST = re.compile(r"write '(cast\((.+) as float64\))'")


def mended(proposal: Proposal, judge: Judge) -> Proposal:
    """The proposal with casts to float64 where a decimal stands beside one, if it lacks no more.

    A cast is added in one expression at a time, as the compiler itself proposes it.
    """
    found = proposal
    for _ in range(MOST):
        said = judge(found)
        if not said:
            return found
        wanted = _CAST.search(said[0].hint)
        if wanted is None:
            return proposal
        tried = ((p, judge(p)) for p in _with_cast(found, wanted[2], wanted[1]))
        better = next((p for p, left in tried if len(left) < len(said) or left != said), None)
        if better is None:
            return proposal
        found = better
    return proposal


def _with_cast(proposal: Proposal, text: str, cast_text: str) -> Iterator[Proposal]:
    """The proposal with the text cast in one expression, for each that has it as an operand."""
    steps = cast("Sequence[Mapping[str, Any]]", proposal.document["steps"])
    operand = re.compile(rf"(?<![\w(.]){re.escape(text)}(?![\w.(])")
    for at, step in enumerate(steps):
        for path, expressions in _expressions_of(step):
            for name, expression in expressions.items():
                if not operand.search(expression):
                    continue
                changed = operand.sub(cast_text, expression, count=1)
                shape: Any = {**expressions, name: changed}
                for key in reversed(path[1:]):
                    shape = {**step[path[0]], key: shape}
                new = [*steps[:at], {**step, path[0]: shape}, *steps[at + 1 :]]
                yield replace(proposal, document={**proposal.document, "steps": new})


def _expressions_of(step: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    """The tables of expressions of a step, and where they stand in it."""
    for key in ("derive", "set"):
        if key in step:
            yield (key,), step[key]
    for key, inner in (("aggregate", "measures"), ("window", "derive")):
        if key in step:
            yield (key, inner), step[key][inner]
