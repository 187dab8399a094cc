"""Sentences about several inputs."""

from __future__ import annotations

from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Words
from speccc.translate.offline.readings import Rule
from speccc.translate.offline.rules import (
    problem,
    text_of,
)
from speccc.translate.offline.values import Item, Problem


def input_rules() -> dict[str, Rule]:
    def join(parts: list[Any], words: Words) -> Item | Problem:
        kinds = {p for p in parts if isinstance(p, str)}
        if len(kinds) > 1:
            return problem(codes.NOT_SAID, words, question="which of the two kinds of join?")
        kind = next(iter(kinds), "")
        keys = tuple(p for p in parts if isinstance(p, Item) and p.kind == "join_key")
        taken = next((p.args for p in parts if isinstance(p, Item) and p.kind == "taking"), None)
        place = next(p for p in parts if isinstance(p, Item) and p.kind in ("known", "file"))
        return Item("join", (kind, place, keys, taken), words)

    return {
        "join": join,
        "said_kind": lambda parts, _: parts[0],
        "unmatched": lambda parts, words: Item("unmatched", (parts[-1],), words),
        "kept_unmatched": lambda _parts, words: Item("unmatched", ("left",), words),
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
        "taking": lambda parts, words: Item("taking", tuple(v.text for v in parts[0]), words),
        "union": lambda parts, words: Item("union", (text_of(parts[0]),), words),
    }
