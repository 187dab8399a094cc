"""Names of the language for whatever stands in a header."""

from __future__ import annotations

import re
import unicodedata

from speccc.lang.names import is_name, is_reserved

#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ø": "o", "Ø": "O", "ł": "l"})

#: Where a new word begins in orderId, HTTPCode.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def column_name(header: str, taken: set[str]) -> str:
    """A name in lower case with underscores, not among `taken` (in lower case), which it joins."""
    name = _snake(header, "column")
    if is_reserved(name):
        name += "_"
    base, number = name, 1
    while name in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name)
    return name


def source_name(text: str) -> str:
    """The text itself if it is a name that is free for a source, else one made of it."""
    name = text if is_name(text) else _snake(text, "data")
    return f"{name}_" if is_reserved(name) else name


def _snake(text: str, fallback: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    words = _HUMP.sub("_", plain.encode("ascii", "ignore").decode())
    name = re.sub(r"[^A-Za-z0-9]+", "_", words).strip("_").lower()[:55].rstrip("_")
    return name if name and name[0].isalpha() else f"{fallback}_{name}".rstrip("_")
