"""Single changes of a valid document: slips of users, one node each."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.mutants.trees import Site, Tree, duplicate, sites

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CALL = re.compile(r"([a-z_]+)\(")
_SIGN = re.compile(r"<>|<=|>=|[=<>*/+-]|\|\||\b(?:and|or|not|is|as)\b")
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\b")
_TYPES = ("bool", "int64", "float64", "decimal(9,3)", "text", "date", "timestamp")
_OPERATORS = (
    "select", "rename", "drop", "derive", "set", "cast", "fill", "filter", "dedupe", "distinct",
    "sort", "limit", "join", "union", "aggregate", "window", "expect", "pivot", "where",
)  # fmt: skip
_SIGNS = ("=", "==", "<>", "!=", "<", ">", "+", "-", "*", "/", "||", "&&", "%", "and", "or", "is")
_OTHER_VALUES = ("1.5", "\"'text'\"", "true", "null", "date '2026-01-31'", "''", "many words", "-3")


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed. A finding is at its place if its range covers or lies within one of
    `nodes`, or covers one of `around`: a mapping from which something was taken away, or the key
    before it.
    """

    nodes: tuple[Tree, ...]
    around: tuple[Tree, ...] = ()
    #: The words that were there and are there: what they name may mean something else now.
    words: frozenset[str] = field(default_factory=frozenset[str])


#: Changes the node at a site; None, and nothing is changed, if there is nothing of its kind.
Mutation = Callable[[Site, random.Random], Change | None]


def words(tree: Tree) -> frozenset[str]:
    """Every word in a node."""
    found = set(WORD.findall(tree.raw))
    for part in (*(tree.items or ()), *(t for entry in tree.entries or () for t in entry)):
        found |= words(part)
    return frozenset(found)


def _rewritten(site: Site, raw: str) -> Change | None:
    """The scalar with another text."""
    node = site.node
    if raw == node.raw:
        return None
    before = words(node)
    node.raw = raw
    key = words(site.key) if site.key is not None else frozenset[str]()
    return Change((node,), words=before | words(node) | key)


def _misspelt(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    match rng.randrange(3):
        case 0 if len(word) > 1:
            return word[:at] + word[at + 1 :]
        case 1 if at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + word[at] + word[at:]


def misspell_key(site: Site, rng: random.Random) -> Change | None:
    if site.key is None:
        return None
    old = site.key.raw
    site.key.raw = _misspelt(old, rng)
    if old == site.key.raw:
        return None
    return Change((site.key,), (site.node,), frozenset({old, site.key.raw}))


def misspell_word(site: Site, rng: random.Random) -> Change | None:
    found = list(WORD.finditer(site.node.raw))
    if not found:
        return None
    word = rng.choice(found)
    raw = site.node.raw
    return _rewritten(site, raw[: word.start()] + _misspelt(word[0], rng) + raw[word.end() :])


def delete(site: Site, _: random.Random) -> Change | None:
    """The entry or item is gone."""
    parent = site.parent
    if parent is None:
        return None
    gone = words(site.node)
    if parent.entries is not None and site.key is not None:
        gone |= words(site.key)
        parent.entries.remove((site.key, site.node))
    elif parent.items is not None:
        parent.items.remove(site.node)
    keys = (site.parent_key,) if site.parent_key is not None else ()
    return Change((), (parent, *keys), gone)


def other_kind(site: Site, rng: random.Random) -> Change | None:
    """A scalar becomes a list or a mapping, a list or mapping a scalar or the other."""
    node = site.node
    if site.parent is None:
        return None
    before = words(node)
    inner = Tree(node.raw, node.items, node.entries, flow=True)
    if node.raw.startswith("|"):
        return None
    kinds = {"scalar": node.scalar, "list": node.items is not None, "mapping": bool(node.entries)}
    match rng.choice([kind for kind, same in kinds.items() if not same]):
        case "scalar":
            node.raw, node.items, node.entries = "word", None, None
        case "list":
            inner.flow = node.flow
            node.raw, node.items, node.entries = "", [inner], None
        case _:
            inner.flow = node.flow
            node.raw, node.items, node.entries = "", None, [(Tree("key"), inner)]
    node.flow = node.flow or inner.scalar
    return Change((node,), words=before | words(node))


def empty(site: Site, rng: random.Random) -> Change | None:
    node = site.node
    if site.parent is None:
        return None
    before = words(node) | (words(site.key) if site.key is not None else frozenset())
    if not node.scalar:
        node.items = [] if node.items is not None else None
        node.entries = [] if node.entries is not None else None
    else:
        node.raw = rng.choice(("", '""', "|\n"))
    keys = (site.key,) if site.key is not None else ()
    return Change((node, *keys), (site.parent,) if not keys else (), before)


def other_value(site: Site, rng: random.Random) -> Change | None:
    return _rewritten(site, rng.choice(_OTHER_VALUES)) if site.node.scalar else None


def other_sign(site: Site, rng: random.Random) -> Change | None:
    found = list(_SIGN.finditer(site.node.raw))
    if not found or site.node.raw.startswith("|"):
        return None
    sign = rng.choice(found)
    raw = site.node.raw
    return _rewritten(site, raw[: sign.start()] + rng.choice(_SIGNS) + raw[sign.end() :])


def other_number(site: Site, rng: random.Random) -> Change | None:
    found = list(_NUMBER.finditer(site.node.raw))
    if not found:
        return None
    number, raw = rng.choice(found), site.node.raw
    new = rng.choice(("0", "-1", "2.5", "007", "1_000", "99999999999999999999", "'x'", ":since"))
    return _rewritten(site, raw[: number.start()] + new + raw[number.end() :])


def unknown_function(site: Site, rng: random.Random) -> Change | None:
    found = list(_CALL.finditer(site.node.raw))
    if not found:
        return None
    call, raw = rng.choice(found), site.node.raw
    name = rng.choice((_misspelt(call[1], rng), "ifnull", "now", "row_number", "sum", "lower"))
    return _rewritten(site, raw[: call.start()] + name + raw[call.end() - 1 :])


def lost_character(site: Site, rng: random.Random) -> Change | None:
    """A quote, bracket or comma is gone."""
    raw = site.node.raw
    places = [i for i, char in enumerate(raw) if char in "\"'()|,:"]
    if not places or raw.startswith("|"):
        return None
    at = rng.choice(places)
    return _rewritten(site, raw[:at] + raw[at + 1 :])


def other_type(site: Site, rng: random.Random) -> Change | None:
    """A declared column gets another type."""
    if "columns" not in site.path or not site.node.scalar or site.path[-1] == "path":
        return None
    change = _rewritten(site, rng.choice(_TYPES))
    column = site.path[site.path.index("columns") + 1] if change is not None else None
    if change is None or not isinstance(column, str):
        return change
    return Change(change.nodes, change.around, change.words | {column})


def other_operator(site: Site, rng: random.Random) -> Change | None:
    """A step's or rule's operator key becomes another."""
    if site.key is None or site.key.raw not in _OPERATORS or site.parent is None:
        return None
    before = words(site.node)
    site.key.raw = rng.choice([key for key in _OPERATORS if key != site.key.raw])
    return Change((site.key, site.node), words=before)


def repeated(site: Site, rng: random.Random) -> Change | None:
    """An item or entry stands twice."""
    parent = site.parent
    if parent is None:
        return None
    again = duplicate(site.node)
    if parent.items is not None:
        parent.items.insert(parent.items.index(site.node), again)
        return Change((again, site.node), words=words(site.node))
    if parent.entries is not None and site.key is not None:
        key = duplicate(site.key)
        parent.entries.append((key, again))
        return Change((key, site.key, again), words=words(site.node) | words(key))
    return None


def same_name(site: Site, rng: random.Random) -> Change | None:
    """A key or name becomes one that its neighbour has."""
    if site.parent is None or site.key is None:
        return None
    others = [k.raw for k, _ in site.parent.entries or () if k is not site.key]
    if not others:
        return None
    old = site.key.raw
    site.key.raw = rng.choice(others)
    return Change((site.key, *_keys(site.parent, site.key.raw)), (), frozenset({old, site.key.raw}))


def _keys(mapping: Tree, name: str) -> list[Tree]:
    return [key for key, _ in mapping.entries or () if key.raw == name]


MUTATIONS: tuple[Mutation, ...] = (
    misspell_key,
    misspell_word,
    misspell_word,
    delete,
    other_kind,
    empty,
    other_value,
    other_sign,
    other_number,
    unknown_function,
    lost_character,
    other_type,
    other_operator,
    repeated,
    same_name,
)


def mutate(tree: Tree, rng: random.Random) -> tuple[str, Tree, Change]:
    """The name of a mutation, the tree with one node changed by it, and what it did."""
    copy = duplicate(tree)
    places = list(sites(copy))
    while True:
        mutation = rng.choice(MUTATIONS)
        change = mutation(rng.choice(places), rng)
        if change is not None:
            return mutation.__name__, copy, change
