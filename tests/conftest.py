"""What every test gets: hypothesis profiles, a project, and a guard against internal errors."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.guard import internal_errors
from tests.support.project import Project

# A tenth of the time went into looking for circles among the many small objects of a compiler.
gc.set_threshold(200_000, 20, 50)

#: Generated tests are among the golden files.
collect_ignore = ["golden"]

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]

settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    max_examples=40,
    suppress_health_check=_SLOW_IS_FINE,
)
#: HYPOTHESIS_PROFILE=deep pytest …: other data in each run, and much more of it.
settings.register_profile(
    "deep", deadline=None, max_examples=2000, suppress_health_check=_SLOW_IS_FINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project in a folder of its own."""
    made = Project(tmp_path)
    made.write("speccc.yaml", "speccc_project: 1\n")
    return made


@pytest.fixture(autouse=True)
def no_internal_error(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which speccc found itself at fault, though somebody may have caught it.

    A test about internal errors says so: `@pytest.mark.internal_error`.
    """
    with internal_errors() as met:
        yield
    if met and request.node.get_closest_marker("internal_error") is None:
        pytest.fail(f"internal error: {met[0]}")
