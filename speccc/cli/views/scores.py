"""What an evaluation came to, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import click

from speccc.cli.views.tables import table_text
from speccc.translate.evaluation.judging import Outcome
from speccc.translate.evaluation.scoring import Judged, Score, Tally

_HEADER = ("cases", *(outcome.value for outcome in Outcome), "right %")
_RIGHT = (False, *(True for _ in _HEADER))
_COLORS = {Outcome.WRONG: "red", Outcome.FAILED: "yellow"}


def score_text(score: Score, *, every: bool) -> str:
    """Tables by stratum and by domain; then the wrong answers, with `every` all not right."""
    told = [j for j in score.judged if j.verdict.outcome is not Outcome.RIGHT]
    if not every:
        told = score.of(Outcome.WRONG)
    parts = [
        _table("stratum", (*score.strata, score.total)),
        _table("domain", score.domains),
        "\n".join(_line(judged) for judged in told),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(head: str, tallies: Sequence[Tally]) -> str:
    rows = [
        (t.name, f"{t.cases}", *(f"{t.counts[o]}" for o in Outcome), f"{t.share:.1f}")
        for t in tallies
    ]
    return table_text((head, *_HEADER), rows, _RIGHT)


def _line(judged: Judged) -> str:
    outcome = judged.verdict.outcome
    shown = click.style(outcome.value, fg=_COLORS.get(outcome))
    return f"{shown} {judged.id} ({judged.posed.domain}): {judged.verdict.why}"
