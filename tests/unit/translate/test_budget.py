"""No more is spent than may be, whoever is asked and however often."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.translate.drafting import draft
from speccc.translate.gate.audit import Audit
from speccc.translate.gate.budget import Budget, OverBudget, Price, read_price
from speccc.translate.model import Draft
from tests.support.model_server import Says, speaking
from tests.unit.translate.drafts import REQUEST, translator, wire
from tests.unit.translate.faults import PROVIDERS


@pytest.mark.drafts
@pytest.mark.parametrize("provider", PROVIDERS)
def test_over_the_budget_nothing_is_sent(provider: str, tmp_path: Path) -> None:
    """To the ten-thousandth of a dollar: what a request may cost is told, and is enough."""
    with speaking(Says(wire())) as models:
        with pytest.raises(Failure, match="E1024") as refused:
            draft(REQUEST, translator(provider, models, tmp_path, budget="0.01"), {})
        assert models.heard == []
        assert not (tmp_path / "audit.jsonl").exists()
        cost = cost_told(refused.value)
        less = str(Decimal(cost) - Decimal("0.0001"))
        with pytest.raises(Failure, match="E1024"):
            draft(REQUEST, translator(provider, models, tmp_path, budget=less), {})
        assert models.heard == []
        made = draft(REQUEST, translator(provider, models, tmp_path, budget=cost), {})
        assert isinstance(made, Draft)
    (said, _) = Audit(tmp_path / "audit.jsonl").entries()
    assert said["reserved"] == cost


@pytest.mark.drafts
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("says", [Says("no"), Says(reset=True)], ids=["a repair", "a repetition"])
def test_whatever_is_sent_again_is_reckoned_again(
    provider: str, says: Says, tmp_path: Path
) -> None:
    """The first request cost little, or nobody knows what; the second would be over the budget."""
    with speaking(says) as models:
        with pytest.raises(Failure, match="E1024") as refused:
            draft(REQUEST, translator(provider, models, tmp_path, budget="0.01"), {})
        once = cost_told(refused.value)
        with pytest.raises(Failure, match="E1024"):
            draft(REQUEST, translator(provider, models, tmp_path, budget=once), {})
        assert len(models.heard) == 1


def cost_told(refused: Failure) -> str:
    """What a request may cost, as the refusal of it says."""
    cost = re.search(r"may cost (\S+) dollars", str(refused))
    assert cost is not None
    return cost[1]


def test_many_threads_have_one_budget() -> None:
    budget = Budget(Decimal(1), Price(Decimal(0), Decimal(1_000)))

    def ask(_: int) -> bool:
        try:
            budget.reserve(0, 100)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(100))) == 10
    assert budget.spent == 1


def test_what_was_not_used_is_given_back() -> None:
    budget = Budget(Decimal(1), Price(Decimal(10), Decimal(20)))
    reserved = budget.reserve(2_000, 1_000)
    assert reserved == Decimal("0.03")
    budget.settle(reserved, budget.price.of(100, 100))
    assert budget.spent == Decimal("0.003")


@pytest.mark.parametrize("text", ["", "3", "3/", "/3", "-1/2", "1/2/3", "1e3/2", "a/b", "nan/1"])
def test_what_is_no_price(text: str) -> None:
    assert read_price(text) is None
