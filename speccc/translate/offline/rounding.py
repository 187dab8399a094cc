"""Which figures of a sentence are rounded: the last one, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words, ask
from speccc.translate.offline.values import Item, Problem

#: How a measure's 'rounded' was said: behind a comma, or for all measures.
AFTER, ALL = "after", "all"


def rounded_alike(items: Sequence[Item], words: Words) -> Problem | None:
    """A problem, if it is not clear which measures of a sentence are rounded."""
    measures = [item for item in items if item.kind == "measure"]
    for at, item in enumerate(measures):
        before = measures[:at]
        several = item.args[2] == AFTER and any(is_uneven(other.args[1]) for other in before)
        if several or (item.args[2] == ALL and any(o.args[2] != ALL for o in before)):
            return Problem(
                ask(
                    codes.NOT_SAID,
                    words,
                    "write 'rounded to …' without a comma behind each, or 'all rounded to …'",
                    question="is only the last of these rounded, or all of them?",
                )
            )
    return None


def is_uneven(text: str) -> bool:
    """Whether an expression may have more decimals than anybody wants, and is not rounded."""
    return not text.startswith("round(") and ("/" in text or "avg(" in text)
