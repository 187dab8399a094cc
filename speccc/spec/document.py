"""A loaded document: the model, its text, and where each of its parts stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from speccc.diagnostics import Span
from speccc.spec.models import ProjectModel, SpecModel, TargetModel

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one node of the document stands.

    `value` is the node; `key` the key before it, if it is in a mapping. For a scalar, `offsets`
    gives the (line, column) of each character of its text, and one more for its end.
    """

    value: Span
    key: Span | None = None
    offsets: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Places by path: ("steps", 2, "filter") is the value of that key of the third step."""

    file: str
    marks: dict[Path, Mark] = field(default_factory=dict[Path, Mark])

    def value(self, *path: str | int) -> Span:
        """The span of a node; of its nearest ancestor if the node is not written out."""
        for end in range(len(path), -1, -1):
            mark = self.marks.get(path[:end])
            if mark is not None:
                return mark.value
        return Span(self.file, 1, 1, 1, 1)

    def key(self, *path: str | int) -> Span:
        """The span of the key before a node; of the node where it has none."""
        mark = self.marks.get(path)
        return mark.key if mark is not None and mark.key is not None else self.value(*path)

    def within(self, start: int, end: int, *path: str | int) -> Span:
        """The span of characters start to end (exclusive) of the scalar at `path`."""
        mark = self.marks.get(path)
        if mark is None or mark.offsets is None:
            return self.value(*path)
        last = len(mark.offsets) - 1
        line, column = mark.offsets[min(start, last)]
        if end <= start:
            return Span(self.file, line, column, line, column + 1)
        end_line, end_column = mark.offsets[min(end, last)]
        before_line, before_column = mark.offsets[max(min(end, last) - 1, 0)]
        if before_line < end_line:
            end_line, end_column = before_line, before_column + 1
        return Span(self.file, line, column, end_line, end_column)


@dataclass(frozen=True, slots=True)
class SpecFile:
    """One spec, loaded. `digest` is of the canonical spec: no comments.

    It is structurally valid but for its `broken` parts, about which all is reported: paths of
    sources, steps and sinks in whose place the model holds a stand-in, and of keys that are left
    out. `expressions` are all of the spec's, those of broken parts too.
    """

    file: str
    text: str
    model: SpecModel
    marks: SourceMap
    digest: str
    broken: frozenset[Path] = frozenset()
    expressions: Mapping[Path, str] = field(default_factory=dict[Path, str])


@dataclass(frozen=True, slots=True)
class TargetFile:
    file: str
    text: str
    model: TargetModel
    marks: SourceMap
    digest: str


@dataclass(frozen=True, slots=True)
class ProjectFile:
    file: str
    text: str
    model: ProjectModel
    marks: SourceMap
