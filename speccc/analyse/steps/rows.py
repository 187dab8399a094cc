"""Steps that choose rows: filter, dedupe, distinct, sort, limit, union."""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.build import Build, Made, completed, not_null
from speccc.analyse.nullability import proven_not_null
from speccc.diagnostics.codes import steps, types
from speccc.ir.rel import Dedupe, Distinct, Filter, Limit, Sort, Union
from speccc.spec import models
from speccc.types import Column, Schema


def filter_rows(step: models.FilterStep, build: Build) -> list[Made] | None:
    """The rows for which the condition is TRUE."""
    predicate = build.condition(step.filter, "filter")
    if predicate is None:
        return None
    schema = not_null(build.schema, proven_not_null(predicate))
    return [Made(Filter(build.input.id, predicate), schema, build.input.keys)]


def dedupe(step: models.DedupeStep, build: Build) -> list[Made] | None:
    """The first row of each group."""
    by = build.columns(step.dedupe.by, "dedupe", "by")
    order = build.order(step.dedupe.order, "dedupe", "order")
    if by is None or order is None:
        return None
    names = tuple(c.name for c in by)
    full = completed(order, build.schema, build.input.keys, fixed=names)
    keys = dict.fromkeys((names, *build.input.keys))
    return [Made(Dedupe(build.input.id, names, full), build.schema, tuple(keys))]


def distinct(step: models.DistinctStep, build: Build) -> list[Made] | None:
    """These columns, one row of each."""
    columns = build.columns(step.distinct, "distinct")
    if columns is None:
        return None
    names = tuple(c.name for c in columns)
    inherited = (k for k in build.input.keys if set(k) <= set(names))
    keys = tuple(dict.fromkeys((names, *inherited)))
    return [Made(Distinct(build.input.id, names), Schema(columns), keys)]


def sort(step: models.SortStep, build: Build) -> list[Made] | None:
    """An order for the sink or the limit that follows."""
    order = build.order(step.sort, "sort")
    if order is None:
        return None
    full = completed(order, build.schema, build.input.keys)
    return [Made(Sort(build.input.id, full), build.schema, build.input.keys)]


def limit(step: models.LimitStep, build: Build) -> list[Made] | None:
    """The first rows of the sort just before."""
    source = build.input.op
    if not isinstance(source, Sort):
        build.report(steps.LIMIT_PLACE)
        return None
    op = Limit(source.input, source.order, step.limit)
    return [Made(op, build.schema, build.input.keys)]


def union(step: models.UnionStep, build: Build) -> list[Made] | None:
    """All rows of all inputs."""
    others = [build.relation(name, "union", "with", i) for i, name in enumerate(step.union.with_)]
    known = [o for o in others if o is not None]
    if len(known) < len(others):
        return None
    columns = list(build.schema.columns)
    for position, other in enumerate(known):
        difference = _difference(build.schema, other.schema)
        if difference:
            build.report(
                types.UNION_TYPES,
                "union",
                "with",
                position,
                name=other.id,
                first=build.input.id,
                difference=difference,
            )
            return None
        columns = [_merged(c, other.schema[c.name]) for c in columns]
    inputs = (build.input.id, *(o.id for o in known))
    return [Made(Union(inputs), Schema(tuple(columns)))]


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


def _merged(a: Column, b: Column) -> Column:
    return replace(
        a,
        nullable=a.nullable or b.nullable,
        inexact=a.inexact or b.inexact,
        tags=tuple(sorted({*a.tags, *b.tags})),
    )
