"""Sentences about several inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lark import Token

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.kinds import kinds_of
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import Context, problem, text_of, used
from speccc.translate.offline.values import Item, Problem, Rows, Used, Value


def input_rules(context: Context) -> dict[str, Rule]:
    """The rules of joins, of what another table holds, and of unions."""

    def other_kind(parts: list[Any], _: Words) -> Any:
        """`paid orders`: those of another table that are of a kind."""
        condition = kinds_of(context, parts[0])
        return condition if isinstance(condition, Problem) else Item("other", (parts[1], condition))

    def other_such(parts: list[Any], _: Words) -> Item:
        return Item("other", (parts[0], parts[1]))

    def other_true(parts: list[Any], words: Words) -> Any:
        """`no passed training`: of a column that is a bool."""
        condition = context.rules["such_true"](parts, words)
        return condition if isinstance(condition, Problem) else Item("other", (parts[1], condition))

    return {
        "other_such": other_such,
        "other_true": other_true,
        "join": _join,
        "join_other": _join_other,
        "join_to": _join_to,
        "join_kept": _join_kept,
        "join_self": _join_self,
        "join_self_of": _join_self_of,
        "said_kind": lambda parts, _: parts[0],
        "unmatched": _unmatched,
        "kept_unmatched": lambda parts, words: _unmatched([*parts, "left"], words),
        "dropped_unmatched": lambda parts, words: _unmatched([*parts, "inner"], words),
        "dropped": lambda _p, _w: "inner",
        "kept": lambda _p, _w: "left",
        "left": lambda _p, _w: "left",
        "inner": lambda _p, _w: "inner",
        "full": lambda _p, _w: "full",
        "same_key": lambda parts, words: Item("join_key", (parts[0].text, ""), words),
        "two_keys": lambda parts, words: Item("join_key", (*parts[0], *parts[1]), words),
        "sided": lambda parts, _: (
            text_of(parts[0]) if len(parts) > 1 else "",
            parts[-1].text,
        ),
        "taken": lambda parts, _: (parts[0].text, parts[1] if len(parts) > 1 else parts[0].text),
        "taking": lambda parts, words: Item("taking", tuple(parts), words),
        "other": lambda parts, words: Item("other", (parts[0], None), words),
        "other_kind": other_kind,
        "semi": _matching("semi"),
        "anti": _matching("anti"),
        "zero": _zero,
        "keep_all": lambda parts, words: Item("keep_all", (_thing(parts[0]),), words),
        "keep_all_zero": lambda parts, words: [
            Item("keep_all", (_thing(parts[0]),), words),
            _zero(parts[1:], words),
        ],
        "union": lambda parts, words: Item("union", (text_of(parts[-1]),), words),
        "union_two": lambda parts, words: Item("union", tuple(text_of(p) for p in parts), words),
        "union_all": lambda _parts, words: Item("union", (), words),
        "column_of": _column_of,
    }


def _join(parts: list[Any], words: Words) -> Item | Problem:
    place = next(p for p in parts if isinstance(p, Item) and p.kind in ("known", "file"))
    nouns: tuple[Used, ...] = tuple((Rows(p[0]), p[1]) for p in parts if is_noun(p))
    return _joined("join", place, parts, words, nouns)


def _join_kept(parts: list[Any], words: Words) -> list[Item] | Problem:
    """`join customers on customer_id, keep all orders`."""
    kept = [p for p in parts if is_noun(p)][-1]
    join = _join(_but(parts, kept), words)
    return join if isinstance(join, Problem) else [join, _unmatched([kept, "left"], words)]


def _join_other(parts: list[Any], words: Words) -> Item | Problem:
    """`inner join on carrier`: with the one other table that was read."""
    return _joined("join", Item("other_table", (), words), parts, words, ())


def _join_to(parts: list[Any], words: Words) -> Item | Problem:
    """`join customers to orders`: the second are the rows."""
    table = next(p for p in parts if isinstance(p, Token))
    return _join([Item("known", (text_of(table),), words), *_but(parts, table)], words)


def _join_self(parts: list[Any], words: Words) -> Item | Problem:
    nouns: tuple[Used, ...] = tuple((Rows(p[0]), p[1]) for p in parts if is_noun(p))
    return _joined("join_self", Item("self", (), words), parts, words, nouns)


def _join_self_of(parts: list[Any], words: Words) -> Item | Problem:
    """`the manager_id of the one is the employee_id of the other`."""
    left, right = (p for p in parts if isinstance(p, Value))
    key = Item("join_key", ("", left.text, "", right.text), words)
    return _join_self([*_but(parts, left, right), key], words)


def _but(parts: Sequence[Any], *without: Any) -> list[Any]:
    return [p for p in parts if all(p is not w for w in without)]


def _joined(
    kind: str, place: Item, parts: Sequence[Any], words: Words, nouns: tuple[Used, ...]
) -> Item | Problem:
    kinds = {p for p in parts if isinstance(p, str)}
    if len(kinds) > 1:
        return problem(codes.NOT_SAID, words, question="which of the two kinds of join?")
    keys = tuple(p for p in parts if isinstance(p, Item) and p.kind == "join_key")
    taken = next((p.args for p in parts if isinstance(p, Item) and p.kind == "taking"), None)
    return Item(kind, (next(iter(kinds), ""), place, keys, taken, ()), words, nouns)


def _unmatched(parts: list[Any], words: Words) -> Item:
    """What becomes of rows without a match: of which, and whom they lack, as it was said."""
    return Item("unmatched", (parts[-1], tuple(_thing(p) for p in parts[:-1])), words)


def _thing(part: Any) -> tuple[str, Words]:
    """A noun, or a column that is one: its name, and where it stands."""
    return part if is_noun(part) else part.used[0]


def _zero(parts: list[Any], words: Words) -> Item:
    parent, child, number, *more = parts
    return Item("zero", (_thing(parent), _thing(child), text_of(number), bool(more)), words)


def _matching(kind: str) -> Rule:
    def build(parts: list[Any], words: Words) -> Item | Problem:
        other = parts[-1]
        least = next((p for p in parts if isinstance(p, Token)), None)
        if least is not None and text_of(least) != "1":
            question = f"which step counts whether there are {text_of(least)}?"
            return problem(codes.NOT_SAID, words, "count them for each, then filter",
                           question=question)  # fmt: skip
        column = next((p for p in parts if isinstance(p, Value)), None)
        return Item("matching", (kind, column, *other.args), words, used(column))

    return build


def _column_of(parts: list[Any], words: Words) -> Value:
    """`the salary of their manager`: what a join of a table with itself has taken."""
    name = f"{text_of(parts[1])}_{parts[0].text}"
    return Value(name, ((name, words),), column=name)
