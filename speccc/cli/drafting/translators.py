"""Who drafts many requests, one after the other: a translator for each, on one budget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from speccc.cli.drafting.services import Terms, audit_of, price_of, provider_of
from speccc.translate.asking import AskingTranslator, Exchange
from speccc.translate.gate.audit import Audit
from speccc.translate.gate.budget import Budget
from speccc.translate.gate.gate import Gate
from speccc.translate.gate.replay import Replay
from speccc.translate.model import Translator
from speccc.translate.providers.registry import KINDS

#: The provider that is none: no key, no network.
OFFLINE = "offline"

PROVIDERS = (OFFLINE, *KINDS)


def replay_option(function: Callable[..., object]) -> Callable[..., object]:
    """`--replay`, for commands that ask a provider."""
    return click.option(
        "--replay",
        type=click.Path(path_type=Path),
        metavar="RECORD",
        help="Answer from a record, such as .speccc/audit.jsonl; send nothing.",
    )(function)


def translators(
    name: str, terms: Terms, root: Path, replay: Path | None = None
) -> Callable[[], Translator]:
    """Makes translators. The budget is for all of them together, the deadline for each. With
    `replay` a record of another time answers, and nothing is sent.

    Raises Failure (E1020 to E1023, E1039) if the provider cannot be asked; click.UsageError for a
    record of what is never asked.
    """
    if name == OFFLINE:
        if replay is not None:
            raise click.UsageError("--replay needs the --provider that was asked")
        from speccc.translate.offline import OfflineTranslator

        return OfflineTranslator
    provider = provider_of(name, terms, sends=replay is None)

    def make(exchange: Exchange) -> Translator:
        return AskingTranslator(exchange, name, provider.model, terms.max_tokens)

    if replay is not None:
        recorded = Replay(provider, Audit(replay))
        return lambda: make(recorded)
    budget = Budget(terms.budget, price_of(name, terms))
    audit = audit_of(root)
    return lambda: make(Gate(provider, audit, budget, terms.deadline))
