"""The restricted YAML of the language: text to a node tree in which every scalar is text.

libyaml's parser delivers events; this module builds the tree from them and refuses what the
language leaves out. Events, not its composed nodes: those no longer show anchors and aliases,
and composing recurses in C.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from speccc.diagnostics import Code, Diagnostic, InternalError, Reporter
from speccc.diagnostics.codes import yaml as codes
from speccc.spec.decode import decode
from speccc.spec.nodes import Document, Entry, Mapping, Node, Scalar, Sequence, Source, Style
from speccc.spec.scalars import in_double_quotes
from speccc.spec.yaml_errors import report_parser_error

MAX_DEPTH = 32

#: After an unreadable value its place is filled in and reading goes on, at most this often.
_MAX_RETRIES = 20

_STYLES = {"'": Style.SINGLE, '"': Style.DOUBLE, "|": Style.BLOCK}


_DIRECTIVE = re.compile("^%.*", re.MULTILINE)
#: What to do about a key or item without a value.
_FILL = 'give it a value, leave it out, or write "" for the empty text'

_NEXT_LINE = re.compile(r":[ ]*(?:#.*)?\n+(?P<blanks>[ ]*)\w")
_WORD = re.compile(r"[^\s,\[\]{}]+")


def read_yaml(content: str | bytes, file: str, reporter: Reporter) -> Document | None:
    """The document in `content`.

    None, and at least one error in `reporter`, if it is not the restricted YAML.
    """
    source = decode(content, file, reporter)
    if source is None:
        return None
    found = Reporter()
    builder = _read(source, found)
    for diagnostic in found.diagnostics:
        if not _follows(diagnostic, found.diagnostics):
            reporter.add(diagnostic)
    if found.failed:
        return None
    if builder.root is None:
        reporter.add(codes.EMPTY_FILE.at(source.span(0, 0)))
        return None
    return Document(source, builder.root)


def _follows(diagnostic: Diagnostic, found: Iterable[Diagnostic]) -> bool:
    """Whether it is about a part of a value that is reported as unreadable, or as split."""
    within = codes.SPLIT_AT_COMMA if diagnostic.code is codes.QUOTE_THIS else codes.QUOTE_THIS
    place = diagnostic.span
    return place is not None and any(
        other.code is within and other.span is not None and other.span.starts(place)
        for other in found
    )


def _read(source: Source, reporter: Reporter) -> _Builder:
    """The builder after all events; after a value it cannot read, again without that value."""
    text = source.text
    builder = _Builder(source, reporter)
    for _ in range(_MAX_RETRIES):
        try:
            for event in yaml.parse(text, Loader=yaml.CBaseLoader):
                if not builder.take(event):
                    break
        except yaml.MarkedYAMLError as error:
            if builder.unclosed:
                break
            unreadable = report_parser_error(error, source, reporter)
            if unreadable is None:
                break
            start, end = unreadable
            filled = text[:start] + "x" * (end - start) + text[end:]
            if filled == text:
                break
            text, builder = filled, _Builder(source, reporter)
        except yaml.YAMLError as error:
            raise InternalError(f"libyaml refused what was let through: {error}") from error
        else:
            break
    return builder


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet; `key` waits for its value."""

    start: int
    flow: bool
    mapping: bool
    entries: list[Entry] = field(default_factory=list[Entry])
    items: list[Node] = field(default_factory=list[Node])
    keys: dict[str, Scalar] = field(default_factory=dict[str, Scalar])
    key: Scalar | None = None


class _Builder:
    """Builds the tree from the events, in order. `unclosed`: a quoted text ran over lines."""

    def __init__(self, source: Source, reporter: Reporter) -> None:
        self.source = source
        self.text = source.text
        self.reporter = reporter
        self.root: Node | None = None
        self.unclosed = False
        self.stack: list[_Open] = []
        self.started = False

    def take(self, event: yaml.Event) -> bool:
        """Takes the next event. False if what follows is of no use."""
        start, end = _range(event)
        match event:
            case yaml.DocumentStartEvent():
                return self._document(start, end)
            case yaml.AliasEvent():
                self._refuse(codes.ALIAS, start, end, alias=self.text[start:end])
                self._add(_refused(start, end))
            case yaml.ScalarEvent():
                self._add(self._scalar(event, start, end))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._decorations(event, start)
                self._indentation(start)
                if len(self.stack) == MAX_DEPTH:
                    self._refuse(codes.TOO_DEEP, start, end, limit=MAX_DEPTH)
                    return False
                mapping = isinstance(event, yaml.MappingStartEvent)
                self.stack.append(_Open(start, bool(event.flow_style), mapping))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(end)
            case _:
                pass
        return True

    def _refuse(self, code: Code, start: int, end: int, **params: str | int) -> None:
        self.reporter.add(code.at(self.source.span(start, end), note="", **params))

    def _empty_key(self, key: Scalar, end: int, instead: str = _FILL) -> None:
        what = f"the key '{key.text}'"
        self._refuse(codes.EMPTY_VALUE, key.start, end, what=what, instead=instead)

    def _document(self, start: int, end: int) -> bool:
        directive = _DIRECTIVE.search(self.text, 0, end)
        if directive is not None:
            self._refuse(codes.DIRECTIVE, directive.start(), directive.end())
        if self.started:
            self._refuse(codes.SECOND_DOCUMENT, start, end)
            return False
        self.started = True
        return True

    def _decorations(self, event: yaml.NodeEvent, start: int) -> bool:
        """Refuses an anchor and a tag. Whether there was one."""
        tag: str | None = getattr(event, "tag", None)
        if event.anchor is not None:
            at, end = self._word("&", start)
            self._refuse(codes.ANCHOR, at, end, name=event.anchor)
        if tag is not None:
            at, end = self._word("!", start)
            self._refuse(codes.TAG, at, end, tag=self.text[at:end])
        return event.anchor is not None or tag is not None

    def _word(self, sign: str, start: int) -> tuple[int, int]:
        """The range of an anchor or tag, the first of its sign after `start`."""
        at = self.text.index(sign, start)
        found = _WORD.match(self.text, at)
        return at, found.end() if found is not None else at + 1

    def _indentation(self, start: int) -> None:
        """Refuses a tab among the blanks before the first thing of a line."""
        line = self.source.line_of(start)[0]
        before = self.text[line:start]
        if "\t" in before and not before.strip(" \t"):
            at = line + before.index("\t")
            self._refuse(codes.TAB_INDENTATION, at, at + 1)

    def _scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> Scalar:
        scalar = Scalar(start, end, event.value, _STYLES.get(event.style or "", Style.PLAIN))
        self._indentation(start)
        if self._decorations(event, start):
            return _refused(start, end)
        if "\0" in event.value:
            self._refuse(codes.NUL, start, end)
            return _refused(start, end)
        if event.style == ">":
            self._refuse(codes.FOLDED, start, self.source.line_of(start)[1])
            return _refused(start, end)
        if scalar.style is Style.BLOCK:
            body = self.text[start:end].rstrip(" \n")
            return Scalar(start, start + len(body), event.value, Style.BLOCK)
        if "\n" in self.text[start:end]:
            self._refuse(codes.SEVERAL_LINES, start, end)
            self.unclosed = self.unclosed or scalar.style is not Style.PLAIN
        return scalar

    def _close(self, end: int) -> None:
        done = self.stack.pop()
        if done.flow and done.mapping:
            self._split_values(done.entries)
        if not done.flow:
            last = done.entries[-1].value if done.mapping else done.items[-1]
            end = last.end
        if done.mapping:
            self._add(Mapping(done.start, end, tuple(done.entries), done.flow))
        else:
            self._add(Sequence(done.start, end, tuple(done.items), done.flow))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = None if _is_empty(node) else node
            return
        top = self.stack[-1]
        if not top.mapping:
            if _is_empty(node):
                at = node.start if node.end > node.start else node.start - 1
                what = "this list item"
                self._refuse(codes.EMPTY_VALUE, at, at + 1, what=what, instead=_FILL)
            top.items.append(node)
        elif top.key is None:
            top.key = self._key(node, top)
        else:
            if _is_empty(node) and not top.flow:
                instead = self._indent_hint(top.key) or _FILL
                self._empty_key(top.key, top.key.end, instead)
            top.entries.append(Entry(top.key, node))
            top.key = None

    def _indent_hint(self, key: Scalar) -> str:
        """What to do if the lines below a key without a value were meant to be its value."""
        column = self.source.place(key.start)[1] - 1
        below = _NEXT_LINE.match(self.text, key.end)
        if below is None or len(below["blanks"]) != column or not column:
            return ""
        return f"indent the lines below it if they belong to '{key.text}'; else give it a value"

    def _key(self, node: Node, top: _Open) -> Scalar:
        line = self.source.line_of(node.start)[0]
        explicit = self.text[line : node.start].rstrip(" ").endswith("?")
        if not isinstance(node, Scalar) or explicit or _is_empty(node):
            self._refuse(codes.COMPLEX_KEY, node.start, max(node.end, node.start + 1))
            return Scalar(node.start, node.end, f"\0{node.start}", Style.PLAIN)
        first = top.keys.setdefault(node.text, node)
        if node.text == "<<" and node.style is Style.PLAIN:
            self._refuse(codes.MERGE_KEY, node.start, node.end)
        elif first is not node:
            line_number = self.source.place(first.start)[0]
            self._refuse(codes.DUPLICATE_KEY, node.start, node.end, key=node.text, line=line_number)
        return node

    def _split_values(self, entries: list[Entry]) -> None:
        """Refuses the keys without a value of a mapping in braces, one error for each run."""
        run: Entry | None = None
        before: Entry | None = None
        for entry in entries:
            if not _is_empty(entry.value):
                before, run = entry, None
                continue
            key = entry.key
            if self.text[key.end : key.end + 1] == ":":
                self._empty_key(key, key.end)
            elif run is None:
                run = entry
                self._split_value(before, key, self._end_of_run(entries, entry))

    def _split_value(self, before: Entry | None, key: Scalar, end: int) -> None:
        """Refuses the value that a comma ended too early, or keys that never had one."""
        if before is None:
            items = self.text[key.start : end]
            self._empty_key(key, end, f"give it a value; a list is written in brackets: [{items}]")
            return
        start = before.value.start
        cut = self.text[start : before.value.end]
        quoted = in_double_quotes(self.text[start:end])
        self._refuse(codes.SPLIT_AT_COMMA, start, end, cut=cut, quoted=quoted)

    def _end_of_run(self, entries: list[Entry], first: Entry) -> int:
        end = first.key.end
        for entry in entries[entries.index(first) :]:
            if not _is_empty(entry.value):
                break
            end = entry.key.end
        return end


def _range(event: yaml.Event) -> tuple[int, int]:
    """The offsets of an event."""
    if event.start_mark is None or event.end_mark is None:
        raise InternalError("libyaml delivered an event without its place")
    return event.start_mark.index, event.end_mark.index


def _refused(start: int, end: int) -> Scalar:
    """Stands for a scalar that was refused, so that nothing more is said about it."""
    return Scalar(start, end, "refused", Style.PLAIN)


def _is_empty(node: Node) -> bool:
    """Whether nothing is written there (a quoted empty text is something)."""
    return isinstance(node, Scalar) and (
        (node.style is Style.PLAIN and not node.text)
        or (node.style is Style.BLOCK and not node.text.strip(" \t\n"))
    )
