"""Is a document built as its kind must be? From nodes to plain data that the models accept.

One walk along the shapes turns scalars into what their fields want, notes where everything
stands and picks the variant of each step and rule by its operator key. Then jsonschema checks
the whole document without its steps and rules, and each of those against its own variant only,
so that its errors are about that variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, assert_never

from speccc.diagnostics import Diagnostic, Reporter
from speccc.diagnostics.codes import structure as codes
from speccc.spec.document import Mark, Path, SourceMap
from speccc.spec.forms import RULES, STEPS
from speccc.spec.nodes import Document, Mapping, Node, Scalar, Sequence, Style
from speccc.spec.quoting import check_expression
from speccc.spec.roles import Role
from speccc.spec.scalars import offsets
from speccc.spec.shapes import Either, Free, Leaf, ListOf, MapOf, Record, Shape, Variants
from speccc.spec.words import operator_hint

_INTEGER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A step or rule, to be checked against its own definition in the schema."""

    path: Path
    definition: str
    value: Any


@dataclass(frozen=True, slots=True)
class Plain:
    """A document as plain data, with its places. `settled` are the paths reported already,
    `broken` the paths of all that is wrong; `expressions` are all that YAML leaves as written.
    """

    value: Any
    marks: SourceMap
    fragments: list[Fragment] = field(default_factory=list[Fragment])
    settled: set[Path] = field(default_factory=set[Path])
    broken: set[Path] = field(default_factory=set[Path])
    expressions: dict[Path, str] = field(default_factory=dict[Path, str])


def to_plain(document: Document, shape: Shape, reporter: Reporter) -> Plain:
    """The document's data and places. What is wrong along the way is reported."""
    walk = _Walk(document, reporter)
    value = walk.node(document.root, shape, (), None)
    return Plain(value, walk.marks, walk.fragments, walk.settled, walk.broken, walk.expressions)


class _Walk:
    def __init__(self, document: Document, reporter: Reporter) -> None:
        self.source = document.source
        self.reporter = reporter
        self.marks = SourceMap(document.source.file)
        self.fragments: list[Fragment] = []
        self.settled: set[Path] = set()
        self.broken: set[Path] = set()
        self.expressions: dict[Path, str] = {}

    def node(self, node: Node, shape: Shape, path: Path, key: Scalar | None) -> Any:
        """The value of a node; where it does not fit its shape, simply what is written."""
        self._mark(node, path, key)
        match shape, node:
            case Leaf(role), Scalar():
                return self._scalar(node, role, path)
            case Record(_, fields), Mapping():
                return self._mapping(node, fields, None, path)
            case MapOf(item), Mapping():
                return self._mapping(node, {}, item, path)
            case ListOf(item), Sequence():
                return self._items(node, item, path)
            case Variants(), Mapping():
                return self._variant(node, shape, path)
            case Either(), _:
                return self._either(node, shape, path, key)
            case _:
                return self._as_written(node, path)

    def _mark(self, node: Node, path: Path, key: Scalar | None) -> None:
        span = self.source.span(node.start, node.end)
        key_span = self.source.span(key.start, key.end) if key is not None else None
        places = None
        if isinstance(node, Scalar):
            places = tuple(self.source.place(at) for at in offsets(node, self.source))
        self.marks.marks[path] = Mark(span, key_span, places)

    def _mapping(
        self, node: Mapping, fields: dict[str, Shape], rest: Shape | None, path: Path
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for entry in node.entries:
            name = entry.key.text
            shape = fields.get(name, rest or Free())
            found[name] = self.node(entry.value, shape, (*path, name), entry.key)
        return found

    def _items(self, node: Sequence, shape: Shape, path: Path) -> list[Any]:
        return [self.node(item, shape, (*path, i), None) for i, item in enumerate(node.items)]

    def _as_written(self, node: Node, path: Path) -> Any:
        match node:
            case Scalar():
                return node.text
            case Mapping():
                return self._mapping(node, {}, Free(), path)
            case Sequence():
                return self._items(node, Free(), path)
            case _:
                assert_never(node)

    def _either(self, node: Node, shape: Either, path: Path, key: Scalar | None) -> Any:
        kinds = {Scalar: Leaf, Mapping: (Record, MapOf, Variants), Sequence: ListOf}
        fitting = [o for o in shape.options if isinstance(o, kinds[type(node)])]
        if not fitting:
            return self._as_written(node, path)
        value = self.node(node, fitting[0], path, key)
        if isinstance(node, Mapping) and list(value) == ["type"] and len(shape.options) == 2:
            return self._short_form(path, value)
        return value

    def _short_form(self, path: Path, value: dict[str, Any]) -> Any:
        """`{type: text}` is the same as `text`, and is passed on as that."""
        inner, outer = self.marks.marks[(*path, "type")], self.marks.marks[path]
        if not isinstance(value["type"], str):
            return value
        self.marks.marks[path] = Mark(inner.value, outer.key, inner.offsets)
        return value["type"]

    def _scalar(self, node: Scalar, role: Role, path: Path) -> Any:
        """What the field makes of a text. The end of a block counts only where it is a text."""
        if role is Role.EXPRESSION:
            if check_expression(node, self.source, self.reporter):
                self.expressions[path] = text_of(node, role)
            else:
                self.broken.add(path)
        if role is Role.INTEGER:
            if _INTEGER.fullmatch(node.text):
                return int(node.text)
            self._settle(
                path,
                codes.NOT_AN_INTEGER.at(
                    self.marks.value(*path), what=name_of(path), value=node.text
                ),
            )
        return text_of(node, role)

    def _settle(self, path: Path, diagnostic: Diagnostic) -> None:
        self.settled.add(path)
        self.broken.add(path)
        self.reporter.add(diagnostic)

    def _variant(self, node: Mapping, shape: Variants, path: Path) -> Any:
        operators = [e.key for e in node.entries if e.key.text in shape.records]
        if len(operators) == 1:
            record = shape.records[operators[0].text]
            value = self._mapping(node, record.fields, None, path)
            self.fragments.append(Fragment(path, record.model.__name__, value))
            return value
        self.broken.add(path)
        known = tuple(shape.records)
        if operators:
            keys = ", ".join(key.text for key in operators)
            span = self.source.span(operators[1].start, operators[1].end)
            self.reporter.add(codes.TWO_OPERATORS.at(span, what=shape.what, keys=keys))
            return self._as_written(node, path)
        common = next(iter(shape.records.values())).fields
        strange = [e.key for e in node.entries if e.key.text not in common]
        if not strange:
            span = self.source.span(node.start, node.end)
            listed = ", ".join(known)
            self.reporter.add(codes.NO_OPERATOR.at(span, what=shape.what, known=listed))
        for key in strange:
            span = self.source.span(key.start, key.end)
            note = operator_hint(key.text, STEPS if shape.what == "step" else RULES)
            self.reporter.add(
                codes.UNKNOWN_OPERATOR.at(span, note=note, what=shape.what, key=key.text)
            )
        return self._as_written(node, path)


def text_of(node: Scalar, role: Role) -> str:
    """The text of a scalar; of an expression in a `|` block without the end of its last line."""
    if node.style is Style.BLOCK and role is Role.EXPRESSION:
        return node.text.rstrip(" \n")
    return node.text


def name_of(path: Path) -> str:
    """How a message calls a node: 'limit', item 2 of 'keys', the document."""
    if not path:
        return "the document"
    last = path[-1]
    if isinstance(last, str):
        return f"'{last}'"
    return f"item {last + 1} of {name_of(path[:-1])}"
