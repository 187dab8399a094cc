"""Expectations."""

# pyright: basic
from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from speccc.backends.pandas.snippets.errors import LOG, PipelineError
from speccc.backends.pandas.snippets.joins import has_match


@dataclass(frozen=True)
class Finding:
    """What a rule found: how many rows break it, or, for row_count, how many rows there are."""

    step: str
    rule: str
    severity: str
    broken: int
    held: bool


class Expectations:
    """Collects what the rules of a run find."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def expect(self, step: str, rule: str, severity: str, broken: int) -> None:
        """Notes the number of rows that break a rule."""
        self.findings.append(Finding(step, rule, severity, broken, held=broken == 0))

    def expect_count(
        self, step: str, rule: str, severity: str, count: int, least: int, most: float
    ) -> None:
        """Notes the number of rows, which a rule wants to be within limits."""
        self.findings.append(
            Finding(step, rule, severity, count, held=least <= count <= most)
        )

    def check(self) -> None:
        """Logs what is only a warning. Raises PipelineError if another rule is broken."""
        failed = []
        for found in self.findings:
            message = (
                f"step '{found.step}': broken rule '{found.rule}' ({found.broken} rows)"
            )
            if not found.held and found.severity == "warn":
                LOG.warning(message)
            elif not found.held and found.severity == "fail":
                failed.append(message)
        if failed:
            raise PipelineError("expectation", "; ".join(failed))


def orphans(
    frame: pd.DataFrame, other: pd.DataFrame, keys: list[str], other_keys: list[str]
) -> int:
    """The number of rows whose key, if none of it is NULL, is not in another frame."""
    present = frame[keys].dropna()
    return int((~has_match(present, other, keys, other_keys)).sum())
