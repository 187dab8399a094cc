"""What a spec itself would tell of data: texts beside columns whose values are never told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from speccc.translate.privacy.profile import PRIVATE_TAGS

_TEXT = re.compile(r"'(?:[^']|'')*'")
#: Letters and digits that a value has.
_LEAST = 3
_WORD = re.compile(r"[A-Za-z]\w*")


def told_values(document: Mapping[str, Any]) -> list[str]:
    """The columns tagged personal or secret, or made of such, beside which a text stands.

    By their names, whatever step they are in: rather one too many. A text of less than three
    letters or digits ('', '@') tells nothing.
    """
    private = _tagged(document)
    leaves = [*_leaves("", document["steps"])]
    known = 0
    while known < len(private):
        known = len(private)
        for key, text in leaves:
            if private & _words(text):
                private |= {key, *_words(text.partition(" as ")[2])}
    beside = {name for _, text in leaves if _tells(text) for name in _words(text) & private}
    return sorted(beside)


def _tagged(document: Mapping[str, Any]) -> set[str]:
    return {
        name
        for source in document["sources"].values()
        for name, column in cast("Mapping[str, Any]", source.get("columns", {})).items()
        if isinstance(column, dict)
        and not PRIVATE_TAGS.isdisjoint(cast("dict[str, Any]", column).get("tags", ()))
    }


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text in plain data, with the key that it stands at."""
    if isinstance(value, Mapping):
        for name, part in cast("Mapping[str, Any]", value).items():
            yield from _leaves(name, part)
    elif isinstance(value, list):
        for part in cast("list[Any]", value):
            yield from _leaves(key, part)
    else:
        yield key, str(value)


def _tells(text: str) -> bool:
    """Whether a text stands in an expression that may be somebody's."""
    return any(sum(map(str.isalnum, found)) >= _LEAST for found in _TEXT.findall(text))


def _words(text: str) -> set[str]:
    return {*_WORD.findall(_TEXT.sub("", text))}
