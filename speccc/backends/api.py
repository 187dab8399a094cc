"""What a backend takes and gives. A unit is one pipeline for one target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from speccc.diagnostics import Span
from speccc.ir.rel import Pipeline


@dataclass(frozen=True, slots=True)
class Streaming:
    """A profile's hints for jobs over streams. Lengths are seconds; None: nothing is said."""

    parallelism: int | None = None
    checkpoint_interval: int | None = None
    state_ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A target profile, resolved: bindings are already in the pipeline's sources and sinks.

    `streaming`: the pipeline is a job over streams; None: over data that ends.
    """

    name: str
    backend: str
    dialect: str = ""
    connection: str = ""
    streaming: Streaming | None = None


@dataclass(frozen=True, slots=True)
class Artefact:
    """One generated file. `path` is relative to the unit's folder, with `/`."""

    path: str
    content: str


def _nowhere(_statement: str, _line: int) -> Span | None:
    return None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A unit's files and its run recipe: plain JSON data that `execute` needs to run it.

    A recipe always has `runner`, the name of an entry in the table of `speccc.execute`, and
    `params`: [{"name", "type", "default" (text) or null}]; the rest belongs to the runner. `origin`
    gives the place in the spec of a line, counted from 1, of a statement of the files; None, where
    a backend does not tell.
    """

    artefacts: tuple[Artefact, ...]
    recipe: Mapping[str, Any] = field(default_factory=dict[str, Any])
    origin: Callable[[str, int], Span | None] = field(default=_nowhere, compare=False, repr=False)


class Backend(Protocol):
    """Compiles a bound pipeline.

    `compile` gets the optimised pipeline, every source and sink bound. It raises
    `speccc.diagnostics.Failure` with every refusal (E07) found, never half a result.
    """

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled: ...
