"""What a provider is. It makes a body and sends it once; the gate does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a model: a conversation, and the schema that the answer keeps to."""

    system: str
    turns: tuple[Turn, ...]
    schema: Mapping[str, Any]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is all that the model wrote; `stop` why it stopped, in the service's word."""

    text: str
    model: str
    stop: str
    input_tokens: int
    output_tokens: int


class Fault(StrEnum):
    """Why there is no answer."""

    REFUSED = "refused"
    TRUNCATED = "truncated"
    TIMED_OUT = "timed out"
    OVERLOADED = "overloaded"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    REJECTED = "rejected"


#: Faults after which the same request may be sent again.
PASSING = frozenset({Fault.TIMED_OUT, Fault.OVERLOADED, Fault.FAILED, Fault.UNREACHABLE})


class Unanswered(Exception):
    """A request that was sent and not answered. `after`: seconds the service asks us to wait.

    `reply` is there where the service gave an answer that is none: refused, or cut off.
    """

    def __init__(
        self, fault: Fault, detail: str, *, after: float | None = None, reply: Reply | None = None
    ) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail
        self.after = after
        self.reply = reply


class Provider(Protocol):
    """One service with one model. `host` is who is spoken to."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def host(self) -> str: ...

    def body(self, ask: Ask) -> dict[str, Any]:
        """What is sent, as plain data: nothing else of `ask` reaches the service, and no key."""
        ...

    def send(self, body: dict[str, Any], timeout: float) -> Reply:
        """Sends a body once. Raises Unanswered."""
        ...


def fault_of(status: int) -> Fault:
    """What a status of HTTP that is no success means."""
    if status in (401, 403):
        return Fault.DENIED
    if status in (408, 504):
        return Fault.TIMED_OUT
    if status in (429, 503, 529):
        return Fault.OVERLOADED
    return Fault.FAILED if status >= 500 else Fault.REJECTED


def seconds(header: str | None) -> float | None:
    """`retry-after` in seconds; None if it is missing or a date."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
