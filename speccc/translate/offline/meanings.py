"""What a domain pack says of the words of a request: the column, table or number that is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from speccc.translate.model import InputTable, Request, Words
from speccc.translate.offline.layout import clauses
from speccc.translate.offline.naming import Names, names_of, recognise, values_of, virtual
from speccc.translate.offline.tokens import Kind, Token, tokenise
from speccc.translate.packs import Pack
from speccc.translate.packs.matching import Match, columns_for, singular, tables_for, time_for

#: The longest phrase of a pack, in words.
_LONGEST = 5
_ENDS = frozenset(("latest", "newest", "earliest", "oldest"))
_ROUNDING = frozenset(("round", "rounded", "rounding"))


@dataclass(frozen=True, slots=True)
class Meant:
    """`tokens` in the place of those that begin within `at`, or there if that is empty. `words` are
    those that the pack gives a meaning to, and `says` is that meaning.
    """

    at: Words
    tokens: tuple[Token, ...]
    words: Words
    says: str


@dataclass
class Meanings:
    """`sure` is what is meant, `doubts` are words that may mean several columns. `near` are tables
    that the request is about, `clauses` where its clauses stand.
    """

    request: Request
    pack: Pack
    names: Names
    near: Sequence[InputTable]
    sure: list[Meant] = field(default_factory=list[Meant])
    doubts: list[tuple[Words, tuple[str, ...]]] = field(
        default_factory=list[tuple[Words, tuple[str, ...]]]
    )
    clauses: list[Words] = field(default_factory=list[Words])

    def add(self, at: Words, made: Sequence[Token], words: Words, meaning: str) -> None:
        """A meaning that is sure."""
        says = f"'{self.request.words(words)}': {meaning}, by the pack {self.pack.name}"
        self.sure.append(Meant(at, tuple(made), words, says))

    def doubt(self, words: Words, match: Match) -> None:
        """Words that may mean several columns; none is no doubt."""
        if len(match.names) > 1:
            self.doubts.append((words, match.names))


def meanings_of(request: Request, pack: Pack) -> Meanings:
    """What the pack says of the words that are no names themselves."""
    raw = tokenise(request.text)
    names = names_of(request, raw)
    tokens = recognise(raw, names, values_of(request), request.text)
    found = Meanings(request, pack, names, _near(request, tokens))
    for clause in clauses(tokens):
        found.clauses.append(clause.words)
        _names(found, clause.tokens)
        _ends(found, clause.tokens)
        _units(found, clause.tokens)
    return found


def _near(request: Request, tokens: Sequence[Token]) -> list[InputTable]:
    """The tables that the request is about: those given, and those that it names."""
    said = {token.text for token in tokens if token.kind in (Kind.TABLE, Kind.PATH)}
    named = [t for t in request.known if not said.isdisjoint((t.name, t.options.get("path")))]
    return [*request.given, *named]


def _names(found: Meanings, said: Sequence[Token]) -> None:
    """Words for columns, the longest first; nouns for rows."""
    at = 0
    while at < len(said):
        length, match, kind = _longest(found, said[at:])
        words = Words(said[at].start, said[at + length - 1].end)
        if match is not None and match.sure:
            (name,) = match.names
            noun = "column" if kind is Kind.COLUMN else "table"
            found.add(words, [Token(kind, name, *_ends_of(words))], words, f"the {noun} '{name}'")
        elif match is not None and kind is Kind.COLUMN:
            found.doubt(words, match)
        at += length


def _longest(found: Meanings, said: Sequence[Token]) -> tuple[int, Match | None, Kind]:
    """How many words the pack knows, what they may mean, and whether a column or a table."""
    made = [token.text for token in found.names.made.values()]
    for length in range(min(len(said), _LONGEST), 0, -1):
        phrase = _phrase(found, said[:length])
        for sense in (s for s in found.pack.columns if phrase in s.says):
            match = columns_for(sense, found.near, made)
            if match.names:
                return length, match, Kind.COLUMN
    noun = singular(_phrase(found, said[:1]))
    group = next((g for g in found.pack.rows if noun in g), None)
    tables = (*found.request.given, *found.request.known)
    return (1, tables_for(group, tables), Kind.TABLE) if group else (1, None, Kind.WORD)


def _phrase(found: Meanings, said: Sequence[Token]) -> str:
    """The words, unless one is a column, a text that a column holds, or made by the request. A
    table's name may only be one of several.
    """
    kinds = (Kind.WORD, Kind.TABLE) if len(said) > 1 else (Kind.WORD,)
    if any(t.held or t.kind not in kinds or t.word in found.names.made for t in said):
        return ""
    return " ".join(token.word for token in said)


def _ends(found: Meanings, said: Sequence[Token]) -> None:
    """`keeping the latest` without a column: by the time that a row is about."""
    match = time_for(found.pack, found.near)
    for at, token in enumerate(said):
        rest = said[at + 1 :]
        if token.word not in _ENDS or any(t.kind is Kind.COLUMN for t in rest[:1]):
            continue
        if any(t.word == "by" for t in rest):
            continue
        if not match.sure:
            found.doubt(token.words, match)
            continue
        end = (rest or [token])[-1].end
        column = Token(Kind.COLUMN, match.names[0], end, end)
        made = [virtual("by", end), column] if rest else [column]
        found.add(Words(end, end), made, token.words, f"by the column '{column.text}'")


def _units(found: Meanings, said: Sequence[Token]) -> None:
    """`rounded to whole euros` as a number of decimals."""
    said = [token for token in said if token.word != "nearest"]
    for at, unit, digits in _units_in(found.pack, said):
        last = said[at + unit.count(" ")]
        if said[at - 1].word == "to" and any(t.word in _ROUNDING for t in said[:at]):
            words = Words(said[at].start, last.end)
            number = Token(Kind.NUMBER, str(digits), *_ends_of(words))
            made = [number, virtual("decimals", words.end)]
            found.add(Words(said[at - 1].end, words.end), made, words, f"{digits} decimals")


def _units_in(pack: Pack, said: Sequence[Token]) -> Iterator[tuple[int, str, int]]:
    """Where a unit stands, and to how many decimals it rounds; the longest first."""
    texts = [token.word for token in said]
    taken: set[int] = set()
    for unit, digits in sorted(pack.decimals.items(), key=lambda pair: -len(pair[0])):
        words = unit.split()
        for at in range(1, len(texts) - len(words) + 1):
            if texts[at : at + len(words)] == words and at not in taken:
                taken |= {*range(at, at + len(words))}
                yield at, unit, digits


def _ends_of(words: Words) -> tuple[int, int]:
    return words.start, words.end
