"""The trials of `cases.py` in fewer, larger pipelines, for engines that are slow to start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from speccc.functions.model import Form
from speccc.ir.rel import GroupBy, Node, Op, Pipeline, Project, Row, Scan, Window
from tests.functions.cases import Trial, trials


@dataclass(frozen=True, slots=True)
class Bundle:
    """Trials side by side in one pipeline: trial `t0` has the source `t0` and the sink `t0_out`."""

    name: str
    pipeline: Pipeline
    trials: dict[str, Trial]

    @property
    def given(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each source."""
        return {name: trial.given for name, trial in self.trials.items()}


def bundles(form: Form) -> tuple[Bundle, ...]:
    """The trials of a form, those of one function in one pipeline: for engines slow to start.

    A trial that must end with an overflow is alone.
    """
    together: dict[str, list[Trial]] = {}
    for trial in trials(form):
        alone = f"{trial.name} overflow {len(together)}" if trial.due is None else ""
        together.setdefault(alone or trial.name.partition("(")[0], []).append(trial)
    return tuple(_bundle(name, members) for name, members in together.items())


def _bundle(name: str, members: Sequence[Trial]) -> Bundle:
    named = {f"t{at}": trial for at, trial in enumerate(members)}
    parts = [_renamed(trial.pipeline, prefix) for prefix, trial in named.items()]
    whole = replace(
        members[0].pipeline,
        sources=tuple(source for part in parts for source in part.sources),
        nodes=tuple(node for part in parts for node in part.nodes),
        sinks=tuple(sink for part in parts for sink in part.sinks),
    )
    return Bundle(name, whole, named)


def _renamed(pipeline: Pipeline, name: str) -> Pipeline:
    """The same pipeline with `name` for its source and its sink, and in the ids of its nodes."""
    ids = {"given": name, **{node.id: f"{name}_{node.id}" for node in pipeline.nodes[1:]}}
    nodes: list[Node] = []
    for node in pipeline.nodes:
        match node.op:
            case Scan():
                op: Op = Scan(name)
            case Project() | GroupBy() | Window():
                op = replace(node.op, input=ids[node.op.input])
            case _:
                raise AssertionError(node.op)
        nodes.append(replace(node, id=ids[node.id], step=ids[node.step], op=op))
    sources = tuple(replace(source, name=name) for source in pipeline.sources)
    sinks = tuple(replace(s, name=f"{name}_out", input=ids[s.input]) for s in pipeline.sinks)
    return replace(pipeline, sources=sources, nodes=tuple(nodes), sinks=sinks)
