"""What ends a run."""

# pyright: basic
from __future__ import annotations

import logging

LOG = logging.getLogger(__name__)


class PipelineError(Exception):
    """Ends the run with one line and nothing written; `kind` is its kind in the run report."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
