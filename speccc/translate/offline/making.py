"""Which words of a request name what it makes itself: a new column, a class, a result."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from speccc.functions.catalogue import CALLABLE
from speccc.translate.offline.tokens import Kind, Token

_TYPES = frozenset(
    ("integer", "int", "int64", "bigint", "float", "float64", "double", "decimal", "text", "string",
     "varchar", "date", "timestamp", "datetime", "boolean", "bool", "number")
)  # fmt: skip
_NOTHING = Token(Kind.SIGN, "", 0, 0)
_NAMING = frozenset(("as", "called", "named"))
_RENAMING = frozenset(("to", "into", "as", "->", "=>", ">"))
_MAKING = frozenset(("add", "derive", "calculate", "compute", "create", "define", "and", "column"))
#: What classes of ranges are called where something is asked for each.
CLASSES = re.compile(r"\b(?:each|every|per|by) (size|class|band|bracket|tier)\b", re.IGNORECASE)
_NO_NAMES = frozenset(
    (*_TYPES, "source", "the", "a", "an", "null", "missing", "file", "it", "needed", "table", "csv",
     "daily", "parquet", "json", "well", "follows", "add", "derive", "calculate", "compute",
     "create", "define", "make", "set", "keep", "remove", "filter", "stored", "saved", "written",
     "kept", "put", "part", "to", "are", "is", "was", "of", "from", "and", "or", "with", "in", "on",
     "for", "by", "columns", "column", "them", "this", "that", "which", "these", "those", "new",
     "follows", "long", "many", "much", "soon", "far", "if", "where", "when", "result", "output",
     "yes", "no", "both", "all", "each", "every", "only", "not", "whose", "without", "than",
     "above", "below", "rows", "values", "value", "today", "true", "false", "null", "how",
     "what", "who", "there", "input", "otherwise", "else",
     "key", "sorted", "ordered", "source", "append", "merge", "monday")
)  # fmt: skip
#: What is written by a call of it has no new name before its bracket.
_FUNCTIONS = frozenset((*CALLABLE, "avg", "mean", "average"))
#: Behind a name that a sentence begins with, or that its verb makes, before what it is.
_BEING = frozenset(("=", ":", "is", "be", "equals", "as", "means", "being", "from", "by"))
#: Verbs that make the column behind them.
_INTRODUCING = frozenset(
    ("determine", "build", "introduce", "produce", "form", "obtain", "derive", "calculate",
     "compute", "create", "define", "add", "out", "get", "find", "report", "attach", "new", "let",
     "give", "show")
)  # fmt: skip
#: Begins of what says how a figure is computed.
_FIGURES = frozenset(
    ("sum", "total", "number", "count", "average", "mean", "median", "min", "max", "minimum",
     "maximum", "highest", "lowest", "largest", "smallest", "earliest", "latest", "how", "row",
     "rows", "distinct", "unique", "share", "longest", "shortest", "first", "last", "running",
     "cumulative", "newest", "oldest", "biggest", "greatest", "previous", "rank")
)  # fmt: skip


def named_by(tokens: Sequence[Token]) -> Iterable[Token]:
    """Words that a sentence gives to something new."""
    given = [*_unwrapped(tokens)]
    said = [
        t
        for t, after in zip(given, [*given[1:], None], strict=False)
        if t.word not in ("a", "an", "the") or (after is not None and after.text == "=")
    ]
    names = Counter(token.text for token in said if "_" in token.text.strip("_"))
    twice = {name for name, often in names.items() if often > 1}
    for at, token in enumerate(said):
        if token.kind is not Kind.WORD or not token.text.isidentifier():
            continue
        if token.word in _NO_NAMES and token.word not in ("a", "an"):
            continue
        again = token.text in twice and not _in_list_of_names(said, at)
        if again or _is_named(said, at) or _is_told(said, at):
            yield token


def _beside(tokens: Sequence[Token], at: int) -> tuple[Token, Token, str]:
    """The token before, the one behind, and the word before that before."""
    before = tokens[at - 1] if at else _NOTHING
    after = tokens[at + 1] if at + 1 < len(tokens) else _NOTHING
    return before, after, tokens[at - 2].word if at > 1 else ""


def _is_named(said: Sequence[Token], at: int) -> bool:
    """Whether the sentence says that this is a name."""
    token = said[at]
    before, after, earlier = _beside(said, at)
    return (
        (
            before.word in _NAMING
            and earlier not in ("same", "such", "known", "well")
            and not _is_case(said, at)
        )
        or (after.text == "=" and after.kind is Kind.SIGN and before.word not in ("where", "and"))
        or _declared(said, at)
        or ((before.word in _RENAMING or before.text in _RENAMING) and _renamed(said, at))
        or (before.word == "it" and earlier in ("call", "name"))
        or (before.word == "column" and (earlier in ("call", "name") or after.text != "of"))
        or bool(CLASSES.fullmatch(f"{before.word} {token.word}") and _ranged(said))
        or (after.text == ":" and before.word in ("column", "add", "derive"))
        or (after.text == ":" and before.word in ("a", "an", "into", "of") and _classes(said, at))
        or _counted_as(said, at)
        or (
            after.word == "as"
            and token.word not in ("count", "sum", "number")
            and (before.word in _MAKING or before.text in (",", ":"))
        )
    )


def _is_case(said: Sequence[Token], at: int) -> bool:
    """Whether it is what rows are marked as: `as big if …, otherwise as small`."""
    before, after, earlier = _beside(said, at)
    if before.word != "as":
        return False
    either = after.word in ("if", "when", "where") and _OTHERWISE & _rest(said, at)
    return earlier in _OTHERWISE or bool(either)


_OTHERWISE = frozenset(("otherwise", "else"))


def _is_told(said: Sequence[Token], at: int) -> bool:
    """Whether the sentence says what this is: in brackets, behind a comma, or behind `is`."""
    token = said[at]
    before, after, _ = _beside(said, at)
    figure = _is_figure(said, at + 2)
    if after.text == "(":
        return figure and token.word not in _FUNCTIONS
    if token.word in _FIGURES:
        return False
    if before.word == "set" and after.word == "to":
        return True
    return (after.text == "," and figure and _begins(before)) or (
        after.text in _BEING and _introduced(said, at)
    )


def _classes(tokens: Sequence[Token], at: int) -> bool:
    """Whether the sentence gives each row a class, which it names here."""
    return any(t.word in ("assign", "give", "classify", "put") for t in _line(tokens, at))


def _begins(before: Token) -> bool:
    """Whether a name may stand behind this token."""
    return before.text in (",", ":", "\n", ".", ";", "") or before.word in ("and", *_INTRODUCING)


def _in_list_of_names(tokens: Sequence[Token], at: int) -> bool:
    """Whether a list gives figures their names, which the request tells elsewhere."""
    return any(t.word in ("columns", "fields", "call", "name") for t in _line(tokens, at))


def _is_figure(tokens: Sequence[Token], at: int) -> bool:
    """Whether a figure is told from here on."""
    said = [token.word for token in tokens[at : at + 2] if token.word not in ("the", "a", "an")]
    return bool(said) and said[0] in _FIGURES


def _introduced(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb makes this column, or a sentence begins with it and says what it is."""
    before = [token.word or token.text for token in tokens[max(at - 3, 0) : at]]
    before = [word for word in before if word not in ("a", "an", "the", "column", "new", "field")]
    told = tokens[at + 1].text in ("=", ":", "is", "equals", "as", "means", "being")
    if before and before[-1] in _INTRODUCING:
        return True
    first = not before or before[-1] in ("\n", ".", ";", ":") or tokens[at].first != ""
    return first and told and tokens[at + 1].text != ":" and bool(_OPERATORS & _rest(tokens, at))


#: What an expression has that is computed.
_OPERATORS = frozenset(
    ("+", "-", "*", "/", "plus", "minus", "times", "divided", "difference", "sum", "number",
     "multiplied", "days", "total", "part", "first")
)  # fmt: skip


def _rest(tokens: Sequence[Token], at: int) -> frozenset[str]:
    """The words behind this one, up to the end of the sentence."""
    until = at
    while until < len(tokens) and tokens[until].text not in ("\n", ".", ";", "?", "!"):
        until += 1
    return frozenset(token.word or token.text for token in tokens[at:until])


def _counted_as(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is one of the names behind `count the events of each device:`."""
    line = _line(tokens, at)
    behind = tokens[at + 1].text if at + 1 < len(tokens) else ""
    colon = any(t.text == ":" for t in line) and line[0].word == "count"
    before = tokens[at - 1]
    return (
        colon
        and (before.text in (":", ",") or before.word == "and")
        and (behind in (",", ".", ";", "\n", "and", "for", "of"))
    )


def _unwrapped(tokens: Sequence[Token]) -> Iterable[Token]:
    """The tokens without line breaks in the middle of a sentence."""
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        if token.text != "\n" or after is None or after.first or not after.text[:1].islower():
            yield token


def _ranged(tokens: Sequence[Token]) -> bool:
    """Whether there are ranges, of which there may be classes."""
    pairs = pairwise(tokens)
    return any(
        (a.word in _BOUNDS or (a.word, b.word) == ("up", "to"))
        and any(t.kind is Kind.NUMBER for t in tokens)
        for a, b in pairs
    )


#: What stands before the end of a range.
_BOUNDS = frozenset(("below", "under", "above", "over"))


def _declared(tokens: Sequence[Token], at: int) -> bool:
    """Whether a type stands behind the word, in a list of columns."""
    behind = [t.word for t in tokens[at + 1 : at + 3]]
    line = _line(tokens, at)
    listed = any(t.word in ("columns", "fields", "schema") for t in line)
    return listed and any(word in _TYPES for word in behind[:2])


def _renamed(tokens: Sequence[Token], at: int) -> bool:
    line = [t.word for t in _line(tokens, at)]
    return "rename" in line or any(pair == ("name", "of") for pair in pairwise(line))


def _line(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The tokens of the sentence up to `at`."""
    start = at
    while start and tokens[start - 1].text not in ("\n", ".", ";", "?", "!"):
        start -= 1
    return tokens[start:at]
