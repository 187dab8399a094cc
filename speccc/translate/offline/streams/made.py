"""Columns that phrases of streams make, so that later sentences may name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from speccc.translate.offline.naming import Names
from speccc.translate.offline.streams.kinds import kinds_counted
from speccc.translate.offline.tokens import Kind, Token

#: What is made where one of these words stands.
_MADE = (
    (re.compile(r"cross(?:es)?"), ("signal",)),
    (re.compile(r"alert|alarm|warn"), ("started_at", "ended_at", "row_count")),
    (re.compile(r"windows?|sessions?|streams?|streaming|hour|minute|day|time"),
     ("window_start", "window_end")),
)  # fmt: skip


def with_made(names: Names, tokens: Sequence[Token], values: Mapping[str, frozenset[str]]) -> Names:
    """The names of a request with those of what phrases make, from where they make it."""
    found = {token.word: token for token in _made(tokens)}
    found |= {t.word: t for t in kinds_counted(tokens, values) if t.word not in names.tables}
    said = {token.word for token in tokens}
    found = {word: token for word, token in found.items() if word in said}
    return replace(names, made={**found, **names.made}) if found else names


def _made(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        for pattern, names in _MADE:
            if pattern.fullmatch(token.word):
                for name in names:
                    yield Token(Kind.WORD, name, token.start, token.end, name)
