"""A whole spec to a checked pipeline: the way into this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from speccc.analyse.besides import reads_besides
from speccc.analyse.build import Build, Made
from speccc.analyse.declarations import Declarations
from speccc.analyse.examples import Examples
from speccc.analyse.incremental import check_flow
from speccc.analyse.rejects import SUFFIX, unknown_note
from speccc.analyse.relations import Relations
from speccc.analyse.schedules import check_schedule
from speccc.analyse.sinks import check_sink
from speccc.analyse.sources import Sources
from speccc.analyse.steps import HANDLERS, RESULTS
from speccc.analyse.syntax import check_syntax
from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import names, steps
from speccc.ir.rel import (
    Expect,
    Limit,
    Node,
    Parameter,
    Pipeline,
    Rejected,
    Scan,
    Sink,
    Sort,
    inputs,
)
from speccc.spec import models
from speccc.spec.document import SpecFile


def analyse(
    spec: SpecFile, upstream: Mapping[str, Pipeline], reporter: Reporter
) -> Pipeline | None:
    """The checked pipeline, or None if anything is wrong (and reported).

    `upstream` are the checked pipelines that its sources may read, by name; one that is missing
    because it is itself broken is the caller's to leave out of the report.
    """
    return _Analysis(spec, upstream, reporter, Relations(spec, reporter)).run()


def reads_pipelines(spec: models.SpecModel) -> tuple[tuple[str, str], ...]:
    """(source, pipeline) for each source that reads another pipeline's sink."""
    found: list[tuple[str, str]] = []
    for name, source in spec.sources.items():
        if source.connector == "pipeline":
            sink = (source.options or {}).get("sink")
            if isinstance(sink, str):
                found.append((name, sink.partition(".")[0]))
    return tuple(found)


@dataclass(slots=True)
class _Analysis:
    spec: SpecFile
    upstream: Mapping[str, Pipeline]
    reporter: Reporter
    relations: Relations
    params: dict[str, Parameter] = field(default_factory=dict[str, Parameter])

    def run(self) -> Pipeline | None:
        model, reporter = self.spec.model, self.reporter
        before = len(reporter.diagnostics)
        declarations = Declarations(self.spec.marks, reporter)
        self._check_names()
        self.params = declarations.params(model)
        check_schedule(self.spec, self.params.values(), reporter)
        sources = Sources(self.relations, declarations, self.upstream, self.params).read()
        self._steps()
        sinks = self._sinks(declarations)
        check_flow(sources, self.relations.nodes, sinks, declarations)
        self.relations.check_all_read()
        if self.spec.broken or any(d.severity == "error" for d in reporter.diagnostics[before:]):
            return None
        examples = Examples(
            self.spec.marks,
            reporter,
            self.params,
            {s.name: s for s in sources},
            {name: node for name, node in self.relations.readable().items() if node is not None},
            {s.name: s for s in sinks},
            {node.id: node for node in self.relations.nodes},
        ).read(model.examples or ())
        if reporter.failed:
            return None
        schedule = model.schedule
        return Pipeline(
            name=model.name,
            file=self.spec.file,
            digest=self.spec.digest,
            params=tuple(self.params.values()),
            sources=sources,
            nodes=live(tuple(self.relations.nodes), sinks),
            sinks=sinks,
            examples=examples,
            description=model.description or "",
            owner=model.owner or "",
            schedule=(schedule.cron, schedule.timezone) if schedule else None,
        )

    # --- names ----------------------------------------------------------------------------------

    def _check_names(self) -> None:
        """One namespace for sources, named steps and sinks; none differ in case only."""
        model, marks = self.spec.model, self.spec.marks
        taken: dict[str, tuple[str, str]] = {}
        places = [("source", n, marks.key("sources", n)) for n in model.sources]
        places += [
            ("step", s.name, marks.value("steps", i, "name"))
            for i, s in enumerate(model.steps)
            if s.name is not None
        ]
        places += [("sink", n, marks.key("sinks", n)) for n in model.sinks]
        for what, name, span in places:
            other = taken.get(name.lower())
            if other is not None:
                shown = f"a {other[0]}" + ("" if other[1] == name else f" ('{other[1]}')")
                self.reporter.add(names.DUPLICATE_NAME.at(span, name=name, other=shown))
            taken.setdefault(name.lower(), (what, name))

    # --- steps ----------------------------------------------------------------------------------

    def _steps(self) -> None:
        model = self.spec.model
        previous: str | None = None
        for position, step in enumerate(model.steps):
            wanted = step.name or RESULTS[step.op]
            name = step.name or self.relations.free_id(wanted)
            made = None
            if ("steps", position) in self.spec.broken:
                self.relations.lost = True
            else:
                source = self._input(step, position, previous)
                self._note_reads(step, position)
                if source is not None:
                    made = self._step(step, position, name, source)
            if made is None:
                check_syntax(self.spec, ("steps", position), self.reporter)
                self.relations.broken(name)
            else:
                self.relations.named[name] = made
            previous = name

    def _input(self, step: models.Step, position: int, previous: str | None) -> Node | None:
        """The main input of a step; None if it is missing or broken."""
        marks, path = self.spec.marks, ("steps", position)
        name = step.from_
        if name is None:
            sources = list(self.spec.model.sources)
            if previous is None and len(sources) > 1:
                span = marks.value(*path)
                self.reporter.add(
                    names.AMBIGUOUS_INPUT.at(span, count=len(sources), first=sources[0])
                )
                self.relations.read.update(sources)
                return None
            name = previous or sources[0]
        elif name not in self.relations.readable():
            self.relations.note_read(name)
            span = marks.value(*path, "from")
            note = self._unknown_note(name, position)
            self.reporter.add(names.UNKNOWN_RELATION.at(span, name=name, note=note))
            return None
        self.relations.read.add(name)
        node = self.relations.readable()[name]
        if not isinstance(step, models.LimitStep):
            self._refuse_sorted(node, *path)
        return node

    def _unknown_note(self, name: str, position: int) -> str:
        later = [s.name for s in self.spec.model.steps[position:] if s.name is not None]
        if name.removesuffix(SUFFIX) in later:
            return f"'{name.removesuffix(SUFFIX)}' is a later step; a step reads earlier ones"
        return unknown_note(name, tuple(self.relations.readable()))

    def _step(self, step: models.AnyStep, position: int, id: str, source: Node) -> Node | None:
        path = ("steps", position)
        parts = self.relations.part_ids(id)
        build = Build(
            self.spec.marks,
            self.reporter,
            self.params,
            path,
            parts,
            source,
            self.relations.readable(),
            self.relations.free_id(f"{id}_judged"),
            self.relations.free_id(f"{id}_rejected"),
        )
        made: list[Made] | None = HANDLERS[type(step)](step, build)
        if made is None:
            return None
        address = f"steps[{position}].{step.op}"
        span = self.spec.marks.value(*path)
        for number, part in enumerate(made, start=1):
            last = number == len(made)
            node = Node(
                id if last else part.id or f"{parts}_{number}",
                part.op,
                part.schema,
                id,
                address,
                part.keys,
                step.description or "",
                span,
            )
            self.relations.nodes.append(node)
            if isinstance(part.op, Rejected):
                self.relations.put_aside(id, node)
        return self.relations.nodes[-1]

    def _note_reads(self, step: models.AnyStep, position: int) -> None:
        """Notes what a step reads besides its main input."""
        for name, place in reads_besides(step):
            self.relations.note_read(name)
            self._refuse_sorted(self.relations.readable().get(name), "steps", position, *place)

    def _refuse_sorted(self, node: Node | None, *path: str | int) -> None:
        """Reports a sort that is read by what sees no order."""
        if node is not None and isinstance(node.op, Sort):
            self.reporter.add(steps.SORT_PLACE.at(self.spec.marks.value(*path)))

    # --- sinks ----------------------------------------------------------------------------------

    def _sinks(self, declarations: Declarations) -> tuple[Sink, ...]:
        last = next(reversed(self.relations.named), None)
        found: list[Sink] = []
        for name, model in self.spec.model.sinks.items():
            place = ("sinks", name)
            if place in self.spec.broken:
                self.relations.lost = True
                continue
            target = model.from_ or last
            if target is None:
                continue
            self.relations.note_read(target)
            if target not in self.relations.readable():
                span = self.spec.marks.value(*place, "from")
                note = unknown_note(target, tuple(self.relations.readable()))
                self.reporter.add(names.UNKNOWN_RELATION.at(span, name=target, note=note))
                continue
            node = self.relations.readable()[target]
            sink = check_sink(name, model, node, declarations)
            if sink is not None and node is not None:
                order = node.op.order if isinstance(node.op, Sort | Limit) else ()
                found.append(replace(sink, order=order))
        return tuple(found)


def live(nodes: tuple[Node, ...], sinks: tuple[Sink, ...]) -> tuple[Node, ...]:
    """The nodes that a sink reads, directly or not; expectations are always read.

    What goes is a sort that was merged into its limit.
    """
    needed = {s.input for s in sinks}
    for node in reversed(nodes):
        if node.id in needed or isinstance(node.op, Expect | Scan):
            needed.add(node.id)
            needed.update(inputs(node.op))
    return tuple(n for n in nodes if n.id in needed)
