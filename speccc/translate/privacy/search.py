"""Searches a request as it is about to be sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from speccc.translate.privacy.scrub import scrub

#: A shorter key is a word that stands in the place of one: services of one's own need none.
_LEAST_KEY = 12


def kinds_in(body: Any, key: str = "") -> Counter[str]:
    """What a body holds that may not be sent, by kind. `key` is that of the service itself.

    Every text is searched by itself, and every line that is JSON is read, so that nothing hides
    behind an escaped character.
    """
    found: Counter[str] = Counter()
    for text in _texts(body):
        found += scrub(text)[1]
        if len(key) >= _LEAST_KEY and key in text:
            found["key"] += 1
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        plain: list[str] = []
        for line in value.split("\n"):
            inner = _json(line)
            if inner is None:
                plain.append(line)
            else:
                yield from _texts(inner)
        yield "\n".join(plain)
    elif isinstance(value, Mapping):
        for key, part in cast("Mapping[Any, Any]", value).items():
            yield str(key)
            yield from _texts(part)
    elif isinstance(value, Iterable):
        for part in cast("Iterable[Any]", value):
            yield from _texts(part)


def _json(line: str) -> Any:
    """A line's object or list; None if it is neither."""
    if line.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
