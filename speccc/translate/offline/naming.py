"""Which words of a request are names: columns, tables, what the request itself makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from speccc.translate.model import Request
from speccc.translate.offline.making import named_by
from speccc.translate.offline.tokens import Kind, Token

#: The longest name, in words.
_LONGEST = 5
#: What may stand behind the name of a thing, in the column that tells such things apart.
_TELLING = ("_id", "_no", "_number", "_code", "_key")
_WHEN = ("on", "at", "date", "time")


@dataclass(frozen=True, slots=True)
class Names:
    """By their lower-case form with underscores: columns of inputs, tables in singular and plural,
    and what the request makes, which is told by one word only, from where it is made.
    """

    columns: Mapping[str, str]
    tables: Mapping[str, str]
    made: Mapping[str, Token]

    def happened(self, word: str) -> str:
        """The column that says when something was `opened`, if there is just one."""
        found = {self.columns[n] for e in _WHEN if (n := f"{word}_{e}") in self.columns}
        return found.pop() if len(found) == 1 else ""


def names_of(request: Request, tokens: Sequence[Token]) -> Names:
    """What the request may name: the tables' columns, and what it makes itself. A table that was
    given hides a column of its name in another part of the project.
    """
    tables = (*request.given, *request.known)
    columns = {column.name.lower(): column.name for table in tables for column in table.columns}
    physical = {
        "_".join(part.lower().split()): column.name
        for table in tables
        for column in table.columns
        for part in column.path[-1:]
    }
    made: dict[str, Token] = {token.text.lower(): token for token in _of_itself(tokens, columns)}
    for token in named_by(tokens):
        made.setdefault(token.text.lower(), token)
    by_name = {form: table.name for table in tables for form in forms(table.name)}
    elsewhere = {*columns} - {c.name.lower() for table in request.given for c in table.columns}
    hidden = elsewhere & {form for table in request.given for form in forms(table.name)}
    named = {name: column for name, column in {**physical, **columns}.items() if name not in hidden}
    return Names(named, by_name, made)


def _of_itself(tokens: Sequence[Token], columns: Mapping[str, str]) -> Iterator[Token]:
    """`manager_name`, where a table is joined with itself by `manager_id`."""
    at = next((t for t in tokens if t.word in ("itself", "themselves")), None)
    stems = [name.removesuffix("_id") for name in columns if name.endswith("_id")]
    for token in tokens if at else ():
        if any(token.word == f"{stem}_{name}" for stem in stems for name in columns):
            yield replace(token, start=0)


def forms(noun: str) -> tuple[str, ...]:
    """A noun in singular and plural, as English mostly has it."""
    low = noun.lower()
    if low.endswith("ies"):
        return low, low[:-3] + "y"
    if low.endswith(("ches", "shes", "xes", "sses", "uses")):
        return low, low[:-2]
    if low.endswith(("ch", "sh", "x", "ss", "us")):
        return low, low + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return low, low[:-1] + "ies"
    if low.endswith("s") and not low.endswith("ss"):
        return low, low[:-1]
    return low, low + "s"


def stems(column: str) -> frozenset[str]:
    """The nouns for what a column tells apart: `customer_id` customers, `region` regions."""
    low = column.lower()
    found = {*forms(low)}
    for ending in _TELLING:
        if low.endswith(ending):
            found |= {*forms(low.removesuffix(ending))}
    return frozenset(found)


def singular(noun: str) -> str:
    return min(forms(noun), key=len) if noun.endswith("s") else noun.lower()


def values_of(request: Request) -> dict[str, frozenset[str]]:
    """The texts that columns of texts hold, of those that hold few, by the columns' names."""
    found: dict[str, frozenset[str]] = {}
    for table in (*request.known, *request.given):
        for column in table.columns:
            if column.scalar == "text":
                found[column.name] = found.get(column.name, frozenset()) | column.values
    return found


def told_values(tokens: Sequence[Token], names: Names) -> Iterator[tuple[str, str]]:
    """Columns, and texts that the request puts into them: `fill region with 'none'`."""
    for column, word, text in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if text.kind is Kind.TEXT and word.word in ("with", "by") and column.word in names.columns:
            yield names.columns[column.word], text.text


def recognise(
    tokens: Sequence[Token], names: Names, values: Mapping[str, frozenset[str]], text: str
) -> list[Token]:
    """The tokens, with words that are a column's or a table's name, or a text that a column holds,
    put together.
    """
    tokens = [*_with_ends(tokens)]
    held = frozenset(value for some in values.values() for value in some)
    tokens = [part for token in tokens for part in _undotted(token, names)]
    tokens = [*_with_values(tokens, held, text)]
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token, length = _longest(tokens, at, names)
        found.append(token)
        at += length
    return found


#: Before the name of what is written, at the end of a sentence.
_BEFORE_ENDS = frozenset(
    ("to", "as", "into", "write", "save", "store", "export", "call", "named", "called")
)


def _with_ends(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens; the last of a sentence may be a name, such as `save it as kept`."""
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        last = after is None or after.text in (".", ";", "\n")
        named = last and before is not None and before.word in _BEFORE_ENDS
        yield replace(token, named=True) if named and token.kind is Kind.WORD else token


def _with_values(tokens: Sequence[Token], held: frozenset[str], text: str) -> Iterator[Token]:
    """The tokens, with those marked that a column holds, if of several signs or words as one."""
    at = 0
    while at < len(tokens):
        first = tokens[at]
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            last = tokens[at + length - 1]
            said = text[first.start : last.end]
            if said in held and (length > 1 or first.kind is Kind.WORD):
                if length == 1:
                    yield replace(first, held=True)
                else:
                    yield Token(Kind.WORD, said, first.start, last.end, said, first.first, True)
                break
        else:
            length = 1
            begins = first.kind is Kind.WORD and first.text[:1].isupper() and first.word in held
            yield replace(first, held=True) if begins else first
        at += length


def _undotted(token: Token, names: Names) -> Iterable[Token]:
    """`orders.id` as a table, a point and a column, where it is that."""
    first, _, second = token.text.partition(".")
    if token.kind is not Kind.DOTTED or first.lower() not in names.tables:
        return (token,)
    if second.lower() not in names.columns:
        return (token,)
    middle = token.start + len(first)
    return (
        Token(Kind.WORD, first, token.start, middle, first.lower()),
        Token(Kind.SIGN, ".", middle, middle + 1, "."),
        Token(Kind.WORD, second, middle + 1, token.end, second.lower()),
    )


def _longest(tokens: Sequence[Token], at: int, names: Names) -> tuple[Token, int]:
    first = tokens[at]
    if first.kind is Kind.WORD:
        run = 1
        while run < _LONGEST and at + run < len(tokens) and tokens[at + run].kind is Kind.WORD:
            run += 1
        for length in range(run, 0, -1):
            part = tokens[at : at + length]
            form = "_".join(token.word for token in part)
            made = names.made.get(form) if length == 1 else None
            known = form in names.columns or form in names.tables
            if made is not None and not known and made.start <= first.start:
                return replace(first, kind=Kind.COLUMN, text=made.text), 1
            for kind, known in ((Kind.COLUMN, names.columns), (Kind.TABLE, names.tables)):
                if form in known:
                    word = first.word if length == 1 else ""
                    return Token(
                        kind,
                        known[form],
                        first.start,
                        part[-1].end,
                        word,
                        first.first,
                        length == 1 and first.held,
                    ), length
        for form in forms(first.word) if first.word.endswith("s") else ():
            made = names.made.get(form)
            if made is not None and made.start <= first.start and form != first.word:
                return replace(first, thing=made.text), 1
        happened = names.happened(first.word)
        if happened:
            return replace(first, kind=Kind.DATED, column=happened), 1
    return first, 1


def virtual(word: str, at: int) -> Token:
    """A word that a heading stands for."""
    return Token(Kind.WORD, word, at, at, word)
