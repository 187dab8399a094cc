"""A pipeline's nodes as statements: which become tables, which a common table expression.

A table is made only of what several statements read: the input of a check, the rows of a sink,
and whatever two tables need. Everything else is a common table expression of the one statement
that reads it. Steps that hand their rows on (`sort`, `expect`) are only other names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from speccc.backends.sql import trees
from speccc.backends.sql.aside import rejected
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.fences import fenced
from speccc.backends.sql.relations import Relations
from speccc.ir.rel import (
    Convert,
    Expect,
    Join,
    Judge,
    Node,
    NodeId,
    Pipeline,
    Project,
    Scan,
    ScanRejected,
    Sort,
    Union,
    inputs,
    rule_inputs,
)

#: More rows than there can be: a query with a limit is not merged into what reads it.
_EVERY_ROW = 2**63 - 1

#: What is read of a source, before any step.
SCANS = (Scan, ScanRejected)


@dataclass(frozen=True, slots=True)
class Part:
    """One step: its SELECT under its name. `fenced`: no later condition is asked within it."""

    name: str
    description: str
    body: exp.Expr
    fenced: bool = False


@dataclass(frozen=True, slots=True)
class TableStatement:
    """A table made of the last part; the parts before are common table expressions."""

    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        return self.parts[-1].name


class Layout:
    """Where each node of a pipeline is found."""

    def __init__(
        self, engine: Engine, pipeline: Pipeline, relations: type[Relations] = Relations
    ) -> None:
        self._engine = engine
        self._pipeline = pipeline
        self._nodes = {node.id: node for node in pipeline.nodes}
        self._readers = self._read_by()
        self.tables = self._tables()
        self._fenced = fenced(pipeline)
        self.relations = relations(engine, pipeline, self._source_of)

    def where(self, id: NodeId) -> str:
        """The name under which a node's rows are found, past steps that only hand them on."""
        return self._engine.relation(self._place(id))

    def _place(self, id: NodeId) -> str:
        op = self._nodes[id].op
        match op:
            case Sort() | Expect():
                return self._place(op.input)
            case Scan():
                return op.source
            case ScanRejected():
                return rejected(op.source)
            case _:
                return id

    def table(self, node: Node) -> TableStatement | None:
        """The statement that makes a node's table; None if it is not one."""
        if node.id not in self.tables:
            return None
        needed = self._inlined(node.id)
        ids = [n.id for n in self._pipeline.nodes if n.id in needed and not self._nested(n)]
        return TableStatement(tuple(self._part(id) for id in ids))

    def _read_by(self) -> dict[str, list[NodeId]]:
        """For each place, the nodes that read it; those that only hand on do not count."""
        readers: dict[str, list[NodeId]] = {self._place(n.id): [] for n in self._pipeline.nodes}
        for node in self._pipeline.nodes:
            if self._place(node.id) == node.id and not isinstance(node.op, SCANS):
                for place in dict.fromkeys(self._place(i) for i in inputs(node.op)):
                    readers[place].append(node.id)
        return readers

    def _tables(self) -> frozenset[NodeId]:
        wanted = {self._place(sink.input) for sink in self._pipeline.sinks}
        for node in self._pipeline.nodes:
            wanted.update(self._place(id) for id in checked_inputs(node))
        sources = {self._place(n.id) for n in self._pipeline.nodes if isinstance(n.op, SCANS)}
        roots: dict[NodeId, set[NodeId]] = {}
        for node in reversed(self._pipeline.nodes):
            place = self._place(node.id)
            if place != node.id or place in sources:
                continue
            above = {root for reader in self._readers[place] for root in roots[reader]}
            if len(above) > 1:
                wanted.add(place)
            roots[place] = {place} if place in wanted else above
        return frozenset(wanted - sources)

    def _inlined(self, id: NodeId) -> set[NodeId]:
        """A table's node, and those that only its statement reads."""
        found = {id}
        for place in (self._place(i) for i in inputs(self._nodes[id].op)):
            inside = place in self._nodes and not isinstance(self._nodes[place].op, SCANS)
            if inside and place not in self.tables:
                found |= self._inlined(place)
        return found

    def _nested(self, node: Node) -> bool:
        """Whether it is written inside its only reader: of one derive, column upon column; of an
        unpivot the rows of one column.
        """
        readers = self._readers[node.id]
        if node.id in self.tables or len(readers) != 1 or not isinstance(node.op, Project):
            return False
        reader = self._nodes[readers[0]]
        return isinstance(reader.op, Project | Union) and reader.step == node.step

    def _part(self, id: NodeId) -> Part:
        node = self._nodes[id]
        body, is_fenced = self.relations.select(node), id in self._fenced
        if is_fenced and not self._engine.materializes and id not in self.tables:
            body = cast("exp.Query", body).limit(_EVERY_ROW)
        return Part(self._engine.relation(id), node.description, body, is_fenced)

    def _source_of(self, id: NodeId) -> exp.Expr:
        place = self._place(id)
        node = self._nodes.get(place)
        if node is not None and not isinstance(node.op, SCANS) and self._nested(node):
            return exp.Subquery(
                this=self.relations.select(node), alias=exp.TableAlias(this=trees.name(place))
            )
        return trees.table(self._engine.relation(place))


def checked_inputs(node: Node) -> tuple[NodeId, ...]:
    """The nodes whose rows the run looks at once more, to check what a node asks for."""
    op = node.op
    match op:
        case Expect() | Judge():
            return (op.input, *(id for r in op.rules for id in rule_inputs(r.rule)))
        case Convert(on_error="fail"):
            return (op.input,)
        case Join() if op.check is not None:
            return (op.left, op.right)
        case _:
            return ()
