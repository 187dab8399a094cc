"""Words that are not quite a column's name, and the one column that they can only mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from speccc.translate.offline.tokens import Clause, Kind, Token
from speccc.translate.offline.wording import SHORT_FORMS

#: The longest name, in words.
_LONGEST = 4

#: Parts of a name that say which of several it is, or how it was computed: never left out.
_TELLING = frozenset(
    ("max", "min", "maximum", "minimum", "avg", "average", "mean", "total", "sum", "count",
     "first", "last", "previous", "prior", "next", "old", "new", "net", "gross", "planned",
     "expected", "actual", "target", "budget", "days", "minutes", "hours", "is", "has", "not",
     "no", "num", "rank", "valid")
)  # fmt: skip

#: What may stand behind the part that says what a column is.
_UNITS = frozenset(
    ("id", "on", "at", "up", "kg", "g", "t", "km", "km2", "m", "m2", "cm", "w", "kw", "mw", "wh",
     "kwh", "mwh", "c", "f", "eur", "usd", "gbp", "chf", "cents", "pct", "ms", "s", "l", "mg")
)  # fmt: skip

#: Words that are said of any column, or belong to a sentence: no column is told by them alone.
_COMMON = frozenset(
    ("id", "ids", "number", "numbers", "no", "date", "dates", "day", "days", "time", "times",
     "hour", "hours", "minute", "minutes", "second", "seconds", "week", "weeks", "month", "months",
     "quarter", "quarters", "year", "years", "value", "values", "name", "names", "count", "counts",
     "total", "sum", "average", "max", "min", "amounts", "per", "of", "in", "on", "at", "to",
     "from", "by", "for", "as", "up", "and", "or", "the", "a", "an", "is", "are", "was", "were",
     "not", "with", "without", "read", "take", "show", "list", "keep", "set", "get", "order",
     "sort", "group", "past", "due", "group", "end", "start", "table", "file", "row", "rows",
     "result", "target", "source", "all", "no", "level", "point", "type", "term", "unit", "class",
     "ignore", "rules", "drop", "every", "first", "last", "than", "more", "left", "right")
)  # fmt: skip

#: What stands beside a telling word and tells nothing more.
_FILLING = {
    "date": ("on", "at"), "day": ("on", "at"), "time": ("at",), "moment": ("at",),
    "id": ("id",), "ids": ("id",), "number": ("id",), "value": (), "figure": (),
}  # fmt: skip

#: Nouns of what was done, as a column of its day has the verb.
_DEEDS = {
    "admission": "admitted", "discharge": "discharged", "delivery": "delivered",
    "shipping": "shipped", "shipment": "shipped", "dispatch": "dispatched", "arrival": "arrived",
    "departure": "departed", "registration": "registered", "installation": "installed",
    "conversion": "converted", "creation": "created", "update": "updated", "booking": "booked",
    "payment": "paid", "purchase": "bought", "sale": "sold", "closing": "closed",
    "closure": "closed", "opening": "opened", "application": "applied", "decision": "decided",
    "enrolment": "enrolled", "enrollment": "enrolled", "hiring": "hired", "return": "returned",
    "promise": "promised", "cancellation": "cancelled", "grading": "graded",
    "measurement": "measured", "import": "imported", "release": "released",
    "publication": "published", "expiry": "expires", "birth": "born", "signup": "signed",
    "submission": "submitted", "approval": "approved", "start": "started",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """What words may mean: `columns` by name in lower case, each by its own name; `values` that
    the columns hold, by column.
    """

    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    values: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    def column(self, words: Sequence[str]) -> str:
        """The one column that the words can mean; empty if there is none, or several."""
        if all(word in _COMMON for word in words) or (len(words) == 1 and words[0] in _COMMON):
            return ""
        found = {name for key, name in self.columns.items() if _means(words, key.split("_"))}
        return found.pop() if len(found) == 1 else ""

    def day(self, state: str) -> str:
        """The column that says when something came to be so: `left_on` of `left`."""
        found = [self.columns[key] for key in (f"{state}_on", f"{state}_at", f"{state}_date")
                 if key in self.columns]  # fmt: skip
        return found[0] if state and len(found) == 1 else ""

    def thing(self, word: str) -> str:
        """The column that tells the things of a noun apart: `customer_id` of customers."""
        found = {
            self.columns[key]
            for form in _forms(word)
            for key in (f"{form}_id", form)
            if key in self.columns and key != word
        }
        return found.pop() if len(found) == 1 else ""


def nearly(tokens: Sequence[Token], near: Near) -> tuple[Token, ...]:
    """The tokens, with words marked that are not quite a column, or what one tells apart."""
    found: list[Token] = []
    at = 0
    names = _listed(tokens)
    while at < len(tokens):
        if at in names:
            found.append(replace(tokens[at], kind=Kind.COLUMN))
            at += 1
            continue
        run = 0
        while run < _LONGEST and at + run < len(tokens) and tokens[at + run].kind is Kind.WORD:
            run += 1
        for length in range(run, 1, -1):
            part = tokens[at : at + length]
            column = near.column([_long(token.word) for token in part])
            if column:
                text, end = " ".join(token.text for token in part), part[-1].end
                first = part[0]
                found.append(Token(Kind.NEAR, text, first.start, end, "", first.first, near=column))
                at += length
                break
        else:
            found.append(_alone(tokens[at], near))
            at += 1
    if len(found) > 1 and found[-2].text in _TO_NAMES and found[-1].kind is Kind.WORD:
        found[-1] = replace(found[-1], held=True)
    return tuple(found)


#: Behind these a word at the end is a name, whatever it says elsewhere.
_TO_NAMES = frozenset(("into", "under", "->"))


def with_one(clause: Clause, before: Sequence[Clause], near: Near) -> Clause:
    """The clause, with the one thing that the clause before it named in the place of `each one`."""
    tokens = [*clause.tokens]
    at = next((n for n, token in enumerate(tokens[1:], 1) if token.word == "one"
               and tokens[n - 1].word in ("each", "every", "per")), None)  # fmt: skip
    if at is None or not before:
        return clause
    things = [token for token in nearly(before[-1].tokens, near) if token.thing]
    if len({token.thing for token in things}) != 1:
        return clause
    tokens[at] = replace(things[0], start=tokens[at].start, end=tokens[at].end)
    return replace(clause, tokens=tuple(tokens))


def _listed(tokens: Sequence[Token]) -> frozenset[int]:
    """Where the words of a list of names stand: `columns a, b and c`, `figures named a and b`."""
    words = [token.word for token in tokens]
    start = next((at + 1 for at, word in enumerate(words) if word in ("columns", "fields")), None)
    if start is None:
        naming = [at for at, word in enumerate(words) if word in ("named", "called")]
        start = naming[-1] + 1 if naming and {"figures", "numbers", "counts"} & {*words} else None
    if start is None or (words[0] in _VERBS and words[start - 1] == "columns"):
        return frozenset()
    while start < len(tokens) and (words[start] in _BEFORE_NAMES or tokens[start].text == ":"):
        start += 1
    found: set[int] = set()
    for at in range(start, len(tokens)):
        token = tokens[at]
        if token.kind in (Kind.WORD, Kind.COLUMN) and (at == start or at - 1 not in found):
            if token.word in ("and",):
                continue
            if token.kind is Kind.WORD:
                found.add(at)
        elif token.text not in (",", "+") and token.word != "and":
            break
    return frozenset(found)


_VERBS = frozenset(("keep", "drop", "rename", "select", "remove", "delete", "exclude"))
_BEFORE_NAMES = frozenset(("be", "are", "called", "named"))


def _alone(token: Token, near: Near) -> Token:
    if token.kind is Kind.TABLE and token.word:
        return replace(token, thing=near.thing(token.word))
    if token.kind is Kind.DATED:
        return replace(token, near=token.column)
    if token.kind is not Kind.WORD or not token.word:
        return token
    word = _long(token.word)
    if word != token.word and word in near.columns:
        return replace(token, kind=Kind.COLUMN, text=near.columns[word], word=word)
    return replace(token, word=word, near=near.column([word]), thing=near.thing(word))


def _long(word: str) -> str:
    return SHORT_FORMS.get(word, word)


def _means(words: Sequence[str], parts: Sequence[str]) -> bool:
    said: set[str] = set()
    filled: set[str] = set()
    for word in words:
        own = next((form for form in (word, _DEEDS.get(word, ""), *_forms(word)) if form in parts),
                   None)  # fmt: skip
        if own is not None:
            said.add(own)
        elif word in _FILLING and len(words) > 1 and {*_FILLING[word]} & {*parts}:
            filled |= {*_FILLING[word]}
        else:
            return False
    left = {*parts} - said
    if not said - _COMMON or left & _TELLING:
        return False
    last = max(at for at, part in enumerate(parts) if part in said)
    if parts[last + 1 : last + 2] != ["per"] and not {*parts[last + 1 :]} <= _UNITS:
        return False
    return "id" not in left - filled


def _forms(noun: str) -> tuple[str, ...]:
    if noun.endswith("ies"):
        return noun, noun[:-3] + "y"
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun, noun[:-1], noun.removesuffix("es")
    return (noun,)
