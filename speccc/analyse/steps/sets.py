"""Steps that put whole rows of several relations together, or against each other: union, except
and intersect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from speccc.analyse.build import Build, Made, merged_column
from speccc.diagnostics.codes import types
from speccc.ir.rel import Node, SetOperation, Union
from speccc.spec import models
from speccc.types import Schema


def union(step: models.UnionStep, build: Build) -> list[Made] | None:
    """All rows of all inputs."""
    others = [_other(name, build, "union", "with", i) for i, name in enumerate(step.union.with_)]
    known = [o for o in others if o is not None]
    if len(known) < len(others):
        return None
    inputs = (build.input.id, *(o.id for o in known))
    return [Made(Union(inputs), _merged(build.schema, known))]


def except_(step: models.ExceptStep, build: Build) -> list[Made] | None:
    """The different rows of the main input that the other one does not have."""
    other = _other(step.except_.with_, build, "except", "with")
    return None if other is None else _compared("except", build, other, build.schema)


def intersect(step: models.IntersectStep, build: Build) -> list[Made] | None:
    """The different rows that both inputs have: where one side is never NULL, neither are they."""
    other = _other(step.intersect.with_, build, "intersect", "with")
    if other is None:
        return None
    merged = _merged(build.schema, [other])
    both = (
        replace(c, nullable=build.schema[c.name].nullable and other.schema[c.name].nullable)
        for c in merged
    )
    return _compared("intersect", build, other, Schema(tuple(both)))


def _compared(
    kind: Literal["except", "intersect"], build: Build, other: Node, schema: Schema
) -> list[Made]:
    """The rows are different, and they are some of the main input's."""
    op = SetOperation(build.input.id, other.id, kind)
    keys = dict.fromkeys((*build.input.keys, schema.names))
    return [Made(op, schema, tuple(keys))]


def _other(name: str, build: Build, *path: str | int) -> Node | None:
    """Another input, which has the columns of the main one; None if not, which is reported."""
    other = build.relation(name, *path)
    if other is None:
        return None
    difference = _difference(build.schema, other.schema)
    if difference:
        build.report(
            types.UNION_TYPES, *path, name=other.id, first=build.input.id, difference=difference
        )
        return None
    return other


def _difference(first: Schema, other: Schema) -> str:
    """How the columns differ ("" if they do not)."""
    missing = [n for n in first.names if n not in other]
    extra = [n for n in other.names if n not in first]
    differ = [
        f"{c.name} is {other[c.name].type}, not {c.type}"
        for c in first
        if c.name in other and other[c.name].type != c.type
    ]
    parts = [f"it lacks {', '.join(missing)}"] if missing else []
    parts += [f"it has {', '.join(extra)} besides"] if extra else []
    return "; ".join(parts + differ)


def _merged(first: Schema, others: Sequence[Node]) -> Schema:
    """The columns of the main input, which may hold the values of the others."""
    return Schema(tuple(merged_column([c, *(o.schema[c.name] for o in others)]) for c in first))
