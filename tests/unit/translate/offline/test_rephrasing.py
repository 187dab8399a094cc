"""Many ways to say a thing: what each is read as, and what no rule may do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.cli.drafting.tables import from_csv
from speccc.cli.session import Session
from speccc.translate.model import InputTable, Request
from speccc.translate.offline.rephrasing import read_rules, rephrased, rules
from speccc.translate.offline.tokens import Kind, Token, tokenise
from speccc.translate.offline.translator import read_request, shown

pytestmark = pytest.mark.drafts

FOLDER = Path(__file__).parent
DATA = Path("evals/data")
WORDINGS: list[dict[str, Any]] = yaml.safe_load(
    (FOLDER / "wordings.yaml").read_text(encoding="utf-8")
)
CASES = [
    (group["domain"], tuple(group["tables"]), read, said)
    for group in WORDINGS
    for read, wordings in group["wordings"].items()
    for said in wordings
]


@cache
def tables(domain: str, names: tuple[str, ...]) -> tuple[InputTable, ...]:
    folder = DATA / domain
    return tuple(from_csv(Session(), folder, folder / f"{name}.csv") for name in names)


@pytest.mark.parametrize(("domain", "names", "read", "said"), CASES, ids=[c[3] for c in CASES])
def test_what_is_read(domain: str, names: tuple[str, ...], read: str, said: str) -> None:
    items, questions = read_request(Request(said, "x", tables(domain, names)))
    assert not questions
    assert "; ".join(shown(item) for item, _ in items) == read


@pytest.mark.parametrize(
    "said",
    [
        "Keep the nice orders.",
        "Restrict the orders to the interesting ones.",
        "Keep rows where status is paid, more or less.",
        "Count the orders per country, roughly, as n_orders.",
        "Sort by quantity descending, roughly.",
        "Left join customers on customer_id, taking name and mood.",
    ],
)
def test_what_no_table_knows_is_asked_about(said: str) -> None:
    _, questions = read_request(Request(said, "x", tables("ecommerce", ("orders", "customers"))))
    assert questions


def said_as(text: str, table: str) -> str:
    """What a table of rules makes of words; those with a digit before a colon are columns."""
    found = rephrased(_tokens(text), tuple(read_rules(table)))
    return " ".join(token.text for token in found)


def _tokens(text: str) -> list[Token]:
    columns = ("price", "amount", "place")
    return [
        Token(Kind.COLUMN, token.text, token.start, token.end, token.word)
        if token.word in columns
        else token
        for token in tokenise(text)
    ]


RULES = [
    ("keep|hold only? => retain", "hold only these", "retain these"),
    ("sum of COL => COL added", "sum of price", "price added"),
    ("COL1 by COL2 => COL2 per COL1", "price by amount", "amount per price"),
    ("COL is COL => COL itself", "price is price", "price itself"),
    ("COL is COL => COL itself", "price is amount", "price is amount"),
    ("< a lot | very many > of => many", "very many of these", "many these"),
    ("@big|small first => first K1", "small first", "first small"),
    ("BIG := big|huge\nBIG ones => large", "huge ones", "large"),
    ("^ first => x", "then first", "then first"),
    ("last $ => x", "last one", "last one"),
    ("NOUN|rows left => NOUN~rows", "rows left", "rows"),
    ("NOUN|rows left => NOUN~rows", "trains left", "trains"),
    ("call WORD => is \"WORD\"", "call red", "is red"),
    ("a => b\nb => c", "a", "c"),
    ("a => a a", "a", "a " * 60 + "a"),
    ("at least NUM => much", "at least 5", "at least 5"),
    ("COL only => all", "price only", "price only"),
    ("COL only => all", "price only price", "all price"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "text", "due"), RULES)
def test_rules(table: str, text: str, due: str) -> None:
    assert said_as(text, table) == due


def test_every_rule_asks_for_something() -> None:
    assert len(rules()) > 300
    assert not [rule.text for rule in rules() if rule.pattern.match("")]


def test_every_slot_on_the_right_is_on_the_left() -> None:
    for rule in rules():
        slots = {part.partition("~")[0].strip('"') for part in rule.instead}
        names = {part for part in slots if part.isupper() and part[0].isalpha()}
        assert names <= {*rule.pattern.groupindex}, rule.text
