"""Sentences about ranks, and about shares of a total."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.assembly import Assembly
from speccc.translate.offline.nouns import is_noun
from speccc.translate.offline.parts import is_key, used_in
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import rounded
from speccc.translate.offline.values import Item, Value, is_tuple

#: A rank of which nobody has said what equal values get.
RANK = "rank?()"


def ranking_rules() -> dict[str, Rule]:
    """The rules of ranks and shares. Both are windows; a rank may get its name later."""
    return {
        "rank": _over_rank,
        "rank_in": _over_rank,
        "ranked": _ranked,
        "ranked_in": _ranked,
        "ranked_in_each": _ranked,
        "ties": lambda parts, words: Item("ties", (parts[-1:],), words),
        "dense": lambda _p, _w: "dense_rank()",
        "sparse": lambda _p, _w: "rank()",
        "share": _share,
        "shared_all": lambda _parts, _words: (),
        "shared_each": lambda parts, _: parts[0],
    }


def equal_ranks(work: Assembly, found: list[Item], ties: Item) -> None:
    """`equal values get the same rank`: of the rank that was said last."""
    last = found[-1] if found else Item("", ())
    if last.kind != "window" or RANK not in last.args[1]:
        work.question(codes.NOT_SAID, ties.words, question="of which rank is this said?")
        return
    text = next((p for p in ties.args[0] if p in ("rank()", "dense_rank()")), "rank()")
    found[-1] = replace(last, args=(last.args[0], text, *last.args[2:]))


def _parts_of(parts: list[Any]) -> tuple[Any, Any]:
    """The groups of a rank, and what it goes by."""
    said = [p for p in parts if is_tuple(p) and not is_noun(p)]
    order: Any = next(p for p in said if p and is_key(p[0]))
    by: Any = next((p for p in said if p is not order), ())
    return by, order


def _over_rank(parts: list[Any], _: Words) -> Any:
    return RANK, *_parts_of(parts)


def _ranked(parts: list[Any], words: Words) -> Item:
    by, order = _parts_of(parts)
    name = next((p for p in parts if isinstance(p, str)), "")
    return Item("window", (name, RANK, by, order), words, used_in((by, order)))


def _share(parts: list[Any], words: Words) -> Item:
    """`salary divided by the total salary of the department`."""
    name, value, total, *more = parts
    whole: Any = next((p for p in more if is_tuple(p) and "rounding" not in p), ())
    text = rounded(f"{value.text} / sum({total.text}) over (all rows)", more)
    order: tuple[tuple[Value, str], ...] = ((total, ""),)
    return Item("window", (name, text, whole, order), words, used_in((value, total, whole)))
