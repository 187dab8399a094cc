"""What a dialect does not build: found before anything is compiled, and refused by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from speccc.backends.sql.engine import Engine
from speccc.backends.used import Conversion, Function, used
from speccc.diagnostics import Diagnostic, InternalError, Span
from speccc.diagnostics.codes import sql_target
from speccc.functions.model import Form
from speccc.ir.expr import Expr
from speccc.ir.rel import Join, Node, Pipeline, Scan, ScanRejected, inputs
from speccc.types import Kind, Type


@dataclass(frozen=True, slots=True)
class Part:
    """A shape of expressions that is refused: `what` for a list, `reason`, and how it is told."""

    what: str
    reason: str
    matches: Callable[[Expr], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Refused:
    """The reasons, by what is refused. With the tables of the engine `functions` are the whole
    catalogue; a conversion that neither has is refused if one of its kinds is.

    `joins` by kind; `words`: kinds whose stored values have no text, which rows put aside need;
    `zones`: why a column has no time zone of its own; `parts`: expressions of a shape.
    """

    functions: Mapping[Form, Mapping[str, str]]
    kinds: Mapping[Kind, str] = field(default_factory=dict[Kind, str])
    joins: Mapping[str, str] = field(default_factory=dict[str, str])
    conversions: Mapping[tuple[Kind, Kind], str] = field(default_factory=dict[Any, str])
    words: Mapping[Kind, str] = field(default_factory=dict[Kind, str])
    zones: str = ""
    parts: tuple[Part, ...] = ()


#: Of an engine that has everything.
NOTHING = Refused(functions={form: {} for form in Form})


def refusals(pipeline: Pipeline, engine: Engine, refused: Refused) -> Iterator[Diagnostic]:
    """Everything that stands in the way (E0725), in the order of the spec."""
    find = _Find(pipeline, engine, refused)
    said: set[str] = set()
    for diagnostic in find.all():
        if str(diagnostic) not in said:
            said.add(str(diagnostic))
            yield diagnostic


@dataclass(frozen=True, slots=True)
class _Find:
    pipeline: Pipeline
    engine: Engine
    refused: Refused

    def all(self) -> Iterator[Diagnostic]:
        for param in self.pipeline.params:
            yield from self._kind(f"parameter '{param.name}'", param.type, param.span)
        for source in self.pipeline.sources:
            for column in source.columns:
                what = f"column '{column.name}' of '{source.name}'"
                yield from self._kind(what, column.type, column.span)
                aside = source.on_error == "quarantine"
                if aside and column.type.kind in self.refused.words:
                    reason = self.refused.words[column.type.kind]
                    yield self._no(f"{what}, which puts rows aside,", reason, column.span)
                if self.refused.zones and column.zone not in ("", "UTC"):
                    yield self._no(f"the zone of {what}", self.refused.zones, column.span)
        schemas = {node.id: node.schema for node in self.pipeline.nodes}
        for node in self.pipeline.nodes:
            given = {(c.name, c.type) for name in inputs(node.op) for c in schemas[name]}
            for column in () if isinstance(node.op, Scan | ScanRejected) else node.schema:
                if (column.name, column.type) not in given:
                    what = f"column '{column.name}' of '{node.step}'"
                    yield from self._kind(what, column.type, node.span)
            yield from self._step(node, {type.kind for _, type in given})

    def _step(self, node: Node, given: Collection[Kind]) -> Iterator[Diagnostic]:
        """A kind that is `given` to the step was told of where it was made."""
        if isinstance(node.op, Join) and node.op.kind in self.refused.joins:
            reason = self.refused.joins[node.op.kind]
            yield self._no(f"a {node.op.kind} join", reason, node.span)
        for part in used(node, self.pipeline):
            match part:
                case Function():
                    yield from self._function(part)
                case Conversion():
                    yield from self._conversion(part)
                case _:
                    yield from self._part(part, node)
                    if part.type.kind not in given:
                        yield from self._kind("this", part.type, part.span or node.span)

    def _part(self, part: Expr, node: Node) -> Iterator[Diagnostic]:
        for refused in self.refused.parts:
            if refused.matches(part):
                yield self._no("this", refused.reason, part.span or node.span)

    def _function(self, called: Function) -> Iterator[Diagnostic]:
        if called.name in self.engine.lowerings(called.form):
            return
        reason = self.refused.functions[called.form].get(called.name)
        if reason is None:
            raise InternalError(f"{called.form} {called.name} is neither lowered nor refused")
        yield self._no(f"'{called.name}'", reason, called.span)

    def _conversion(self, wanted: Conversion) -> Iterator[Diagnostic]:
        source, to = wanted.source, wanted.to
        pair, tries = (source.kind, to.kind), wanted.mode == "try"
        known = pair in self.engine.casts or (tries and pair in self.engine.try_casts)
        if source == to or known:
            return
        reason = self.refused.conversions.get(pair)
        if reason is None and not {source.kind, to.kind} & set(self.refused.kinds):
            raise InternalError(f"{source} to {to} is neither lowered nor refused")
        if reason is not None:
            yield self._no(f"{source} as {to}", reason, wanted.span)

    def _kind(self, what: str, type: Type, span: Span | None) -> Iterator[Diagnostic]:
        reason = self.refused.kinds.get(type.kind)
        if reason is not None:
            yield self._no(f"{what} ({type})", reason, span)

    def _no(self, what: str, reason: str, span: Span | None) -> Diagnostic:
        return sql_target.NOT_IN_DIALECT.at(
            span, what=what, dialect=self.engine.name, reason=reason
        )
