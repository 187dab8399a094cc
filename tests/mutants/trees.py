"""A document as a tree that can be changed and written again, each node knowing its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from speccc.diagnostics import Reporter, Span
from speccc.spec import nodes
from speccc.spec.nodes import Source
from speccc.spec.yaml_loader import read_yaml


@dataclass(eq=False, slots=True)
class Tree:
    """A scalar as it is written (`raw`), or a list or mapping of trees.

    `start` and `end` are offsets in the text that was last written.
    """

    raw: str = ""
    items: list[Tree] | None = None
    entries: list[tuple[Tree, Tree]] | None = None
    flow: bool = False
    start: int = 0
    end: int = 0

    @property
    def scalar(self) -> bool:
        return self.items is None and self.entries is None

    @property
    def inline(self) -> bool:
        """Whether it is written behind its key, not below it."""
        return self.scalar or self.flow or not (self.items or self.entries)


def read(text: str, file: str) -> Tree:
    """The tree of a document that is restricted YAML."""
    reporter = Reporter()
    document = read_yaml(text, file, reporter)
    assert document is not None, reporter.diagnostics
    return _tree(document.root, document.source)


def _tree(node: nodes.Node, source: Source) -> Tree:
    match node:
        case nodes.Scalar(style=nodes.Style.BLOCK):
            return Tree("|\n" + node.text)
        case nodes.Scalar():
            return Tree(source.text[node.start : node.end])
        case nodes.Sequence():
            return Tree(items=[_tree(item, source) for item in node.items], flow=node.flow)
        case nodes.Mapping():
            entries = [(_tree(e.key, source), _tree(e.value, source)) for e in node.entries]
            return Tree(entries=entries, flow=node.flow)


def write(tree: Tree) -> str:
    """The text of a tree; sets the place of each node."""
    writer = _Writer()
    writer.node(tree, 0)
    return writer.text + "\n"


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list[str])
    at: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.at += len(text)

    def node(self, tree: Tree, indent: int) -> None:
        tree.start = self.at
        if tree.scalar:
            self.put(tree.raw.rstrip("\n").replace("\n", "\n" + " " * indent))
        elif tree.inline:
            self._flow(tree, indent)
        else:
            self._block(tree, indent)
        tree.end = self.at

    def _flow(self, tree: Tree, indent: int) -> None:
        self.put("[" if tree.items is not None else "{")
        for i, item in enumerate(tree.items or ()):
            self.put(", " if i else "")
            self.node(item, indent)
        for i, (key, value) in enumerate(tree.entries or ()):
            self.put(", " if i else "")
            self.node(key, indent)
            self.put(": ")
            self.node(value, indent)
        self.put("]" if tree.items is not None else "}")

    def _block(self, tree: Tree, indent: int) -> None:
        for i, item in enumerate(tree.items or ()):
            self.put("\n" + " " * indent if i else "")
            self.put("- ")
            self.node(item, indent + 2)
        for i, (key, value) in enumerate(tree.entries or ()):
            self.put("\n" + " " * indent if i else "")
            self.node(key, indent)
            self.put(":")
            self.put(" " if value.inline else "\n" + " " * (indent + 2))
            self.node(value, indent + 2)


def span(tree: Tree, source: Source) -> Span:
    """The place of a node in the text that was written."""
    return source.span(tree.start, tree.end)


@dataclass(frozen=True, slots=True)
class Site:
    """A node, where it hangs (`parent`), and the keys before the two, where they have one."""

    node: Tree
    parent: Tree | None
    key: Tree | None
    parent_key: Tree | None
    path: tuple[str | int, ...]


def sites(tree: Tree) -> Iterator[Site]:
    """Every value of a document, the root first."""
    yield from _sites(Site(tree, None, None, None, ()))


def _sites(site: Site) -> Iterator[Site]:
    yield site
    for i, item in enumerate(site.node.items or ()):
        yield from _sites(Site(item, site.node, None, site.key, (*site.path, i)))
    for key, value in site.node.entries or ():
        yield from _sites(Site(value, site.node, key, site.key, (*site.path, key.raw)))


def duplicate(tree: Tree) -> Tree:
    """A tree of its own, to be changed."""
    items = None if tree.items is None else [duplicate(item) for item in tree.items]
    entries = tree.entries and [(duplicate(key), duplicate(value)) for key, value in tree.entries]
    return Tree(tree.raw, items, entries, tree.flow)
