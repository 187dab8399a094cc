"""Stands before the application: who may ask, by which name, and how much."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from speccc.diagnostics import Diagnostic, render
from speccc.diagnostics.codes import service as codes

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[Any]]
_Send = Callable[[Any], Awaitable[None]]
_Application = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

LOOPBACK = "localhost"


@dataclass(frozen=True, slots=True)
class Guard:
    """An ASGI application before another. Without a token only the loopback is answered."""

    application: _Application
    token: str
    max_body: int
    #: The seconds in which the whole body has to come.
    patience: float

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Answers itself, with 401, 408, 413 or 421, or lets the whole request pass."""
        if scope["type"] == "lifespan":
            await self.application(scope, receive, send)
            return
        headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
        if self.token:
            if not self._has_token(headers):
                await _refuse(send, 401, codes.NO_TOKEN.at(None))
                return
        else:
            host = _host(headers)
            if not is_loopback(host):
                await _refuse(send, 421, codes.WRONG_HOST.at(None, host=host))
                return
        try:
            body = await asyncio.wait_for(self._body(receive), self.patience)
        except TimeoutError:
            await _refuse(send, 408, codes.TOO_SLOW.at(None, seconds=f"{self.patience:g}"))
            return
        if body is None:
            await _refuse(send, 413, codes.TOO_LARGE.at(None))
            return
        await self.application(scope, _after(body, receive), send)

    async def _body(self, receive: _Receive) -> bytes | None:
        """The body, None if it is larger than what is taken: no more than that is ever held."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if len(body) > self.max_body:
                return None
            if message["type"] != "http.request" or not message.get("more_body", False):
                return body

    def _has_token(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Compared in a time that tells nothing of the token."""
        given = [value for name, value in headers if name == b"authorization"]
        wanted = f"Bearer {self.token}".encode()
        return len(given) == 1 and hmac.compare_digest(given[0], wanted)


def _after(body: bytes, receive: _Receive) -> _Receive:
    """Gives a body that was read already, then what comes after it."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Any:
        return left.pop() if left else await receive()

    return receive_again


def is_loopback(host: str) -> bool:
    """Whether a host, without a port, is the loopback by name or number."""
    if host.lower() == LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _host(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The host that a request is to, without the port."""
    given = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(given) != 1:
        return ""
    name, colon, port = given[0].rpartition(":")
    return name if colon and port.isdigit() else given[0]


async def _refuse(send: _Send, status: int, diagnostic: Diagnostic) -> None:
    body = json.dumps(json.loads(render.render_json([diagnostic], {}))).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
