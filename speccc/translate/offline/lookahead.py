"""Predictions of the parser that the next token rules out, so that it does not follow them up."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

#: The terminals that the token at hand may be; None behind the last one.
AT_HAND: ContextVar[frozenset[str] | None] = ContextVar("AT_HAND", default=None)

#: So many lists of rules are kept.
_KEPT = 1 << 15


class Lookahead(dict[Any, Any]):
    """The parser's predictions: for a symbol those rules that can begin with the token at hand."""

    def __init__(self, parser: Any) -> None:
        super().__init__(parser.predictions)
        self._begins = {
            rule: _begin(rule, parser) for rules in parser.predictions.values() for rule in rules
        }
        self._of: Callable[[Any, frozenset[str]], list[Any]] = lru_cache(_KEPT)(self._find)

    def __getitem__(self, symbol: Any) -> list[Any]:
        return self._of(symbol, AT_HAND.get() or frozenset())

    def _find(self, symbol: Any, names: frozenset[str]) -> list[Any]:
        return [
            rule
            for rule in super().__getitem__(symbol)
            if self._begins[rule] is None or not names.isdisjoint(self._begins[rule])
        ]


def _begin(rule: Any, parser: Any) -> Any:
    """The names of the terminals that a rule can begin with; None if it can be empty."""
    found: set[str] = set()
    for symbol in rule.expansion:
        found |= {terminal.name for terminal in parser.FIRST[symbol]}
        if symbol not in parser.NULLABLE:
            return frozenset(found)
    return None
