"""What the parts of a sentence are, and what several of its kinds share."""

from __future__ import annotations

from typing import Any

from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import used
from speccc.translate.offline.values import Item, Value, is_tuple


def item_of(kind: str) -> Rule:
    """An item that holds its parts."""
    return lambda parts, words: Item(kind, tuple(parts), words, used_in(parts))


def is_sequence(part: Any) -> bool:
    """Whether it stands for several parts."""
    return isinstance(part, tuple | list)


def used_in(parts: Any) -> Any:
    found: list[Any] = []
    for part in parts:
        found += used_in(part) if is_sequence(part) else used(part)
    return tuple(found)


def is_key(part: Any) -> bool:
    return is_tuple(part) and isinstance(part[0], Value)


def is_names(part: Any) -> bool:
    return is_sequence(part) and all(isinstance(p, Value) for p in part)
