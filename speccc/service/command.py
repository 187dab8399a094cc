"""`speccc serve`"""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec
from typing import Any

import click

from speccc.cli.command import Command
from speccc.cli.drafting.services import Terms, service_options
from speccc.cli.drafting.translators import OFFLINE, PROVIDERS, translators
from speccc.cli.session import Exit, Session
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import service as codes
from speccc.lifecycle.project import find_root
from speccc.service.guard import is_loopback
from speccc.service.project import Place

_LEAST_TOKEN = 16
#: How long requests may go on after Ctrl-C.
_LAST_SECONDS = 5
#: With so many connections open, whoever asks gets 503: one process answers them all.
MOST_CONNECTIONS = 100


@click.command("serve", cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8484,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option(
    "--max-body",
    type=click.IntRange(min=1024),
    default=262_144,
    show_default=True,
    metavar="BYTES",
    help="How large the body of a request may be.",
)
@click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    default=OFFLINE,
    show_default=True,
    help="Who drafts: a grammar on this machine, or a model.",
)
@service_options
@click.pass_obj
def command(
    session: Session, *, host: str, port: int, max_body: int, provider: str, terms: Terms
) -> int:
    r"""Serve a project over HTTP: draft, validate, plan and explain. Writes and runs nothing.

    On the loopback no token is needed. With SPECCC_TOKEN in the environment every request must
    carry it; to listen anywhere else it is required. --budget is for all requests together.

    \b
    speccc serve
    SPECCC_TOKEN=... speccc serve --host 0.0.0.0
    """
    missing = [name for name in ("fastapi", "uvicorn") if find_spec(name) is None]
    if missing:
        raise Failure([codes.NOT_INSTALLED.at(None, libraries=" and ".join(missing))])
    token = os.environ.get("SPECCC_TOKEN", "")
    problem = _token_problem(host, token)
    if problem:
        raise Failure([codes.NEEDS_TOKEN.at(None, host=host, problem=problem)])
    place = Place(find_root(session.folder))
    make = translators(provider, terms, place.root)
    import uvicorn

    from speccc.service.application import application

    if provider == OFFLINE:
        from speccc.translate.offline.grammar import load

        load()
    with listening(host, port) as listener:
        app = application(place, make, token=token, max_body=max_body)
        shown = f"[{host}]" if ":" in host else host
        session.say(f"Listening on http://{shown}:{listener.getsockname()[1]}. Ctrl-C ends it.")
        config = uvicorn.Config(app, log_level="warning", **server_options())
        uvicorn.Server(config).run(sockets=[listener])
    return Exit.OK


def server_options(connections: int = MOST_CONNECTIONS) -> dict[str, Any]:
    """How the service is run by uvicorn; with `connections` open, more are turned away."""
    return {
        "server_header": False,
        "ws": "none",
        "timeout_graceful_shutdown": _LAST_SECONDS,
        "limit_concurrency": connections,
    }


def _token_problem(host: str, token: str) -> str:
    """Why a token is none that a service may have there; empty if it may."""
    if not token:
        return "" if is_loopback(host) else "others can ask, and there is no token"
    if len(token) < _LEAST_TOKEN:
        return f"the token of SPECCC_TOKEN has {len(token)} characters, fewer than {_LEAST_TOKEN}"
    if not token.isascii() or not token.isprintable() or " " in token:
        return "the token of SPECCC_TOKEN holds what no header can"
    return ""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises Failure (E1098)."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen()
        except OSError:
            listener.close()
            raise
    except OSError as error:
        problem = error.strerror or str(error)
        raise Failure(
            [codes.CANNOT_LISTEN.at(None, host=host, port=port, problem=problem)]
        ) from None
    return listener
