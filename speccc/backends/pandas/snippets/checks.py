"""Expectations."""

# pyright: basic
from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from speccc.backends.pandas.snippets.errors import LOG, PipelineError
from speccc.backends.pandas.snippets.joins import has_match
from speccc.backends.pandas.snippets.rejects import broken_rules


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
        self._checked = 0

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
        """Logs new warnings. Raises PipelineError if another new rule is broken."""
        failed = []
        new, self._checked = self.findings[self._checked :], len(self.findings)
        for found in new:
            message = (
                f"step '{found.step}': broken rule '{found.rule}' ({found.broken} rows)"
            )
            if not found.held and found.severity in ("warn", "quarantine"):
                LOG.warning(message)
            elif not found.held and found.severity == "fail":
                failed.append(message)
        if failed:
            raise PipelineError("expectation", "; ".join(failed))


def orphans(
    frame: pd.DataFrame, other: pd.DataFrame, keys: list[str], other_keys: list[str]
) -> pd.Series:
    """The rows whose key, if none of it is NULL, is not in another frame."""
    known = frame[keys].notna().all(axis=1)
    return known & ~has_match(frame, other, keys, other_keys)


def judged(
    expectations: Expectations,
    step: str,
    frame: pd.DataFrame,
    rules: list[tuple[str, pd.Series]],
) -> pd.DataFrame:
    """The rows with the rules that they break. `rules`: each with the rows that break it."""
    for rule, broken in rules:
        expectations.expect(step, rule, "quarantine", int(broken.sum()))
    return frame.assign(broken_rules=broken_rules(rules, frame.index))
