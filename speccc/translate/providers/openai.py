"""Chat completions of OpenAI and of whatever is compatible, through the official library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import openai
from openai.types.chat import ChatCompletion

from speccc.translate.providers.api import Ask, Fault, Reply, Unanswered, fault_of, seconds

ENDPOINT = "https://api.openai.com/v1"


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
            api_key=self.key, base_url=self.endpoint, max_retries=0, timeout=timeout
        ) as client:
            try:
                create: Any = client.chat.completions.create
                answer: ChatCompletion = create(**body)
            except openai.APITimeoutError as error:
                raise Unanswered(Fault.TIMED_OUT, str(error)) from None
            except openai.APIStatusError as error:
                after = seconds(error.response.headers.get("retry-after"))
                raise Unanswered(fault_of(error.status_code), error.message, after=after) from None
            except openai.APIConnectionError as error:
                raise Unanswered(Fault.UNREACHABLE, str(error.__cause__ or error)) from None
            except (openai.APIError, ValueError) as error:
                raise Unanswered(Fault.FAILED, str(error)) from None
        if not answer.choices:
            raise Unanswered(Fault.FAILED, "an answer without a choice")
        choice = answer.choices[0]
        usage = answer.usage
        reply = Reply(
            choice.message.content or "",
            answer.model,
            choice.finish_reason,
            usage.prompt_tokens if usage else 0,
            usage.completion_tokens if usage else 0,
        )
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise Unanswered(
                Fault.REFUSED, choice.message.refusal or choice.finish_reason, reply=reply
            )
        if choice.finish_reason != "stop":
            raise Unanswered(Fault.TRUNCATED, choice.finish_reason, reply=reply)
        return reply
