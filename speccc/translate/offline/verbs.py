"""A sentence that asks for several things, one after the other, as one clause for each verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from speccc.translate.offline.tokens import Clause, Token

#: Verbs that ask for something wherever they stand behind a comma or an 'and'.
_VERBS = frozenset(
    ("read", "load", "open", "take", "get", "fetch", "keep", "retain", "drop", "remove", "discard",
     "exclude", "ignore", "skip", "delete", "disregard", "filter", "restrict", "add", "compute",
     "calculate", "derive", "determine", "create", "define", "build", "replace", "fill", "convert",
     "cast", "trim", "round", "rename", "select", "return", "show", "sort", "group", "join",
     "attach", "combine", "append", "stack", "write", "save", "store", "export", "put", "call",
     "limit", "deduplicate", "give", "use", "bring", "let", "find", "set", "count", "output",
     "work", "leave", "treat", "change", "turn", "look", "summarise", "summarize", "aggregate",
     "rank", "arrange", "omit", "insert", "include", "report", "sum", "name", "number", "list")
)  # fmt: skip

#: They are nouns as well: verbs only in front of one of the others.
_NOUNS = {
    "order": ("by", "it", "them"), "sort": ("by", "it", "them", "descending", "ascending"),
    "count": ("rows", "them", "per", "for", "how"), "sum": ("up",), "number": ("them", "rows"),
    "list": ("them", "columns"), "set": (), "name": ("it", "them"), "output": ("it", "columns"),
    "rank": ("rows", "them"), "report": (), "use": (), "work": ("out", "with"), "round": (),
}  # fmt: skip
_LINKS = frozenset((",", "and", "then", ">", "-", "next", "finally"))


def by_verbs(clause: Clause) -> Iterator[Clause]:
    """The clauses of a sentence that has several verbs; none, if it has one."""
    tokens = clause.tokens
    starts = [0, *(at for at in range(1, len(tokens)) if _begins(tokens, at)), len(tokens)]
    if len(starts) < 3:
        return
    for start, end in pairwise(starts):
        part = _without_links(tokens[start:end])
        if part:
            yield replace(clause, tokens=tuple(part), asks=False)


def _begins(tokens: Sequence[Token], at: int) -> bool:
    """Whether something else is asked for from here on."""
    token, before = tokens[at], tokens[at - 1]
    if token.text == ">" and before.text == "-":
        return True
    if before.text not in _LINKS or not (token.word in _VERBS or token.word in _NOUNS):
        return False
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    needed = _NOUNS.get(token.word)
    return behind is not None and (not needed or behind.word in needed)


def _without_links(tokens: Sequence[Token]) -> Sequence[Token]:
    start, end = 0, len(tokens)
    while start < end and tokens[start].text.lower() in _LINKS:
        start += 1
    while start < end and tokens[end - 1].text.lower() in _LINKS:
        end -= 1
    return tokens[start:end]
