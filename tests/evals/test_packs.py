"""No pack makes a right answer another, or a wrong spec of any request, of its domain or not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from speccc.translate.evaluation.judging import Outcome
from speccc.translate.evaluation.scoring import evaluate
from speccc.translate.offline import OfflineTranslator
from speccc.translate.packs import pack_names, pack_of
from tests.evals.test_evaluation import posed

DOMAINS = ("ecommerce", "fintech", "iot", "hr", "logistics", "energy")


@pytest.mark.evals
@pytest.mark.parametrize("domain", DOMAINS)
def test_a_pack_makes_nothing_wrong(domain: str) -> None:
    cases = [*posed(f"evals/{domain}.yaml").values()]
    right = {j.id for j in evaluate(cases, OfflineTranslator) if j.verdict.outcome is Outcome.RIGHT}
    for name in pack_names():
        judged = [*evaluate([replace(p, pack=pack_of(name)) for p in cases], OfflineTranslator)]
        assert not [j.id for j in judged if j.verdict.outcome is Outcome.WRONG]
        assert right <= {j.id for j in judged if j.verdict.outcome is Outcome.RIGHT}
