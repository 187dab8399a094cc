"""Phrases that stand beside what a clause asks for, and that are read by themselves.

The tables in `tables/` hold one phrase in a line, `kind: words as they are said => what is left`,
with the slots of `rephrasing.py`. A phrase is taken out of its clause, with all words and slots
that are not said again; the rest is read as any other clause. A line without a kind only rephrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from speccc.translate.model import Words
from speccc.translate.offline.rephrasing import CODED, Rephrasing, coded, instead_of, read_rules
from speccc.translate.offline.tokens import Kind, Token

#: So many phrases are taken out of one clause.
MOST = 20

_LINE = re.compile(r"(?:(?P<kind>[a-z_]+):\s+)?(?P<rule>\S.*=>.*)")
#: `30s`, as a number and its unit.
_SHORT = re.compile(r"(?P<number>\d+)(?P<unit>s|secs?|mins?|h|hrs?)", re.IGNORECASE)
_LINKS = frozenset((",", ":", "-", "and", "then"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table."""

    kind: str
    rule: Rephrasing


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a clause that are a phrase: its kind, what its slots took in, and all its tokens."""

    kind: str
    slots: Mapping[str, tuple[Token, ...]]
    tokens: tuple[Token, ...]

    @property
    def words(self) -> Words:
        """From its first word to its last."""
        return Words(min(t.start for t in self.tokens), max(t.end for t in self.tokens))


@cache
def table(name: str) -> tuple[Line, ...]:
    """The lines of `tables/<name>.txt`, with the lists of `lists.txt` before them."""
    folder = resources.files(__package__ or "") / "tables"
    lists = (folder / "lists.txt").read_text(encoding="utf-8")
    return tuple(lines_of(lists + (folder / f"{name}.txt").read_text(encoding="utf-8")))


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a table's text."""
    kinds: list[str] = []
    rules: list[str] = []
    for line in text.splitlines():
        found = None if line.startswith("#") else _LINE.fullmatch(line)
        rules.append(found["rule"] if found else line)
        kinds += [found["kind"] or ""] if found else []
    for kind, rule in zip(kinds, read_rules("\n".join(rules)), strict=True):
        yield Line(kind, rule)


def taken_out(
    tokens: Sequence[Token], lines: Sequence[Line]
) -> tuple[list[Phrase], tuple[Token, ...]]:
    """The phrases of a clause, and the tokens that are left of it."""
    known = [part for token in tokens for part in _apart(token)]
    text = "".join(coded(at, token) for at, token in enumerate(known))
    found: list[Phrase] = []
    left = MOST
    for line in lines:
        while left and (match := line.rule.pattern.search(text)):
            left -= 1
            inside = _places(match[0])
            before = [*known]
            said = instead_of(line.rule, match, known)
            kept = {*_places(said)}
            text = text[: match.start()] + said + text[match.end() :]
            if not line.kind:
                if said == match[0]:
                    break
                continue
            slots = {
                name: tuple(before[at] for at in _places(part))
                for name, part in match.groupdict().items()
                if part is not None and not name.endswith("_word")
            }
            own = tuple(before[at] for at in inside if at not in kept)
            found.append(Phrase(line.kind, slots, own))
    return found, tuple(_tidy([known[at] for at in _places(text)]))


def _places(text: str) -> list[int]:
    return [int(found[1]) for found in CODED.finditer(text)]


def _apart(token: Token) -> tuple[Token, ...]:
    match = _SHORT.fullmatch(token.text) if token.kind is Kind.ID else None
    if match is None:
        return (token,)
    middle = token.start + match.end("number")
    unit = match["unit"].lower()
    return (
        replace(token, kind=Kind.NUMBER, text=match["number"], end=middle, word=""),
        Token(Kind.WORD, unit, middle, token.end, unit),
    )


def _tidy(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without links that have nothing to link any more."""
    found: list[Token] = []
    for token in tokens:
        if _said(token) == "," and (not found or _said(found[-1]) in (",", ":")):
            continue
        found.append(token)
    while found and _said(found[-1]) in _LINKS:
        found.pop()
    while found and _said(found[0]) in _LINKS:
        del found[0]
    return found


def _said(token: Token) -> str:
    return token.word or token.text
