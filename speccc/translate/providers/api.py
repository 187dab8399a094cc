"""What a provider is. It makes a body and sends it once; the gate does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
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
    """`text` is all that the model wrote; `stop` why it stopped, in the service's word.

    The numbers of tokens are None where the service does not tell them.
    """

    text: str
    model: str
    stop: str
    input_tokens: int | None
    output_tokens: int | None


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
    STRANGE = "strange"


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
    """One service with one model. `host` is who is spoken to; `key` is empty if it needs none."""

    @property
    def name(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def key(self) -> str: ...

    def body(self, ask: Ask) -> dict[str, Any]:
        """What is sent, as plain data: nothing else of `ask` reaches the service, and no key."""
        ...

    def send(self, body: dict[str, Any], timeout: float) -> Reply:
        """Sends a body once. Raises Unanswered."""
        ...


def fault_of(status: int) -> Fault:
    """What a status of HTTP other than 200 means."""
    if status < 400:
        return Fault.STRANGE
    if status in (401, 403):
        return Fault.DENIED
    if status in (408, 504):
        return Fault.TIMED_OUT
    if status in (429, 503, 529):
        return Fault.OVERLOADED
    return Fault.FAILED if status >= 500 else Fault.REJECTED


def waiting(headers: Mapping[str, str]) -> float | None:
    """The seconds that `retry-after` asks us to wait, a number or a date; None if it is neither.

    A date is reckoned from that of the answer. The names are in lower case.
    """
    asked = headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        then, now = map(parsedate_to_datetime, (asked, headers.get("date", "")))
        return max(0.0, (then - now).total_seconds())
    except (ValueError, TypeError):  # the second: one of them without a zone
        return None
