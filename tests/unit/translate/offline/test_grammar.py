"""The grammar: every rule has a meaning, no word is a kind of token, and no sentence breaks it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Questions, Request
from speccc.translate.offline import OfflineTranslator
from speccc.translate.offline.grammar import Grammar, controlled, grouped, worded
from speccc.translate.offline.rules import Context, rules_of
from speccc.translate.offline.tokens import Kind
from tests.unit.translate.offline.test_sentences import CUSTOMERS, ORDERS

#: A text for each kind of token.
SAMPLES = {
    "COLUMN": ("amount", "status", "placed_at", "ordered_on", "customer_id"),
    "TABLE": ("orders", "customers"),
    "WORD": ("paid", "extra"),
    "TEXT": ("'paid'", "'x'"),
    "NUMBER": ("2", "2026"),
    "DATE": ("2026-01-31",),
    "DATED": ("placed", "ordered"),
}


@pytest.mark.parametrize("grammar", [controlled, worded])
def test_no_word_is_a_kind_of_token(grammar: Any) -> None:
    names = {*grammar().terminals.values()}
    assert not names & {kind.value for kind in Kind if kind is not Kind.SIGN}


@pytest.mark.parametrize("grammar", [controlled, worded])
def test_every_rule_has_a_meaning(grammar: Any) -> None:
    found = grammar().lark.rules
    named = {str(r.alias or r.origin.name) for r in found if r.alias or not _inlined(r)}
    given = rules_of(Context({}, "", {}))
    assert sorted(name for name in named if name not in given) == []


def test_groups_are_rules_without_a_meaning() -> None:
    text = '// (a | b)\nx: ("a" | "b" (y | z)) ("a" | "(")? (y)'
    assert grouped(text).splitlines() == [
        "x: _group_2 _group_1? (y)",
        "_group_0: y | z",
        '_group_1: "a" | "("',
        '_group_2: "a" | "b" _group_0',
    ]


def _inlined(rule: Any) -> bool:
    """Whether lark puts the parts of a rule in its place."""
    name = str(rule.origin.name)
    return name.startswith("_") or bool(rule.options.expand1)


def _sentence(grammar: Grammar, chance: random.Random) -> str:
    """A sentence that the grammar has, of any sense."""
    rules: dict[str, list[Any]] = {}
    for rule in grammar.lark.rules:
        rules.setdefault(str(rule.origin.name), []).append(rule.expansion)
    words = {name: word for word, name in grammar.terminals.items()}

    def spell(symbol: Any, depth: int) -> Iterator[str]:
        name = str(symbol.name)
        if name in words:
            yield words[name]
        elif name in rules:
            choices = rules[name]
            if depth > 12:
                shortest = min(len(c) for c in choices)
                choices = [c for c in choices if len(c) == shortest]
            for part in chance.choice(choices):
                yield from spell(part, depth + 1)
        else:
            yield chance.choice(SAMPLES.get(name, ("3",)))

    try:
        return " ".join(spell(grammar.lark.rules[0].origin.__class__("start"), 0))
    except RecursionError:
        return "sort by amount"


@pytest.mark.drafts
@pytest.mark.parametrize("seed", range(4))
def test_any_sentence_is_answered(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        said = _sentence(controlled(), chance)
        text = f"Read orders. {' '.join(said.split()[:40])}. Save it as result_1."
        found = draft(Request(text, known=(ORDERS, CUSTOMERS)), OfflineTranslator(), {})
        assert isinstance(found, Draft | Questions)


def test_controlled_english_loads_no_other_grammar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("speccc.translate.offline.translator.worded", None)
    text = "Read orders. Keep orders where amount > 3. Write them to out/large.csv."
    assert isinstance(draft(Request(text, known=(ORDERS,)), OfflineTranslator(), {}), Draft)
