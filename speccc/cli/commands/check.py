"""`speccc check`"""

from __future__ import annotations

import json
import os
import socket
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import click

from speccc.cli import options
from speccc.cli.command import Command
from speccc.cli.drafting.services import Terms, audit_of, price_of, provider_of, service_options
from speccc.cli.session import Exit, Session
from speccc.cli.work import open_work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.diagnostics.codes import providers as codes
from speccc.lifecycle.project import io_failure
from speccc.translate import prompts
from speccc.translate.gate.audit import BrokenChain
from speccc.translate.gate.budget import input_tokens
from speccc.translate.providers.api import Ask, Turn
from speccc.translate.providers.registry import KINDS
from speccc.translate.wire import schema

_PATIENCE = 3.0


@click.command("check", cls=Command)
@click.option("--provider", type=click.Choice([*KINDS]), help="Only this one.")
@service_options
@options.as_json
@click.pass_obj
def command(
    session: Session,
    *,
    provider: str | None,
    terms: Terms,
    as_json: bool,
) -> int:
    r"""Which models can be asked to draft: installed, configured, reachable, and at what cost.

    Reaching is opening a connection; nothing is sent. The cost is the most that one request may
    cost. The record of what was sent is verified, too. Exit code 1 if none can be asked.

    \b
    speccc check --provider ollama --model MODEL
    """
    audit = audit_of(open_work(session).project.root)
    try:
        sent = sum(entry["kind"] == "request" for entry in audit.entries())
    except BrokenChain as broken:
        path = audit.path.name
        raise Failure(
            [codes.BROKEN_AUDIT.at(None, path=path, line=broken.line, problem=broken.problem)]
        ) from None
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_READ, audit.path.name, error)]) from None
    found = [_checked(name, terms) for name in ([provider] if provider else KINDS)]
    if as_json:
        session.data({"providers": found, "requests_recorded": sent})
    else:
        for one in found:
            session.say(f"{one['provider']:10} {_words(one)}")
        session.say(f"{'record':10} {sent} requests, the chain is whole")
    return Exit.OK if any(one["ready"] for one in found) else Exit.ERROR


def _checked(name: str, terms: Terms) -> dict[str, Any]:
    kind = KINDS[name]
    found: dict[str, Any] = {
        "provider": name,
        "installed": not kind.library or find_spec(kind.library) is not None,
        "key": not kind.variable or bool(os.environ.get(kind.variable)),
        "model": terms.model,
        "ready": False,
        "problem": "",
    }
    try:
        made = provider_of(name, terms)
        found |= {"host": made.host, "reachable": _reachable(made.host, terms.endpoint)}
        price = price_of(name, terms)
    except Failure as failure:
        return found | {"problem": "; ".join(d.message for d in failure.diagnostics)}
    if not found["reachable"]:
        return found | {"problem": f"{made.host} cannot be reached"}
    ask = Ask(prompts.system(), (Turn("user", ""),), schema(), terms.max_tokens)
    size = len(json.dumps(made.body(ask)).encode())
    return found | {"ready": True, "cost": str(price.of(input_tokens(size), terms.max_tokens))}


def _reachable(host: str, endpoint: str) -> bool:
    parts = urlsplit(f"//{host}")
    port = parts.port or (80 if endpoint.startswith("http:") else 443)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_PATIENCE):
            return True
    except OSError:
        return False


def _words(one: dict[str, Any]) -> str:
    if not one["ready"]:
        return f"no: {one['problem']}"
    return f"yes: {one['model']} on {one['host']}, at most {one['cost']} dollars a request"
