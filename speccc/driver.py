"""Every stage of the compiler, named in order. Nobody else composes stages.

    text --load--> SpecFile --check--> Pipeline --bind--> --optimise--> --backend--> artefacts

All functions are pure: documents come in loaded, artefacts go out as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from speccc.analyse.bind import Binder
from speccc.analyse.pipeline import analyse, reads_pipelines
from speccc.backends.api import Backend, Compiled, Streaming, Target
from speccc.backends.aside import rejects_recipe
from speccc.diagnostics import Diagnostic, Failure, Reporter
from speccc.diagnostics.codes import names, types
from speccc.ir.expr import Expr
from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.spec.document import SpecFile, TargetFile
from speccc.spec.models import TargetModel
from speccc.types.durations import parse_duration


def check(specs: Mapping[str, SpecFile], reporter: Reporter) -> dict[str, Pipeline]:
    """The pipelines of all specs that are right, each after those it reads.

    `specs` by pipeline name. What is wrong is reported; a pipeline that reads a broken one is
    left out in silence.
    """
    checked: dict[str, Pipeline] = {}
    for name in in_order(specs, reporter):
        spec = specs[name]
        needed = [p for _, p in reads_pipelines(spec.model)]
        if any(p in specs and p not in checked for p in needed):
            continue
        own = Reporter()
        pipeline = analyse(spec, checked, own)
        if pipeline is not None and _never_fits(pipeline, own):
            pipeline = None
        for diagnostic in own.diagnostics:
            reporter.add(diagnostic)
        if pipeline is not None:
            checked[name] = verify(pipeline)
    return checked


def _never_fits(pipeline: Pipeline, reporter: Reporter) -> bool:
    """Whether a part of an expression is out of range in every row (and reported)."""
    found = {expr.span: expr.type for expr in never_fitting(pipeline)}  # once, if nodes share it
    for span, type in found.items():
        reporter.add(types.ALWAYS_OUT_OF_RANGE.at(span, type=type))
    return bool(found)


def never_fitting(pipeline: Pipeline) -> Iterator[Expr]:
    """The parts that are out of range whatever is read, as they are and as engines see them."""
    from speccc.passes.constants import fold_constants
    from speccc.reference.constants import out_of_range

    yield from out_of_range(pipeline)
    yield from out_of_range(fold_constants(pipeline))


def in_order(specs: Mapping[str, SpecFile], reporter: Reporter) -> list[str]:
    """The pipelines' names, each after those it reads; circles are reported and left out."""
    needs = {n: sorted({p for _, p in reads_pipelines(s.model)}) for n, s in specs.items()}
    order: list[str] = []
    trail: list[str] = []
    circles: set[frozenset[str]] = set()

    def visit(name: str) -> bool:
        if name in order:
            return True
        if name in trail:
            circle = [*trail[trail.index(name) :], name]
            if frozenset(circle) in circles:
                return False
            circles.add(frozenset(circle))
            source = next(s for s, p in reads_pipelines(specs[trail[-1]].model) if p == name)
            span = specs[trail[-1]].marks.value("sources", source, "options", "sink")
            shown = " -> ".join(circle)
            reporter.add(names.PIPELINE_CYCLE.at(span, circle=shown))
            return False
        trail.append(name)
        visited = [visit(p) for p in needs[name] if p in specs]  # all, so that each circle is found
        fine = all(visited)
        trail.pop()
        if fine:
            order.append(name)
        return fine

    for name in sorted(specs):
        visit(name)
    return order


def optimise(pipeline: Pipeline) -> Pipeline:
    """The pipeline after every pass; verified after each."""
    from speccc.passes import PASSES
    from speccc.reference.constants import quotients_computed

    pipeline = verify(quotients_computed(pipeline), "quotients")
    for step in PASSES:
        pipeline = verify(step.run(pipeline), step.name)
    return pipeline


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles pipelines for one target. `pipelines` as given by `check`."""

    target: TargetFile
    pipelines: Mapping[str, Pipeline]
    specs: Mapping[str, SpecFile]

    def bind(self, name: str, reporter: Reporter) -> Pipeline | None:
        """The pipeline with the target's bindings; None if one is missing (and reported)."""
        return Binder(self.target, self.pipelines, self.specs, reporter).bind(self.pipelines[name])

    def check_profile(self, reporter: Reporter) -> None:
        """Reports bindings of nothing, and a database out of the project."""
        binder = Binder(self.target, self.pipelines, self.specs, reporter)
        binder.check_connection()
        binder.check_streaming()
        binder.check_addresses()

    def compile(self, name: str, reporter: Reporter) -> Compiled | None:
        """A unit's artefacts and recipe; None if anything is refused (and reported)."""
        from speccc.backends.documents import documents

        bound = self.bind(name, reporter)
        compiled = bound and self._compiled(optimise(bound), reporter)
        if bound is None or compiled is None:
            return None
        others = documents(bound, self._target, compiled)
        return replace(compiled, artefacts=(*compiled.artefacts, *others))

    def unoptimised(self, name: str, reporter: Reporter) -> Compiled | None:
        """As `compile`, of the steps as the spec has them; without documents."""
        bound = self.bind(name, reporter)
        return bound and self._compiled(bound, reporter)

    def profile(self, name: str, reporter: Reporter) -> Compiled | None:
        """As `compile`, of the steps as the spec has them, each with its rows counted; without
        documents. The recipe has `profile` besides: what the run tells of each step.
        """
        from speccc.passes.profile import profile

        bound = self.bind(name, reporter)
        if bound is None:
            return None
        counted, told = profile(bound)
        compiled = self._compiled(verify(counted, "profile"), reporter)
        return compiled and replace(compiled, recipe={**compiled.recipe, "profile": told})

    @property
    def _target(self) -> Target:
        model = self.target.model
        dialect, connection = model.dialect or "", model.connection or ""
        return Target(model.name, model.backend, dialect, connection, streaming(model))

    def _compiled(self, pipeline: Pipeline, reporter: Reporter) -> Compiled | None:
        """What the backend makes of a bound pipeline; None if it refuses (and reported)."""
        try:
            compiled = BACKENDS[self._target.backend]().compile(pipeline, self._target)
        except Failure as failure:
            for diagnostic in failure.diagnostics:
                reporter.add(self._placed(diagnostic))
            return None
        rejects = rejects_recipe(pipeline)
        recipe = {**compiled.recipe, **({"rejects": rejects} if rejects else {})}
        return replace(compiled, recipe=recipe)

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """A refusal without a place is about the target: it stands where the engine is named."""
        engine = "dialect" if self.target.model.dialect else "backend"
        return replace(diagnostic, span=diagnostic.span or self.target.marks.value(engine))


def streaming(model: TargetModel) -> Streaming | None:
    """A profile's hints for jobs over streams; None: its pipelines are batches."""
    hints = model.streaming
    if hints is None:
        return None
    interval, ttl = hints.checkpoint_interval, hints.state_ttl
    return Streaming(
        hints.parallelism,
        None if interval is None else parse_duration(interval),
        None if ttl is None else parse_duration(ttl),
    )


def _pandas() -> Backend:
    from speccc.backends.pandas import PandasBackend

    return PandasBackend()


def _sql() -> Backend:
    from speccc.backends.sql import SqlBackend

    return SqlBackend()


def _flink() -> Backend:
    from speccc.backends.flink import FlinkBackend

    return FlinkBackend()


#: Backends are imported when they are used: libcst and sqlglot are slow to load.
BACKENDS: dict[str, Callable[[], Backend]] = {"pandas": _pandas, "sql": _sql, "flink": _flink}
