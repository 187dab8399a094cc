"""What random pipelines have reached of the language, and what there is to reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from speccc.backends.flink.engine import FLINK
from speccc.backends.sql.dialects import DIALECTS
from speccc.functions.catalogue import TABLES
from speccc.functions.model import Function, Signature
from speccc.ir.expr import Aggregate, Call, Expr, WindowCall, walk
from speccc.ir.holding import expressions
from speccc.ir.rel import Pipeline
from speccc.spec.models import AnyStep
from speccc.types import Type
from tests.differential.engines import PARTIAL
from tests.differential.partial import dialect_of
from tests.flink import engine as flink

#: A form, a function, and one of its signatures as it is shown.
Shape = tuple[str, str, str]
#: A step, and one that reads it.
Pair = tuple[str, str]

STEPS: tuple[str, ...] = tuple(model.op for model in AnyStep.__args__)  # type: ignore[attr-defined]


@dataclass(slots=True)
class Reached:
    """How often a shape was run on an engine, and a step was read by another."""

    shapes: Counter[tuple[str, Shape]] = field(default_factory=Counter[tuple[str, Shape]])
    pairs: Counter[Pair] = field(default_factory=Counter[Pair])

    def add(self, other: Reached) -> None:
        self.shapes.update(other.shapes)
        self.pairs.update(other.pairs)

    def take(self, engine: str, pipeline: Pipeline) -> None:
        """Notes the shapes of a pipeline that an engine has run."""
        self.shapes.update((engine, shape) for shape in set(shapes_of(pipeline)))


def shapes_of(pipeline: Pipeline) -> Iterator[Shape]:
    for node in pipeline.nodes:
        for expr in expressions(node.op):
            yield from filter(None, map(_shape, walk(expr)))


def _shape(part: Expr) -> Shape | None:
    match part:
        case Call():
            form = "scalar"
        case Aggregate():
            form = "aggregate"
        case WindowCall():
            form = "window"
        case _:
            return None
    function = next(t[part.function] for f, t in TABLES.items() if f == form)
    types = [arg.type for arg in part.args]
    found = next((s for s in function.signatures if _fits(s, types)), None)
    return (form, function.name, found.shown) if found else None


def _fits(signature: Signature, types: Sequence[Type]) -> bool:
    patterns = [p.rstrip("!") for p in signature.params]
    if signature.variadic:
        patterns += patterns[-1:] * (len(types) - len(patterns))
    if len(patterns) != len(types):
        return False
    group = {t.kind for p, t in zip(patterns, types, strict=True) if p in ("T", "N")}
    plain = all(p in ("T", "N") or p == t.kind.value for p, t in zip(patterns, types, strict=True))
    return plain and len(group) <= 1 and ("N" not in patterns or all(map(_number, types)))


def _number(type: Type) -> bool:
    return type.is_number


def every_shape() -> dict[Shape, tuple[Function, Signature]]:
    """All that the catalogue has."""
    return {
        (form.value, function.name, signature.shown): (function, signature)
        for form, table in TABLES.items()
        for function in table.values()
        for signature in function.signatures
    }


def pairs_of(document: Mapping[str, Any]) -> Iterator[Pair]:
    """The steps of a spec that read another step."""
    steps: dict[str, str] = {}
    above = ""
    for step in document["steps"]:
        kind = next(key for key in step if key in STEPS)
        shape = step[kind]
        others = shape.get("with", ()) if isinstance(shape, dict) else ()
        read = [step.get("from", above), *([others] if isinstance(others, str) else others)]
        yield from ((steps[name], kind) for name in read if name in steps)
        above = step["name"]
        steps[above] = kind


def every_pair() -> list[Pair]:
    """All but those that the language has not: only a limit reads a sort, and nothing else."""
    return [(a, b) for a, b in product(STEPS, STEPS) if (b == "limit") == (a == "sort")]


def refused_shapes(engine: str) -> set[Shape]:
    """What an engine refuses by its tables: a function, or the type of an argument."""
    if engine not in (*DIALECTS, *PARTIAL, *flink.REFUSED):
        return set()
    lowerings, kinds = FLINK.lowerings, set[str]()
    if engine not in flink.REFUSED:
        dialect = dialect_of(engine)
        lowerings, kinds = dialect.engine.lowerings, {kind.value for kind in dialect.refused.kinds}
    return {
        shape
        for shape, (function, signature) in every_shape().items()
        if function.name not in lowerings(function.form)
        or kinds & {pattern.rstrip("!") for pattern in signature.params}
    }
