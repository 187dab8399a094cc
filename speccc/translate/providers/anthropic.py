"""Anthropic's messages, through the official library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import anthropic
from anthropic.types import Message

from speccc.translate.providers.api import Ask, Fault, Reply, Unanswered, fault_of, seconds

ENDPOINT = "https://api.anthropic.com"

_FINE = ("end_turn", "stop_sequence")


@dataclass(frozen=True, slots=True)
class Anthropic:
    """`key` and `endpoint` are given: the library would take others from the environment."""

    model: str
    key: str = field(repr=False)
    endpoint: str = ENDPOINT
    name: str = "anthropic"

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).netloc

    def body(self, ask: Ask) -> dict[str, Any]:
        """The arguments of `messages.create`. Not `parse`: that loses a truncated answer."""
        return {
            "model": self.model,
            "max_tokens": ask.max_tokens,
            "system": ask.system,
            "messages": [{"role": t.role, "content": t.text} for t in ask.turns],
            "output_config": {"format": {"type": "json_schema", "schema": ask.schema}},
        }

    def send(self, body: dict[str, Any], timeout: float) -> Reply:
        """Sends a body once. Raises Unanswered."""
        with anthropic.Anthropic(
            api_key=self.key, base_url=self.endpoint, max_retries=0, timeout=timeout
        ) as client:
            try:
                create: Any = client.messages.create
                message: Message = create(**body)
            except anthropic.APITimeoutError as error:
                raise Unanswered(Fault.TIMED_OUT, str(error)) from None
            except anthropic.APIStatusError as error:
                after = seconds(error.response.headers.get("retry-after"))
                raise Unanswered(fault_of(error.status_code), error.message, after=after) from None
            except anthropic.APIConnectionError as error:
                raise Unanswered(Fault.UNREACHABLE, str(error.__cause__ or error)) from None
            except (anthropic.APIError, ValueError) as error:
                raise Unanswered(Fault.FAILED, str(error)) from None
        text = "".join(block.text for block in message.content if block.type == "text")
        stop = str(message.stop_reason)
        usage = message.usage
        reply = Reply(text, message.model, stop, usage.input_tokens, usage.output_tokens)
        if stop == "refusal":
            raise Unanswered(Fault.REFUSED, text or stop, reply=reply)
        if stop not in _FINE:
            raise Unanswered(Fault.TRUNCATED, stop, reply=reply)
        return reply
