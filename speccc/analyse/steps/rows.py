"""Steps that choose rows: filter, dedupe, distinct, sort, limit."""

from __future__ import annotations

from speccc.analyse.build import Build, Made, completed, not_null
from speccc.analyse.nullability import proven_not_null
from speccc.diagnostics.codes import steps
from speccc.ir.rel import Dedupe, Distinct, Filter, Limit, Sort
from speccc.spec import models
from speccc.types import Schema


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
