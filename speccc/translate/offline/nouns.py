"""The nouns of a sentence: what they say of the rows is seen where the rows are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from speccc.translate.model import Words
from speccc.translate.offline.values import Counted, Item, Rows, Used, is_list, is_tuple

#: The rules of which a noun is no word for the rows, or is looked at by the rule itself.
NOUNS_ELSEWHERE = frozenset(
    ("read", "read_several", "write", "write_named", "object", "join", "join_to", "join_kept",
     "join_self", "join_self_of", "unmatched", "kept_unmatched", "dropped_unmatched", "zero",
     "keep_all", "keep_all_zero", "other", "other_kind", "other_such", "other_true",
     "top", "top_each", "most_each", "count_things", "such_thing", "each_thing",
     "of_all_parents")
)  # fmt: skip


def is_noun(part: Any) -> bool:
    """Whether a part is a noun: its text, and where it stands."""
    return (
        is_tuple(part)
        and len(part) == 2
        and isinstance(part[0], str)
        and isinstance(part[1], Words)
    )


def counted(noun: Any) -> tuple[Used, ...]:
    """A noun of which each row must be one."""
    name, words = noun
    return ((Counted(name), words),)


def with_nouns(meaning: Any, parts: Sequence[Any]) -> Any:
    """An item, or the first of several, with the nouns among its parts that stand for its rows."""
    nouns = tuple((Rows(part[0]), part[1]) for part in parts if is_noun(part))
    if not nouns:
        return meaning
    if isinstance(meaning, Item):
        return replace(meaning, used=(*meaning.used, *nouns))
    if is_list(meaning) and meaning and isinstance(meaning[0], Item):
        return [with_nouns(meaning[0], parts), *meaning[1:]]
    return meaning
