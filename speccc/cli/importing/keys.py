"""Which column tells the rows of a file apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from speccc.cli.importing.table import RawColumn

#: Names that a key has, at the end of a column's name.
_KEY_WORDS = re.compile(r"(.*_)?(id|key|nr|no|number|uuid)")

#: Types that a key has.
_KEY_TYPES = frozenset(("int64", "text"))

#: A column that repeats at most this share of its values would be a key.
_NEAR = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that might be the key, by its name and the type that it is declared with."""

    name: str
    type: str
    raw: RawColumn

    @property
    def called_key(self) -> bool:
        return _KEY_WORDS.fullmatch(self.name) is not None

    @property
    def repeated(self) -> int:
        """Rows whose value was there before."""
        return sum(count - 1 for count in self.raw.values.values())

    @property
    def near(self) -> bool:
        return self.repeated < _NEAR * self.raw.values.total()


def find_key(candidates: Sequence[Candidate]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The first complete column whose values never repeat, one called like a key before others;
    and notes on those that are nearly one.
    """
    fitting = [c for c in candidates if c.type in _KEY_TYPES and c.raw.values]
    keys = [c for c in fitting if not c.raw.empty and not c.repeated]
    keys.sort(key=lambda c: not c.called_key)
    nearly = [c for c in fitting if c.near and c not in keys]
    named = [c for c in nearly if c.called_key]
    if named and keys and not keys[0].called_key:
        keys = []  # what is called a key is meant to be it; another column is so by chance
    if not keys and not named:
        whole = [c for c in nearly if not c.raw.empty]
        named = sorted(whole, key=lambda c: c.repeated)[:1]
    return tuple(c.name for c in keys[:1]), tuple(note for c in named for note in _notes(c))


def _notes(candidate: Candidate) -> Iterator[str]:
    name, raw = candidate.name, candidate.raw
    again = [raw.lines[text] for text, count in raw.values.items() if count > 1]
    if again:
        rows = (
            "1 repeated row" if candidate.repeated == 1 else f"{candidate.repeated:,} repeated rows"
        )
        yield (
            f"{name} would be a key but for {rows} (a value of line {min(again)} comes again): "
            f"a step 'dedupe: {{by: [{name}], order: [...]}}' keeps one of each"
        )
    if raw.empty:
        yield f"{name} is no key: it is empty in {_count(raw.empty)}"


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows:,} rows"
