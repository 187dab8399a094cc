"""Where in a spec the lines of the scripts come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from speccc.backends.flink.engine import FLINK
from speccc.backends.flink.reading import file_table
from speccc.backends.sql.contract import stored
from speccc.diagnostics import Span
from speccc.ir.expr import Item
from speccc.ir.rel import Filter, GroupBy, Node, Pipeline, Project, Scan, Sink, Source, Window

_NAME = r"`((?:[^`]|``)+)`"
_STATEMENT = re.compile(rf"(?:CREATE TEMPORARY (?:TABLE|VIEW)|INSERT (?:OVERWRITE|INTO)) {_NAME}")
#: A common table expression, and the line that ends the last of them.
_PART = re.compile(rf"  {_NAME} AS \($")
_END_OF_PARTS = "  )"
#: The view of findings; what is between its queries, the number of a step with which one begins,
#: and what it reads.
_FINDINGS = "__findings"
_TOGETHER = "UNION ALL"
_NUMBER = re.compile(r"  (\d+),$")
_FROM = re.compile(rf"\s*FROM {_NAME}")
#: How a line of a SELECT's list ends; a whole line that makes a column; what ends such a list.
_MADE = re.compile(rf"AS {_NAME},?$")
_COLUMN = re.compile(rf"\s*(?:`[^`]+`\.)?{_NAME}(?: [A-Z].*)?,?$")
_END_OF_LIST = re.compile(r"\s*(?:CREATE|FROM|WHERE|GROUP BY|ORDER BY|SELECT|WITH|\) WITH)\b")


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands under one name in the scripts: its place in the spec, and those of columns."""

    span: Span | None
    columns: dict[str, Span | None] = field(default_factory=dict[str, Span | None])


class Origins:
    """The places in the spec of what is named in the scripts of a (lowered) pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._steps = [node.span for node in pipeline.nodes]
        self._parts = dict(_parts(pipeline))

    def of(self, statement: str, line: int) -> Span | None:
        """The place in the spec of a line, counted from 1, of a statement of the scripts.

        The column, the condition or the step that it computes; None if it is of no step.
        """
        lines = statement.split("\n")
        name = _around(lines[:line])
        if name == _FINDINGS:
            return self._of_finding(lines, line)
        part = self._parts.get(name)
        if part is None:
            return None
        column = _column(lines[line - 1 :], part.columns)
        return part.columns.get(column) or part.span

    def _of_finding(self, lines: Sequence[str], line: int) -> Span | None:
        query = list(_query(lines, line))
        number = next((int(found[1]) for text in query if (found := _NUMBER.match(text))), 0)
        if number:
            return self._steps[number - 1]
        read = next((found[1] for text in query if (found := _FROM.match(text))), "")
        part = self._parts.get(_unquoted(read))
        return part.span if part else None


def _around(head: Iterable[str]) -> str:
    """The name under which stands the last of these lines, the first ones of a statement."""
    whole = inner = ""
    for text in head:
        if found := _STATEMENT.match(text):
            whole = inner = found[1]
        elif found := _PART.match(text):
            inner = found[1]
        elif text == _END_OF_PARTS:
            inner = whole
    return _unquoted(inner)


def _query(lines: Sequence[str], line: int) -> Iterator[str]:
    """The lines of the query, of those that are put together, in which a line stands."""
    found: list[str] = []
    for number, text in enumerate(lines, start=1):
        if text == _TOGETHER and number > line:
            break
        found = [] if text == _TOGETHER else [*found, text]
    yield from found


def _column(tail: Iterable[str], known: Iterable[str]) -> str:
    """Which of these columns is made by the first of the lines; empty if it is none."""
    for text in tail:
        if _END_OF_LIST.match(text):
            return ""
        found = _MADE.search(text) or _COLUMN.match(text)
        if found and _unquoted(found[1]) in known:
            return _unquoted(found[1])
    return ""


def _unquoted(name: str) -> str:
    return name.replace("``", "`")


def _parts(pipeline: Pipeline) -> Iterator[tuple[str, _Part]]:
    for source in pipeline.sources:
        made = _end(source)
        yield from ((name, made) for name in (file_table(source), stored(source), source.name))
    for sink in pipeline.sinks:
        yield sink.name, _end(sink)
    steps: dict[str, _Part] = {}
    for node in pipeline.nodes:  # one step may be several nodes, of which some have no name
        part = steps.setdefault(node.step, _Part(_span(node)))
        for item in _items(node):
            part.columns[item.name] = item.expr.span or part.columns.get(item.name)
        if not isinstance(node.op, Scan):
            yield FLINK.relation(node.id), part


def _end(end: Source | Sink) -> _Part:
    columns = {column.path[0]: column.span for column in end.columns}
    return _Part(end.span, columns | {column.name: column.span for column in end.columns})


def _span(node: Node) -> Span | None:
    return (node.op.predicate.span if isinstance(node.op, Filter) else None) or node.span


def _items(node: Node) -> tuple[Item, ...]:
    match node.op:
        case Project() | Window():
            return node.op.items
        case GroupBy():
            return node.op.measures
        case _:
            return ()
