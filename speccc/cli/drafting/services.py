"""From options and the environment to a service that may be asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import wraps
from pathlib import Path
from typing import Any

import click

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import providers as codes
from speccc.lifecycle.project import STATE_FOLDER
from speccc.translate.gate.audit import Audit
from speccc.translate.gate.budget import FREE, Price, read_price
from speccc.translate.providers.api import Provider
from speccc.translate.providers.registry import KINDS, make_provider

#: The seconds of the longest deadline: a day.
LONGEST = 86_400


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a service is asked. Empty parts are not given."""

    model: str
    endpoint: str
    price: Price | None
    budget: Decimal
    max_tokens: int
    deadline: float


def service_options(function: Callable[..., object]) -> Callable[..., object]:
    """`--model`, `--price` and the like, which the command gets as its `terms`."""

    @wraps(function)
    def gathered(*args: Any, **settings: Any) -> object:
        terms = Terms(**{field.name: settings.pop(field.name) for field in fields(Terms)})
        return function(*args, terms=terms, **settings)

    for decorate in (
        click.option(
            "--deadline", type=float, default=180, show_default=True, metavar="SECONDS",
            callback=_deadline, help="For all requests of a draft together.",
        ),
        click.option(
            "--max-tokens", type=click.IntRange(min=100), default=8000, show_default=True,
            metavar="N", help="How long an answer may be.",
        ),
        click.option(
            "--budget", envvar="SPECCC_BUDGET", default="0.50", show_default=True,
            metavar="DOLLARS", callback=_money, help="The most that a draft may cost.",
        ),
        click.option(
            "--price", envvar="SPECCC_PRICE", metavar="IN/OUT", callback=_price,
            help="Dollars for a million tokens of input and of output.",
        ),
        click.option(
            "--endpoint", envvar="SPECCC_ENDPOINT", default="", metavar="URL",
            help="Another address of the service.",
        ),
        click.option("--model", envvar="SPECCC_MODEL", default="", help="The service's model."),
    ):  # fmt: skip
        gathered = decorate(gathered)
    return gathered


def provider_of(name: str, terms: Terms, *, sends: bool = True) -> Provider:
    """The provider. One that never sends needs no key, and may be there where models are switched
    off. Raises Failure: E1020 to E1022, E1039.
    """
    if not sends:
        return make_provider(name, terms.model, "none", terms.endpoint)
    if os.environ.get("SPECCC_LLM", "").lower() == "off":
        raise Failure([codes.SWITCHED_OFF.at(None, provider=name)])
    variable = KINDS[name].variable
    key = os.environ.get(variable, "") if variable else ""
    return make_provider(name, terms.model, key, terms.endpoint)


def price_of(provider: str, terms: Terms) -> Price:
    """What its tokens cost. Raises Failure (E1023) if that is not known."""
    if terms.price is not None:
        return terms.price
    if KINDS[provider].free:
        return FREE
    raise Failure([codes.NO_PRICE.at(None, model=terms.model)])


def audit_of(root: Path) -> Audit:
    """The project's record of what was sent."""
    return Audit(root / STATE_FOLDER / "audit.jsonl")


def _deadline(context: click.Context, option: click.Parameter, value: float) -> float:
    if not 1 <= value <= LONGEST:  # neither is NaN
        raise click.BadParameter(f"it is from 1 to {LONGEST} seconds", context, option)
    return value


def _money(context: click.Context, option: click.Parameter, value: str) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0:
        raise click.BadParameter(f"'{value}' is no amount of dollars", context, option)
    return found


def _price(context: click.Context, option: click.Parameter, value: str | None) -> Price | None:
    if value is None:
        return None
    found = read_price(value)
    if found is None:
        raise click.BadParameter(f"'{value}' is not IN/OUT, such as 3/15", context, option)
    return found
