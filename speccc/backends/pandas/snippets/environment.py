"""What a run takes from the environment: secrets, and what differs between machines."""

# pyright: basic
from __future__ import annotations

import os

from speccc.backends.pandas.snippets.errors import PipelineError


def environment(name: str) -> str:
    """The value of an environment variable. It is never logged."""
    value = os.environ.get(name)
    if not value:
        raise PipelineError("io", f"the environment variable '{name}' is not set")
    return value
