"""The comments of a document on another one that was made of it, part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from speccc.spec.document import Path
from speccc.spec.fmt.comments import Comments, Trivia, comments_of
from speccc.spec.nodes import Document, Mapping, Node, Scalar, Sequence


def carried(before: Document, after: Document) -> Comments:
    """The trivia of `after`: those of the parts that are in `before`, too.

    Entries are the same by their keys; items of a list if they are equal, or stand between equal
    ones and have the same keys. What belongs to a part that is gone goes with it.
    """
    found = comments_of(before)
    carried: Comments = defaultdict(Trivia)
    for old, new in _pairs(before.root, after.root, (), ()):
        if old in found:
            carried[new] = found[old]
    return carried


def _pairs(old: Node, new: Node, at: Path, to: Path) -> Iterator[tuple[Path, Path]]:
    """The paths of parts that are the same ones, before and after."""
    yield at, to
    match old, new:
        case Mapping(), Mapping():
            values = {entry.key.text: entry.value for entry in new.entries}
            for entry in old.entries:
                key = entry.key.text
                if key in values:
                    yield from _pairs(entry.value, values[key], (*at, key), (*to, key))
        case Sequence(), Sequence():
            for i, j in _aligned(old.items, new.items):
                yield from _pairs(old.items[i], new.items[j], (*at, i), (*to, j))
        case _:
            pass


def _aligned(old: tuple[Node, ...], new: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """Which items are the same ones."""
    matcher = SequenceMatcher(None, [*map(_says, old)], [*map(_says, new)], autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind == "equal":
            yield from zip(range(i, i_end), range(j, j_end), strict=True)
            continue
        rest = iter(range(j, j_end))
        for one in range(i, i_end):
            other = next((two for two in rest if _alike(old[one], new[two])), None)
            if other is not None:
                yield one, other


def _alike(one: Node, other: Node) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return bool({e.key.text for e in one.entries} & {e.key.text for e in other.entries})
    return type(one) is type(other)


def _says(node: Node) -> str:
    """What a node says, however it is written."""
    match node:
        case Scalar(text=text):
            return repr(" ".join(text.split()))
        case Mapping(entries=entries):
            inner = sorted(f"{entry.key.text!r}: {_says(entry.value)}" for entry in entries)
            return f"{{{', '.join(inner)}}}"
        case Sequence(items=items):
            return f"[{', '.join(map(_says, items))}]"
