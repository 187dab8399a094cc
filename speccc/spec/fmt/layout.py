"""A node tree and its comments as canonical text."""

from __future__ import annotations

from collections.abc import Callable

from speccc.spec.document import Path
from speccc.spec.fmt.comments import Comment, Comments, Slot, Trivia, slots
from speccc.spec.fmt.scalars import WIDTH, block, can_be_block, can_be_plain, double_quoted
from speccc.spec.fmt.style import blank_line, child_shape, in_braces, key_order, resolve
from speccc.spec.fmt.wrap import wrap
from speccc.spec.nodes import Mapping, Node, Scalar, Sequence
from speccc.spec.roles import Role
from speccc.spec.shapes import Either, Leaf, Record, Shape
from speccc.spec.structure import text_of

STEP = 2

Printer = Callable[[str], str]
Collection = Mapping | Sequence


def lay_out(
    root: Mapping, shape: Record, comments: Comments, print_expression: Printer | None
) -> str:
    """The canonical text of a document. Comments before its first key stay at the top."""
    first = comments[slots(root, ())[0].path]
    header = _above(first, 0) if first.leading else []
    first.leading, first.blank = [], False
    _raise(root, shape, (), comments)
    body = _Layout(comments, print_expression).parts(root, shape, (), 0, None)
    return "\n".join([*(header[1:] if header[:1] == [""] else header), *body]) + "\n"


def _raise(node: Node, shape: Shape, path: Path, comments: Comments) -> None:
    """Gives the comments above the first part of an item to the item: a dash is in their way."""
    if isinstance(node, Scalar):
        return
    for slot in slots(node, path):
        below = resolve(slot.value, child_shape(shape, slot.path[-1]))
        _raise(slot.value, below, slot.path, comments)
        if isinstance(slot.path[-1], int) and not isinstance(slot.value, Scalar):
            for first in _ordered(slot.value, below, slot.path)[:1]:
                comments[slot.path].leading += comments[first.path].leading
                comments[first.path].leading = []


class _Layout:
    """Writes nodes as lines, with the comments that belong to them."""

    def __init__(self, comments: Comments, print_expression: Printer | None) -> None:
        self.comments = comments
        self.print_expression = print_expression
        #: Lists and mappings with a comment somewhere inside, which therefore need lines.
        self.noisy = {
            path[:end]
            for path, trivia in comments.items()
            for end in range(len(path) + bool(trivia.tail))
            if not trivia.silent
        }

    def parts(
        self, node: Collection, shape: Shape, path: Path, indent: int, lifted: list[Comment] | None
    ) -> list[str]:
        """The entries or items of a list or mapping, each on lines of its own.

        With `lifted`, the comments above the first part are put there instead of above it.
        """
        lines: list[str] = []
        for slot in _ordered(node, shape, path):
            more: list[Comment] = []
            body = self._part(slot, shape, indent, more)
            trivia = self.comments.get(slot.path, Trivia())
            leading = [*trivia.leading, *more]
            if lifted is not None and not lines:
                lifted += leading
                leading = []
            above = _above(Trivia(leading, blank=trivia.blank), indent)
            written = above[:1] == [""]
            if lines and blank_line(shape, slot.path[-1], written=written):
                lines.append("")
            lines += above[written:] + body
        tail = self.comments.get(path, Trivia()).tail
        return lines + _above(Trivia(list(tail)), indent)

    def _part(self, slot: Slot, parent: Shape, indent: int, lifted: list[Comment]) -> list[str]:
        """One entry or item. Comments that find no place in it go to `lifted`."""
        path, node = slot.path, slot.value
        shape = child_shape(parent, path[-1])
        trivia = self.comments.get(path, Trivia())
        inline = [*trivia.inline]
        if (short := _short_form(node, shape)) is not None:
            inside = self.comments.get((*path, "type"), Trivia())
            lifted += inside.leading + trivia.tail
            inline += inside.inline
            node = short
        shape = resolve(node, shape)
        key = path[-1]
        head = " " * indent + ("-" if isinstance(key, int) else f"{_key(key)}:")
        if isinstance(node, Scalar):
            first, *rest = self._scalar(node, shape, len(head) + 1, indent + STEP)
            return [f"{head} {first}{_end_of_line(inline, lifted)}", *rest]
        flow = self._flow(node, shape, parent, path)
        if flow is not None and len(head) + 1 + len(flow) <= WIDTH:
            return [f"{head} {flow}{_end_of_line(inline, lifted)}"]
        if not slots(node, path):
            lifted += trivia.tail
            empty = "{}" if isinstance(node, Mapping) else "[]"
            return [f"{head} {empty}{_end_of_line(inline, lifted)}"]
        if not isinstance(key, int):
            end = _end_of_line(inline, lifted)
            return [head + end, *self.parts(node, shape, path, indent + STEP, None)]
        lifted += inline
        first, *rest = self.parts(node, shape, path, indent + STEP, lifted)
        return [f"{head} {first.lstrip(' ')}", *rest]

    def _scalar(self, node: Scalar, shape: Shape, column: int, indent: int) -> list[str]:
        """A scalar that starts at `column`; the lines of a block are indented by `indent`."""
        role = shape.role if isinstance(shape, Leaf) else Role.TEXT
        text = self._text(node, role)
        fits = "\n" not in text and (role is not Role.EXPRESSION or column + len(text) <= WIDTH)
        if fits and can_be_plain(text, flow=False):
            return [text]
        if role is Role.EXPRESSION and not fits and can_be_block(text):
            broken = "\n" in text or self.print_expression is None
            lines = [text] if broken else wrap(text, WIDTH - indent)
            return block("\n".join(lines) + "\n", indent)
        if "\n" in text and role is not Role.EXPRESSION and can_be_block(text):
            return block(text, indent)
        return [double_quoted(text, expression=role is Role.EXPRESSION)]

    def _text(self, node: Scalar, role: Role) -> str:
        """What is to be written: an expression in canonical form, if there is a printer."""
        text = text_of(node, role)
        if role is Role.EXPRESSION and self.print_expression is not None:
            return self.print_expression(text)
        return text

    def _flow(self, node: Node, shape: Shape, parent: Shape, path: Path) -> str | None:
        """A node in braces or brackets on one line; None if it is not simple enough for that."""
        if isinstance(node, Scalar):
            role = shape.role if isinstance(shape, Leaf) else Role.TEXT
            text = self._text(node, role)
            return text if can_be_plain(text, flow=True) else None
        if path in self.noisy:
            return None
        if isinstance(node, Sequence) and not all(isinstance(i, Scalar) for i in node.items):
            return None
        if isinstance(node, Mapping) and not in_braces(node, shape, parent, path[-1]):
            return None
        parts: list[str] = []
        for slot in _ordered(node, shape, path):
            below = child_shape(shape, slot.path[-1])
            value = _short_form(slot.value, below) or slot.value
            text = self._flow(value, resolve(value, below), shape, slot.path)
            if text is None:
                return None
            name = slot.path[-1]
            parts.append(text if isinstance(name, int) else f"{_key(name)}: {text}")
        inside = ", ".join(parts)
        return f"{{{inside}}}" if isinstance(node, Mapping) else f"[{inside}]"


def _ordered(node: Collection, shape: Shape, path: Path) -> list[Slot]:
    """The parts of a node in the order in which they are written."""
    parts = slots(node, path)
    if isinstance(shape, Record):
        order = key_order(shape)
        parts.sort(key=lambda slot: order.index(str(slot.path[-1])))
    return parts


def _short_form(node: Node, shape: Shape) -> Scalar | None:
    """The type alone, of a column or param that has nothing but its type."""
    if isinstance(shape, Either) and isinstance(node, Mapping) and len(node.entries) == 1:
        entry = node.entries[0]
        if entry.key.text == "type" and isinstance(entry.value, Scalar):
            return entry.value
    return None


def _above(trivia: Trivia, indent: int) -> list[str]:
    """The lines above a part: its comments, and blank lines where there were some."""
    lines: list[str] = []
    for comment in trivia.leading:
        lines += [""] * comment.blank + [" " * indent + comment.text]
    return lines + [""] * trivia.blank


def _end_of_line(inline: list[Comment], lifted: list[Comment]) -> str:
    """The first comment, for the end of a line; the others go to `lifted`."""
    lifted += inline[1:]
    return f"  {inline[0].text}" if inline else ""


def _key(key: str) -> str:
    return key if can_be_plain(key, flow=True) else double_quoted(key)
