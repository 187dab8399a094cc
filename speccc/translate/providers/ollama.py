"""Ollama's own chat. (Its other endpoint, compatible with Anthropic's, ignores the schema.)"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from speccc.translate.providers.api import Ask, Fault, Reply, Unanswered, fault_of, waiting
from speccc.translate.providers.reading import MOST_BYTES, read, tokens, too_long, written

ENDPOINT = "http://127.0.0.1:11434"


@dataclass(frozen=True, slots=True)
class Ollama:
    model: str
    endpoint: str = ENDPOINT
    name: str = "ollama"
    key: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.endpoint).netloc

    def body(self, ask: Ask) -> dict[str, Any]:
        """What is posted to `/api/chat`."""
        turns = [{"role": t.role, "content": t.text} for t in ask.turns]
        return {
            "model": self.model,
            "messages": [{"role": "system", "content": ask.system}, *turns],
            "format": ask.schema,
            "stream": False,
            "options": {"temperature": 0, "num_predict": ask.max_tokens},
        }

    def send(self, body: dict[str, Any], timeout: float) -> Reply:
        """Sends a body once. Raises Unanswered."""
        status, headers, text = self._post(json.dumps(body).encode(), timeout)
        if status != 200:
            raise Unanswered(fault_of(status), f"{status} {text[:300]}", after=waiting(headers))
        reply = read(text, self._reply)
        if reply.stop != "stop":
            raise Unanswered(Fault.TRUNCATED, reply.stop, reply=reply)
        return reply

    def _reply(self, answer: Any) -> Reply:
        return Reply(
            written(answer["message"]["content"]),
            str(answer.get("model", self.model)),
            str(answer.get("done_reason", "stop")),
            tokens(answer, "prompt_eval_count"),
            tokens(answer, "eval_count"),
        )

    def _post(self, body: bytes, timeout: float) -> tuple[int, dict[str, str], str]:
        """The status, the headers in lower case and the text of the answer."""
        parts = urlsplit(self.endpoint)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        try:
            path = f"{parts.path.rstrip('/')}/api/chat"
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            with connection.getresponse() as answer:
                content = answer.read(MOST_BYTES + 1)
        except TimeoutError as error:
            raise Unanswered(Fault.TIMED_OUT, str(error)) from None
        except (OSError, HTTPException) as error:
            raise Unanswered(Fault.UNREACHABLE, str(error) or type(error).__name__) from None
        finally:
            connection.close()
        if len(content) > MOST_BYTES:
            raise too_long()
        if answer.length:
            raise Unanswered(Fault.UNREACHABLE, f"the last {answer.length} bytes did not come")
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, content.decode("utf-8", errors="replace")
