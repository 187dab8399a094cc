"""Parse trees to meanings: every reading that a tree stands for, each built by a table of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, cast

from lark import Token, Tree

from speccc.diagnostics import InternalError
from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words, ask
from speccc.translate.offline.nouns import NOUNS_ELSEWHERE, with_nouns
from speccc.translate.offline.values import Problem, Value

#: More readings than these are not looked at; a clause with so many is asked about anyway.
MOST_READINGS = 200

#: The rules that may take a word without quotes for a text, for they know what it is about.
TAKES_WORDS = frozenset(
    ("compared", "holds", "at_least", "at_most", "or_more", "or_less", "between", "not_between",
     "listed", "choice", "among", "not_among", "fill", "filling", "treat", "compared_twice",
     "when_then", "if_then", "otherwise", "cases", "such_value", "such_thing", "keep_held",
     "remove_held", "since", "on_day")
)  # fmt: skip

#: The rules of new columns, of which a later sentence may say what they are.
TAKES_DOUBTS = frozenset(("assignment", "plain", "group_value"))

Rule = Callable[[list[Any], Words], Any]


@dataclass(frozen=True, slots=True)
class Readings:
    """Reads trees by rules: `rules[name](parts, words)` is the meaning of a node, or a Problem."""

    rules: dict[str, Rule]

    def of(self, tree: Tree[Token]) -> list[Any]:
        """The meanings of a tree, each once."""
        found: list[Any] = []
        for meaning in self._all(tree):
            if meaning not in found:
                found.append(meaning)
            if len(found) >= MOST_READINGS:
                break
        return found

    def _all(self, node: Any) -> Iterator[Any]:
        if not isinstance(node, Tree):
            yield node
            return
        tree = cast("Tree[Token]", node)
        if tree.data == "_ambig":
            for child in tree.children:
                yield from self._all(child)
            return
        rule = self.rules.get(str(tree.data))
        if rule is None:
            raise InternalError(f"the grammar's rule '{tree.data}' has no meaning")
        words = _words(tree)
        for parts in product(*(self.of_child(child) for child in tree.children)):
            problem = next((p for p in _flat(parts) if isinstance(p, Problem)), None)
            if problem is None and tree.data not in TAKES_WORDS:
                problem = bare_word(*parts)
            if problem is None and tree.data not in TAKES_DOUBTS:
                problem = doubtful(*parts)
            if problem is not None:
                yield problem
            elif tree.data in NOUNS_ELSEWHERE:
                yield rule([*parts], words)
            else:
                yield with_nouns(rule([*parts], words), parts)

    def of_child(self, child: Any) -> list[Any]:
        """The meanings of a child; a token means itself."""
        return self.of(cast("Tree[Token]", child)) if isinstance(child, Tree) else [child]


def bare_word(*parts: Any) -> Problem | None:
    """A problem, if one of the parts is a word that nothing says to be a text."""
    for part in parts:
        if isinstance(part, Value) and part.bare:
            word = part.text.strip("'")
            return Problem(ask(codes.BARE_WORD, part.bare, word=word))
    return None


def doubtful(*parts: Any) -> Problem | None:
    """A problem, if one of the parts may be the begin of a time, or its number."""
    for part in parts:
        if isinstance(part, Value) and part.doubt:
            question = f"is it where that {part.doubt} begins, or its number?"
            return Problem(ask(codes.NOT_SAID, part.used[0][1], question=question))
    return None


def _flat(parts: Sequence[Any]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, list | tuple):
            yield from _flat(cast("Sequence[Any]", part))
        else:
            yield part


def _words(tree: Tree[Token]) -> Words:
    """From the first to the last word of a tree; lark knows no place of what is ambiguous."""
    meta = tree.meta
    found = [] if meta.empty else [Words(meta.start_pos, meta.end_pos)]
    ends = [child for child in (*tree.children[:1], *tree.children[-1:]) if isinstance(child, Tree)]
    found += [_words(cast("Tree[Token]", c.children[0])) for c in ends if c.data == "_ambig"]
    found = [words for words in found if words]
    if not found:
        return Words(0, 0)
    return Words(min(w.start for w in found), max(w.end for w in found))
