"""Small slips in a spec: every place of a gold at which a translator may go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.mutants.trees import Site, duplicate, read, sites, write

_TOKEN = re.compile(
    r"(?P<text>'(?:[^']|'')*')|(?P<number>\b\d+(?:\.\d+)?\b)|(?P<word>:?[A-Za-z_]\w*)"
    r"|(?P<sign><=|>=|<>|\|\||[=<>*/+-])"
)
_SIGNS = {
    ">": [">="], ">=": [">"], "<": ["<="], "<=": ["<"], "=": ["<>"], "<>": ["="],
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"],
}  # fmt: skip
#: Other functions and words; the empty one takes a call away from its argument.
_WORDS = {
    "sum": ["avg", "max"], "avg": ["sum", "median"], "median": ["avg"], "min": ["max"],
    "max": ["min"], "count_distinct": ["count"], "first": ["last"], "last": ["first"],
    "row_number": ["rank"], "rank": ["row_number", "dense_rank"], "dense_rank": ["rank"],
    "lag": ["lead"], "lead": ["lag"], "lower": [""], "upper": [""], "trim": [""], "abs": [""],
    "floor": ["ceil"], "ceil": ["floor"], "trunc_month": ["trunc_quarter", "trunc_week"],
    "trunc_week": ["trunc_month"], "trunc_quarter": ["trunc_month"], "month": ["quarter"],
    "trunc_day": ["trunc_hour"], "trunc_hour": ["trunc_day"], "hour": ["minute"],
    "year": ["month"], "starts_with": ["contains", "ends_with"], "contains": ["starts_with"],
    "ends_with": ["contains"], "greatest": ["least"], "least": ["greatest"], "any": ["all"],
    "all": ["any"], "and": ["or"], "or": ["and"], "not": [""],
}  # fmt: skip
_KINDS = {
    "inner": ["left", "semi"], "left": ["inner"], "semi": ["anti"], "anti": ["semi"],
    "full": ["left", "inner"],
}  # fmt: skip
_TRUE = "1 = 1"
_EXPRESSIONS = {"filter", "derive", "set", "measures", "where"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A gold with one slip. `kind` is the family of the slip, `what` shows it."""

    kind: str
    what: str
    text: str


#: What a site may become: the family, what is shown, and how the tree is changed.
_Slip = tuple[str, str, Callable[[Site], None]]


def mutants(gold: str, columns: Mapping[str, Sequence[str]]) -> list[Mutant]:
    """Every slip, once. `columns`: by each column of the inputs, others of the same type."""
    tree = read(gold, "specs/gold.yaml")
    made: dict[str, Mutant] = {}
    for at, site in enumerate(sites(tree)):
        if site.path[:1] not in {("steps",), ("params",)}:
            continue
        for kind, what, change in _slips(site, columns):
            copy = duplicate(tree)
            change(list(sites(copy))[at])
            text = write(copy)
            made.setdefault(text, Mutant(kind, f"{_place(site)}: {what}", text))
    return list(made.values())


def _place(site: Site) -> str:
    return ".".join(str(part) for part in site.path[1:])


def _slips(site: Site, columns: Mapping[str, Sequence[str]]) -> Iterator[_Slip]:
    match site.path:
        case ("params", _, "default"):
            yield "number", "another default", _rewrite(_more(site.node.raw))
        case ("steps", int(), "filter" | "dedupe" | "union" | "fill" as op):
            yield f"{op} dropped", site.node.raw or op, _without_step
        case ("steps", int(), "distinct"):
            yield "distinct dropped", "select", _renamed_step("select")
        case ("steps", int(), "limit"):
            for raw in (str(int(site.node.raw) + 1), str(int(site.node.raw) - 1)):
                yield "limit", raw, _rewrite(raw)
        case ("steps", int(), "join", "kind"):
            for kind in _KINDS.get(site.node.raw, []):
                yield "join kind", kind, _rewrite(kind)
        case ("steps", int(), "join", "keys", int()):
            for other in columns.get(site.node.raw, ())[:1]:
                yield (
                    "column",
                    f"{site.node.raw} as {other}",
                    _rewrite(f"{other} = {site.node.raw}"),
                )
        case ("steps", int(), "aggregate" | "window" | "dedupe" as op, "by"):
            for number, item in enumerate(site.node.items or ()):
                yield f"{op} by", f"without {item.raw}", _without_item(number)
                for other in columns.get(item.raw, ()):
                    yield "column", f"{item.raw} as {other}", _rewrite_item(number, other)
        case ("steps", int(), "sort" | "window" | "dedupe", *_, int()) if _ordered(site):
            yield "order reversed", site.node.raw, _rewrite(_reversed(site.node.raw))
            column, desc, _ = site.node.raw.partition(" desc")
            for other in columns.get(column, ())[:1]:
                yield "column", f"{column} as {other}", _rewrite(other + desc)
        case ("steps", int(), "select", int()):
            for other in columns.get(site.node.raw, ())[:1]:
                yield "column", f"{site.node.raw} as {other}", _rewrite(other)
        case ("steps", int(), "fill", "values"):
            for number, (key, _) in enumerate(site.node.entries or ()):
                yield "fill dropped", key.raw, _without_entry(number)
        case ("steps", int(), "fill", "values", str()):
            yield "fill", "another value", _rewrite(_more(site.node.raw))
        case _:
            pass
    if site.node.scalar and _EXPRESSIONS & set(map(str, site.path)):
        yield from _expression(site, columns)


def _ordered(site: Site) -> bool:
    return site.path[2] == "sort" or "order" in site.path


def _expression(site: Site, columns: Mapping[str, Sequence[str]]) -> Iterator[_Slip]:
    """Slips in one expression: its raw text, with one token replaced."""
    raw = site.node.raw
    if site.path[-1] == "where":
        yield "where dropped", raw, _rewrite(f'"{_TRUE}"')
    for token in _TOKEN.finditer(raw):
        for kind, other in _others(token, raw, columns):
            text = raw[: token.start()] + other + raw[token.end() :]
            yield kind, f"{token[0]} as {other or 'nothing'}", _rewrite(text)


def _others(
    token: re.Match[str], raw: str, columns: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    word, called = token[0], raw[token.end() :].startswith("(")
    match token.lastgroup:
        case "text":
            yield "text", f"'{_more(word[1:-1])}'"
        case "number":
            yield "number", _more(word)
        case "sign":
            yield from (("sign", other) for other in _SIGNS.get(word, []))
        case _ if word in columns and not called:
            yield from (("column", other) for other in columns[word])
        case _ if word == "is" and raw[token.end() :].startswith(" null"):
            yield "sign", "is not"
        case _ if called or word in {"and", "or", "not"}:
            yield from (("function", other) for other in _WORDS.get(word, []))
        case _:
            pass


def _more(raw: str) -> str:
    """A number whose last digit is one more; another word."""
    if re.fullmatch(r"-?\d+", raw):
        return str(int(raw) + 1)
    if re.fullmatch(r"-?\d+\.\d+", raw):
        return raw[:-1] + str((int(raw[-1]) + 1) % 10)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", raw):
        return raw[:-1] + str(int(raw[-1]) % 8 + 1)
    return f"{raw}_"


def _reversed(raw: str) -> str:
    return raw.removesuffix(" desc") if raw.endswith(" desc") else f"{raw} desc"


def _rewrite(raw: str) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        site.node.raw = raw

    return change


def _renamed_step(op: str) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        assert site.key is not None
        site.key.raw = op

    return change


def _without_step(site: Site) -> None:
    """A filter that every row passes, in the place of the step."""
    _renamed_step("filter")(site)
    site.node.raw, site.node.items, site.node.entries = _TRUE, None, None


def _without_entry(number: int) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        assert site.node.entries is not None
        del site.node.entries[number]

    return change


def _rewrite_item(number: int, raw: str) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        assert site.node.items is not None
        site.node.items[number].raw = raw

    return change


def _without_item(number: int) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        assert site.node.items is not None
        del site.node.items[number]

    return change
