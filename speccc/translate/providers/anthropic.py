"""Anthropic's messages, through the official library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import anthropic

from speccc.translate.providers.api import Ask, Fault, Reply, Unanswered
from speccc.translate.providers.reading import read, tokens, written
from speccc.translate.providers.transport import line, text_of

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
            api_key=self.key,
            base_url=self.endpoint,
            max_retries=0,
            timeout=timeout,
            http_client=line(timeout),
            open_telemetry=False,  # the environment could have what is said copied elsewhere
        ) as client:
            create: Any = client.messages.with_raw_response.create
            text = text_of(anthropic, lambda: create(**body))
        reply = read(text, self._reply)
        if reply.stop == "refusal":
            raise Unanswered(Fault.REFUSED, reply.text or reply.stop, reply=reply)
        if reply.stop not in _FINE:
            raise Unanswered(Fault.TRUNCATED, reply.stop, reply=reply)
        return reply

    def _reply(self, answer: Any) -> Reply:
        blocks = [block for block in answer["content"] if block["type"] == "text"]
        usage = answer.get("usage")
        return Reply(
            "".join(written(block["text"]) for block in blocks),
            str(answer.get("model", self.model)),
            str(answer["stop_reason"]),
            tokens(usage, "input_tokens"),
            tokens(usage, "output_tokens"),
        )
