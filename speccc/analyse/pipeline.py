"""A whole spec to a checked pipeline: the way into this package."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from speccc.analyse.build import Build, Made
from speccc.analyse.declarations import Declarations, schema_of
from speccc.analyse.examples import Examples
from speccc.analyse.incremental import check_flow, read_incremental, since
from speccc.analyse.schedules import check_schedule
from speccc.analyse.sinks import check_sink
from speccc.analyse.steps import HANDLERS, RESULTS
from speccc.analyse.syntax import check_syntax
from speccc.diagnostics import Reporter, did_you_mean
from speccc.diagnostics.codes import names, steps, types
from speccc.ir.rel import (
    Expect,
    Limit,
    Node,
    Parameter,
    Pipeline,
    Scan,
    Sink,
    Sort,
    Source,
    SourceColumn,
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
    return _Analysis(spec, upstream, reporter).run()


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
    nodes: list[Node] = field(default_factory=list[Node])
    #: Sources and steps by name; None where an error was reported.
    relations: dict[str, Node | None] = field(default_factory=dict[str, Node | None])
    read: set[str] = field(default_factory=set[str])
    #: A name that is read means nothing: which relation was meant is not known.
    lost: bool = False
    params: dict[str, Parameter] = field(default_factory=dict[str, Parameter])

    def run(self) -> Pipeline | None:
        model, reporter = self.spec.model, self.reporter
        before = len(reporter.diagnostics)
        declarations = Declarations(self.spec.marks, reporter)
        self._check_names()
        self.params = declarations.params(model)
        check_schedule(self.spec, self.params.values(), reporter)
        sources = self._sources(declarations)
        self._steps()
        sinks = self._sinks(declarations)
        check_flow(sources, self.nodes, sinks, declarations)
        self._check_all_read()
        if self.spec.broken or any(d.severity == "error" for d in reporter.diagnostics[before:]):
            return None
        examples = Examples(
            self.spec.marks,
            reporter,
            self.params,
            {s.name: s for s in sources},
            {name: node for name, node in self.relations.items() if node is not None},
            {s.name: s for s in sinks},
            {node.id: node for node in self.nodes},
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
            nodes=live(tuple(self.nodes), sinks),
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

    def _free_id(self, wanted: str) -> str:
        """`wanted`, or the first of `wanted_2`, … that no source, step or sink is called."""
        used = self._used()
        number, name = 1, wanted
        while name.lower() in used:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def _part_ids(self, id: str) -> str:
        """What the nodes of a step but the last are called, before their numbers."""
        used, name = self._used(), id
        while any(re.fullmatch(rf"{name}_\d+", other, re.IGNORECASE) for other in used):
            name += "_"
        return name

    def _used(self) -> set[str]:
        """The names of the document and of the nodes so far, in lower case."""
        model = self.spec.model
        used = {n.lower() for n in (*model.sources, *model.sinks)}
        used |= {s.name.lower() for s in model.steps if s.name is not None}
        return used | {n.id.lower() for n in self.nodes}

    # --- sources --------------------------------------------------------------------------------

    def _sources(self, declarations: Declarations) -> tuple[Source, ...]:
        found: list[Source] = []
        for name, model in self.spec.model.sources.items():
            inherited = None
            if ("sources", name) in self.spec.broken:
                self.relations[name] = None
                continue
            if model.connector == "pipeline":
                inherited = self._inherited(name, model)
                if inherited is None:
                    self.relations[name] = None
                    continue
            source = declarations.source(name, model, inherited)
            if source is None:
                self.relations[name] = None
                continue
            if model.incremental is not None:
                declared = read_incremental(name, model.incremental, source.columns, declarations)
                source = replace(source, incremental=declared)
            found.append(source)
            keys = (source.key,) if source.key else ()
            node = Node(
                name,
                Scan(name),
                schema_of(source.columns),
                name,
                f"sources.{name}",
                keys,
                source.description,
                source.span,
            )
            self.nodes.append(node)
            if source.incremental is not None:
                node = self._since(source, node)
            self.relations[name] = node
        return tuple(found)

    def _since(self, source: Source, scan: Node) -> Node:
        parameter, node = since(source, scan, self._free_id(f"{source.name}_since"))
        if parameter.name in self.params:
            span = self.spec.marks.key("params", parameter.name)
            other = f"the param that source '{source.name}' reads its new rows by"
            self.reporter.add(names.DUPLICATE_NAME.at(span, name=parameter.name, other=other))
        self.params[parameter.name] = parameter
        self.nodes.append(node)
        return node

    def _inherited(self, name: str, model: models.SourceModel) -> tuple[SourceColumn, ...] | None:
        """The columns of the sink that the source reads: all, or those it declares."""
        marks = self.spec.marks
        wanted = (model.options or {}).get("sink")
        span = marks.value("sources", name, "options", "sink")
        pipeline_name, _, sink_name = str(wanted).partition(".")
        pipeline = self.upstream.get(pipeline_name)
        known = [f"{p.name}.{s.name}" for p in self.upstream.values() for s in p.sinks]
        sinks = {s.name: s for s in pipeline.sinks} if pipeline is not None else {}
        if sink_name not in sinks:
            note = did_you_mean(str(wanted), known)
            self.reporter.add(names.UNKNOWN_SINK.at(span, name=wanted, note=note))
            return None
        offered = {c.name: c for c in sinks[sink_name].columns}
        if model.columns is None:
            return tuple(offered.values())
        declared = Declarations(marks, self.reporter).columns(
            model.columns, "sources", name, "columns"
        )
        for column in declared or ():
            place = marks.key("sources", name, "columns", column.name)
            if column.name not in offered:
                note = did_you_mean(column.name, tuple(offered))
                self.reporter.add(names.UNKNOWN_COLUMN.at(place, name=column.name, note=note))
            elif offered[column.name].type != column.type:
                problem = f"the sink '{wanted}' gives {offered[column.name].type}"
                self.reporter.add(types.BAD_TYPE.at(place, problem=problem))
        if declared is None:
            return None
        return tuple(
            replace(c, path=offered[c.name].path) if c.name in offered else c for c in declared
        )

    # --- steps ----------------------------------------------------------------------------------

    def _steps(self) -> None:
        model = self.spec.model
        previous: str | None = None
        for position, step in enumerate(model.steps):
            wanted = step.name or RESULTS[step.op]
            name = step.name or self._free_id(wanted)
            made = None
            if ("steps", position) in self.spec.broken:
                self.lost = True
            else:
                source = self._input(step, position, previous)
                self._note_reads(step)
                if source is not None:
                    made = self._step(step, position, name, source)
            if made is None:
                check_syntax(self.spec, ("steps", position), self.reporter)
            previous = name
            self.relations[name] = made

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
                self.read.update(sources)
                return None
            name = previous or sources[0]
        elif name.endswith(".rejected"):
            self._note_read(name)
            span = marks.value(*path, "from")
            self.reporter.add(steps.QUARANTINE.at(span, where="a step", instead="fail or warn"))
            return None
        elif name not in self.relations:
            self._note_read(name)
            span = marks.value(*path, "from")
            note = self._unknown_note(name, position)
            self.reporter.add(names.UNKNOWN_RELATION.at(span, name=name, note=note))
            return None
        self.read.add(name)
        node = self.relations[name]
        if (
            node is not None
            and isinstance(node.op, Sort)
            and not isinstance(step, models.LimitStep)
        ):
            self.reporter.add(steps.SORT_PLACE.at(marks.value(*path)))
        return node

    def _unknown_note(self, name: str, position: int) -> str:
        later = [s.name for s in self.spec.model.steps[position:] if s.name is not None]
        if name in later:
            return f"'{name}' is a later step; a step reads earlier ones"
        return did_you_mean(name, tuple(self.relations))

    def _step(self, step: models.AnyStep, position: int, id: str, source: Node) -> Node | None:
        path = ("steps", position)
        parts = self._part_ids(id)
        build = Build(
            self.spec.marks, self.reporter, self.params, path, parts, source, self.relations
        )
        made: list[Made] | None = HANDLERS[type(step)](step, build)
        if made is None:
            return None
        address = f"steps[{position}].{step.op}"
        span = self.spec.marks.value(*path)
        for number, part in enumerate(made, start=1):
            last = number == len(made)
            node = Node(
                id if last else f"{parts}_{number}",
                part.op,
                part.schema,
                id,
                address,
                part.keys,
                step.description or "",
                span,
            )
            self.nodes.append(node)
        return self.nodes[-1]

    def _note_reads(self, step: models.AnyStep) -> None:
        """The relations that a step reads besides its main input."""
        match step:
            case models.JoinStep():
                self._note_read(step.join.with_)
            case models.UnionStep():
                for name in step.union.with_:
                    self._note_read(name)
            case models.ExpectStep():
                for rule in step.expect:
                    if isinstance(rule, models.ReferencesRule):
                        self._note_read(rule.references.with_)
            case _:
                pass

    def _note_read(self, name: str) -> None:
        known = name.removesuffix(".rejected")
        self.read.add(known)
        self.lost = self.lost or known not in self.relations

    # --- sinks ----------------------------------------------------------------------------------

    def _sinks(self, declarations: Declarations) -> tuple[Sink, ...]:
        last = next(reversed(self.relations), None)
        found: list[Sink] = []
        for name, model in self.spec.model.sinks.items():
            place = ("sinks", name)
            if place in self.spec.broken:
                self.lost = True
                continue
            target = model.from_ or last
            if target is None:
                continue
            self._note_read(target)
            if target.endswith(".rejected"):
                span = self.spec.marks.value(*place, "from")
                self.reporter.add(
                    steps.QUARANTINE.at(span, where="a sink", instead="a filter and a second sink")
                )
                continue
            if target not in self.relations:
                span = self.spec.marks.value(*place, "from")
                note = did_you_mean(target, tuple(self.relations))
                self.reporter.add(names.UNKNOWN_RELATION.at(span, name=target, note=note))
                continue
            node = self.relations[target]
            sink = check_sink(name, model, node, declarations)
            if sink is not None and node is not None:
                order = node.op.order if isinstance(node.op, Sort | Limit) else ()
                found.append(replace(sink, order=order))
        return tuple(found)

    def _check_all_read(self) -> None:
        if self.lost:
            return
        model, marks = self.spec.model, self.spec.marks
        for name in model.sources:
            if name not in self.read:
                span = marks.key("sources", name)
                note = "a step should read it by 'from' or 'with'; else remove it"
                self.reporter.add(
                    names.UNUSED_RELATION.at(span, what="source", name=name, note=note)
                )
        produced = list(self.relations)[len(model.sources) :]
        for position, name in enumerate(produced):
            if name in self.read:
                continue
            step = model.steps[position]
            place = ("steps", position, "name") if step.name else ("steps", position)
            note = "a later step or a sink should read it: check their 'from'"
            self.reporter.add(
                names.UNUSED_RELATION.at(marks.value(*place), what="step", name=name, note=note)
            )


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
