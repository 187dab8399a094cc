"""The steps: a function for each, in a module for each group; `HANDLERS` is the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from speccc.analyse.build import Build, Made
from speccc.analyse.steps import columns, expectations, groups, joins, pivots, rows, sets, timing
from speccc.spec import models

#: From the class of a step to what makes its nodes; None means that errors were reported.
HANDLERS: dict[type[models.Step], Callable[[Any, Build], list[Made] | None]] = {
    models.SelectStep: columns.select,
    models.RenameStep: columns.rename,
    models.DropStep: columns.drop,
    models.DeriveStep: columns.derive,
    models.SetStep: columns.set_columns,
    models.CastStep: columns.cast,
    models.FillStep: columns.fill,
    models.FilterStep: rows.filter_rows,
    models.DedupeStep: rows.dedupe,
    models.DistinctStep: rows.distinct,
    models.SortStep: rows.sort,
    models.LimitStep: rows.limit,
    models.UnionStep: sets.union,
    models.ExceptStep: sets.except_,
    models.IntersectStep: sets.intersect,
    models.JoinStep: joins.join,
    models.AggregateStep: groups.aggregate,
    models.WindowStep: groups.window,
    models.PivotStep: pivots.pivot,
    models.UnpivotStep: pivots.unpivot,
    models.TimeWindowStep: timing.time_window,
    models.RunsStep: timing.runs,
    models.ExpectStep: expectations.expect,
}

#: What an unnamed step is called: it reads well as a table and as a variable.
RESULTS = {
    "select": "selected",
    "rename": "renamed",
    "drop": "narrowed",
    "derive": "derived",
    "set": "updated",
    "cast": "converted",
    "fill": "filled",
    "filter": "filtered",
    "dedupe": "deduplicated",
    "distinct": "distinct_rows",
    "sort": "sorted_rows",
    "limit": "limited",
    "join": "joined",
    "union": "combined",
    "except": "remaining",
    "intersect": "common_rows",
    "aggregate": "aggregated",
    "window": "windowed",
    "pivot": "pivoted",
    "unpivot": "unpivoted",
    "time_window": "timed",
    "runs": "unbroken",
    "expect": "checked",
}
