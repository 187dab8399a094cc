"""Reads what a service answers, which may be anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from speccc.translate.providers.api import Fault, Reply, Unanswered

#: How long an answer may be. The longest that a model gives is some hundred thousand characters.
MOST_BYTES = 8 * 2**20


def too_long() -> Unanswered:
    """Of an answer that is longer."""
    return Unanswered(Fault.STRANGE, f"its answer is longer than {MOST_BYTES // 2**20} MiB")


def read(text: str, reply: Callable[[Any], Reply]) -> Reply:
    """What `reply` finds in a text of JSON. Raises Unanswered if it is of another kind."""
    try:
        return reply(json.loads(text))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        problem = f"{type(error).__name__}: {error}" if text.strip() else "it is empty"
        raise Unanswered(Fault.STRANGE, f"its answer does not read ({problem})") from None


def written(text: Any) -> str:
    """What a model wrote; nothing at all is the empty text. Raises TypeError."""
    if not isinstance(text, str | None):
        raise TypeError("it wrote no text")
    return text or ""


def tokens(usage: Any, name: str) -> int | None:
    """A number of tokens out of what a service tells of them; None if it gives none that can be."""
    count: Any = cast("dict[str, Any]", usage).get(name) if isinstance(usage, dict) else None
    return count if isinstance(count, int) and count >= 0 else None
