"""Comments: where they are in a document, and to which of its parts each belongs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from speccc.spec.document import Path
from speccc.spec.nodes import Document, Mapping, Node, Scalar, Sequence, Source, Style


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, from its `#` on. `blank`: a blank line stands before it."""

    text: str
    blank: bool = False


@dataclass(slots=True)
class Trivia:
    """What belongs to an entry or item besides its content.

    `leading` are the lines above it, `inline` is at the end of its line, `tail` stands after the
    last part of a list or mapping. `blank`: a blank line stands right before it.
    """

    leading: list[Comment] = field(default_factory=list[Comment])
    inline: list[Comment] = field(default_factory=list[Comment])
    tail: list[Comment] = field(default_factory=list[Comment])
    blank: bool = False

    @property
    def silent(self) -> bool:
        """Whether there is no comment."""
        return not (self.leading or self.inline or self.tail)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that may have comments: an entry of a mapping or an item of a list."""

    path: Path
    start: int
    value: Node

    @property
    def end(self) -> int:
        return self.value.end


@dataclass(frozen=True, slots=True)
class Found:
    """A comment in the source. `alone`: nothing but blanks stands before it on its line."""

    start: int
    comment: Comment
    alone: bool
    column: int


Comments = defaultdict[Path, Trivia]


def slots(node: Node, path: Path) -> list[Slot]:
    """The entries or items right below a node."""
    match node:
        case Mapping():
            return [Slot((*path, e.key.text), e.key.start, e.value) for e in node.entries]
        case Sequence():
            return [Slot((*path, i), item.start, item) for i, item in enumerate(node.items)]
        case Scalar():
            return []


def comments_of(document: Document) -> Comments:
    """The trivia of each entry and item that has any, by path."""
    attached: Comments = defaultdict(Trivia)
    source = document.source
    _note_blanks(document.root, (), source, attached)
    attach = _Attach(source, attached)
    for found in find_comments(document):
        attach.within(document.root, (), found)
    return attached


def find_comments(document: Document) -> Iterator[Found]:
    """Every comment, in order: what follows a `#` outside of the scalars."""
    source = document.source
    at = 0
    for start, end in [*_scalars(document.root, source), (len(source.text), len(source.text))]:
        while (hash_at := source.text.find("#", at, start)) >= 0:
            line, line_end = source.line_of(hash_at)
            text = source.text[hash_at:line_end].rstrip()
            alone = not source.text[line:hash_at].strip()
            blank = alone and _is_blank_above(source, line)
            yield Found(hash_at, Comment(text, blank), alone, hash_at - line)
            at = line_end
        at = max(at, end)


def _scalars(node: Node, source: Source) -> Iterator[tuple[int, int]]:
    """The ranges of all scalars, in order; of a block its body: its header may have a comment."""
    match node:
        case Scalar():
            is_block = node.style is Style.BLOCK
            yield source.line_of(node.start)[1] if is_block else node.start, node.end
        case Mapping():
            for entry in node.entries:
                yield from _scalars(entry.key, source)
                yield from _scalars(entry.value, source)
        case Sequence():
            for item in node.items:
                yield from _scalars(item, source)


def _is_blank_above(source: Source, line: int) -> bool:
    if line == 0:
        return False
    start, end = source.line_of(line - 1)
    return not source.text[start:end].strip()


def _note_blanks(node: Node, path: Path, source: Source, attached: Comments) -> None:
    for slot in slots(node, path):
        line, _ = source.line_of(slot.start)
        first = not source.text[line : slot.start].strip(" -")
        if first and _is_blank_above(source, line):
            attached[slot.path].blank = True
        _note_blanks(slot.value, slot.path, source, attached)


class _Attach:
    """Gives each comment to the part of the document that it is about."""

    def __init__(self, source: Source, attached: Comments) -> None:
        self.source = source
        self.attached = attached

    def within(self, node: Node, path: Path, found: Found) -> None:
        """Gives a comment to a part of a list or mapping (or to what follows it)."""
        before: Slot | None = None
        for slot in slots(node, path):
            if found.start < slot.start:
                self._between(before, slot, path, found)
                return
            if found.start < slot.end:
                self._inside(slot, found)
                return
            before = slot
        self._between(before, None, path, found)

    def _inside(self, slot: Slot, found: Found) -> None:
        """Gives a comment that stands between the start and the end of an entry or item."""
        value = slot.value
        if found.start > value.start and not isinstance(value, Scalar):
            self.within(value, slot.path, found)
        elif not found.alone:
            self.attached[slot.path].inline.append(found.comment)
        elif isinstance(value, Scalar) or value.flow:
            self.attached[slot.path].leading.append(found.comment)
        else:
            first = slots(value, slot.path)[0]
            self.attached[first.path].leading.append(found.comment)

    def _between(self, before: Slot | None, after: Slot | None, path: Path, found: Found) -> None:
        """Gives a comment that stands between two neighbours, or after the last."""
        if not found.alone and before is not None and self._same_line(before.end, found.start):
            self.attached[self._last_on_line(before).path].inline.append(found.comment)
            return
        deeper = self._tail(before, found.column) if found.alone and before is not None else None
        if after is not None and (deeper is None or found.column <= self._column(after)):
            self.attached[after.path].leading.append(found.comment)
        else:
            self.attached[deeper if deeper is not None else path].tail.append(found.comment)

    def _same_line(self, first: int, second: int) -> bool:
        return "\n" not in self.source.text[first:second]

    def _column(self, slot: Slot) -> int:
        """The column of an entry's key or of an item's dash."""
        line, _ = self.source.line_of(slot.start)
        prefix = self.source.text[line : slot.start]
        if isinstance(slot.path[-1], int):
            return prefix.rfind("-") if "-" in prefix else len(prefix)
        return len(prefix)

    def _last_on_line(self, slot: Slot) -> Slot:
        """The innermost part that ends where this one ends, but not inside braces."""
        value = slot.value
        if isinstance(value, Scalar) or value.flow:
            return slot
        return self._last_on_line(slots(value, slot.path)[-1])

    def _tail(self, slot: Slot, column: int) -> Path | None:
        """The innermost list or mapping at the end of `slot` that is not indented deeper."""
        value = slot.value
        if isinstance(value, Scalar) or value.flow:
            return None
        parts = slots(value, slot.path)
        if self._column(parts[-1]) > column:
            return None
        return self._tail(parts[-1], column) or slot.path
