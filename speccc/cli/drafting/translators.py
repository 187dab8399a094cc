"""Who drafts many requests, one after the other: a translator for each, on one budget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from speccc.cli.drafting.services import Terms, audit_of, price_of, provider_of
from speccc.translate.asking import AskingTranslator
from speccc.translate.gate.budget import Budget
from speccc.translate.gate.gate import Gate
from speccc.translate.model import Translator
from speccc.translate.providers.registry import KINDS

#: The provider that is none: no key, no network.
OFFLINE = "offline"

PROVIDERS = (OFFLINE, *KINDS)


def translators(name: str, terms: Terms, root: Path) -> Callable[[], Translator]:
    """Makes translators. The budget is for all of them together, the deadline for each.

    Raises Failure (E1020 to E1023, E1039) if the provider cannot be asked.
    """
    if name == OFFLINE:
        from speccc.translate.offline import OfflineTranslator

        return OfflineTranslator
    provider = provider_of(name, terms)
    budget = Budget(terms.budget, price_of(name, terms))
    audit = audit_of(root)

    def make() -> Translator:
        gate = Gate(provider, audit, budget, terms.deadline)
        return AskingTranslator(gate, name, provider.model, terms.max_tokens)

    return make
