"""Aggregates whose way to a result leaves the range of floats."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from speccc.backends.pandas.snippets.errors import PipelineError
from speccc.backends.pandas.snippets.groups import finite_of, total

#: numpy adds eight parts of a column, here one to inf and one to -inf: their sum is NaN.
NO_NUMBER = [1.7e308, -1.7e308, *[0.0] * 6] * 2


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("function", ["sum", "mean"])
def test_a_total_that_is_no_number_ends_the_run(function: str) -> None:
    with pytest.raises(PipelineError, match="float64 overflow"):
        total(pd.Series(NO_NUMBER), function)


@pytest.mark.parametrize(("function", "due"), [("sum", 4.0), ("mean", 2.0)])
def test_a_total(function: str, due: float) -> None:
    assert total(pd.Series([1.0, math.nan, 3.0]), function) == due
    assert math.isnan(total(pd.Series([math.nan]), function))
    assert math.isnan(total(pd.Series([], dtype="float64"), function))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("values", [[-1.7e308, 1.7e308], [-1.7e308, 1.7e308, 0.0]])
@pytest.mark.parametrize("function", ["std", "var"])
def test_a_spread_that_is_no_number_ends_the_run(function: str, values: list[float]) -> None:
    groups = pd.Series(values).groupby([0] * len(values))
    with pytest.raises(PipelineError, match="float64 overflow"):
        finite_of(groups, getattr(groups, function)(), least=2)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_mean_that_is_no_number_ends_the_run() -> None:
    groups = pd.Series([1.7e308, 0.0, 1.7e308, 0.0, 1.7e308]).groupby([1, 2, 1, 2, 1])
    assert groups.mean().isna().any()
    with pytest.raises(PipelineError, match="float64 overflow"):
        finite_of(groups, groups.mean(), least=1)


def test_what_is_of_too_few_values_is_null() -> None:
    groups = pd.Series([1.0, 3.0, 5.0, math.nan]).groupby([0, 0, 1, 2])
    found = [finite_of(groups, groups.var(ddof=ddof), 1 + ddof).fillna(-1.0) for ddof in (1, 0)]
    assert [values.tolist() for values in found] == [[2.0, -1.0, -1.0], [1.0, 0.0, -1.0]]
