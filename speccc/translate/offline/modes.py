"""How a destination is written: replaced, merged or appended by a key, partition by partition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import Question, Words, ask
from speccc.translate.offline.naming import forms
from speccc.translate.offline.places import End
from speccc.translate.offline.values import Item

#: Items that say a mode, or a part of one, beside those that name mode and key at once.
MODES = ("mode", "key", "partition", "partition_of", "untouched")

_KEYED = {
    "merge": "by which column are rows the same?",
    "append": "by which column are rows the same?",
    "partition": "by which column is it partitioned?",
}


def mode_of(end: End) -> dict[str, Any] | Question:
    """Mode and key of a sink, or what is to be asked: which of two modes, or by which columns."""
    said = {mode: end.all_of(mode) for mode in ("merge", "append", "replacing", *MODES)}
    modes = {"replace" for _ in said["replacing"]} | {
        mode for mode in ("merge", "append", "partition") if said[mode]
    }
    modes |= {str(item.args[0]) for item in said["mode"]}
    if said["partition_of"] or "partition" in modes:
        modes = (modes - {"replace"}) | {"partition"}
    at = _last([item for items in said.values() for item in items])
    if len(modes) > 1:
        return _ask(at, "are rows updated, or only added?" if modes == {"merge", "append"}
                    else f"is the mode {' or '.join(sorted(modes))}?")  # fmt: skip
    more = end.said("new_added") or end.said("repeatable")
    keys = {item.args for mode in ("merge", "append", "partition", "key") for item in said[mode]}
    keys.discard(())
    if len(keys) > 1:
        return _ask(at, "by which columns are rows the same?")
    key = next(iter(keys), ())
    if not modes:
        if more is not None and not key:
            question = "which rows are there already? by which column are they the same?"
            return _ask(more.words, question)
        if key or said["untouched"]:
            return _ask(at, "what becomes of the rows that are there already?")
        return {"mode": "replace"}
    (mode,) = modes
    if mode == "partition":
        return _partition(said, key, at)
    if mode == "replace":
        return _ask(at, "is it replaced, or merged by this key?") if key else {"mode": "replace"}
    if not key:
        return _ask(at, _KEYED[mode])
    return {"mode": mode, "key": [*key]}


def _partition(
    said: dict[str, list[Item]], by: Sequence[str], at: Words
) -> dict[str, Any] | Question:
    """`weeks that are in the result are replaced`: of the column week."""
    nouns = {
        str(item.args[0]).lower() for kind in ("partition_of", "untouched") for item in said[kind]
    }
    named = {column for column in by if nouns & {*forms(column)}}
    if not by:
        return _ask(at, _KEYED["partition"])
    if nouns - {"rows", "partitions", "ones"} and not named:
        return _ask(at, f"is it partitioned by {', '.join(by)}?")
    return {"mode": "partition", "by": [*by]}


def _last(items: Sequence[Item]) -> Words:
    return max((item.words for item in items), key=lambda words: words.end, default=Words(0, 0))


def _ask(words: Words, question: str) -> Question:
    return ask(codes.NOT_SAID, words, question=question)
