"""Chat completions of OpenAI and of whatever is compatible, through the official library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import openai

from speccc.translate.providers.api import Ask, Fault, Reply, Unanswered
from speccc.translate.providers.reading import read, tokens, written
from speccc.translate.providers.transport import line, text_of

ENDPOINT = "https://api.openai.com/v1"

#: The reason why an answer stopped that was held back, or that the model would not give.
_REFUSED = "content_filter"


@dataclass(frozen=True, slots=True)
class OpenAI:
    """`key` and `endpoint` are given: the library would take others from the environment."""

    model: str
    key: str = field(repr=False)
    endpoint: str = ENDPOINT
    name: str = "openai"

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).netloc

    def body(self, ask: Ask) -> dict[str, Any]:
        """The arguments of `chat.completions.create`."""
        turns = [{"role": t.role, "content": t.text} for t in ask.turns]
        shape = {"name": "spec", "strict": True, "schema": ask.schema}
        return {
            "model": self.model,
            "max_completion_tokens": ask.max_tokens,
            "messages": [{"role": "system", "content": ask.system}, *turns],
            "response_format": {"type": "json_schema", "json_schema": shape},
        }

    def send(self, body: dict[str, Any], timeout: float) -> Reply:
        """Sends a body once. Raises Unanswered."""
        with openai.OpenAI(
            api_key=self.key,
            base_url=self.endpoint,
            max_retries=0,
            timeout=timeout,
            http_client=line(timeout),
        ) as client:
            create: Any = client.chat.completions.with_raw_response.create
            text = text_of(openai, lambda: create(**body))
        reply = read(text, self._reply)
        if reply.stop == _REFUSED:
            raise Unanswered(Fault.REFUSED, reply.text or reply.stop, reply=reply)
        if reply.stop != "stop":
            raise Unanswered(Fault.TRUNCATED, reply.stop, reply=reply)
        return reply

    def _reply(self, answer: Any) -> Reply:
        choice = answer["choices"][0]
        refusal = written(choice["message"].get("refusal"))
        usage = answer.get("usage")
        return Reply(
            refusal or written(choice["message"].get("content")),
            str(answer.get("model", self.model)),
            _REFUSED if refusal else str(choice["finish_reason"]),
            tokens(usage, "prompt_tokens"),
            tokens(usage, "completion_tokens"),
        )
