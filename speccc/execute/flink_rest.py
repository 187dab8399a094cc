"""JSON over HTTP, as Flink's gateway and its job manager speak it."""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from speccc.execute.flink_engine import FlinkError, FlinkGone

_TIMEOUT = 60.0
_CAUSE = re.compile(r"(?:Caused by: )?(?:[a-z_]\w*\.)+([A-Z][\w$]*: .*)")


class Unreachable(FlinkGone):
    """Nobody answers at an address."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A service at a URL. Its methods give what it answers, and raise FlinkError with what it says
    of an error; Unreachable if nobody answers.
    """

    url: str

    def get(self, path: str) -> dict[str, Any]:
        return self._asked("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self._asked("POST", path, body)

    def delete(self, path: str) -> dict[str, Any]:
        return self._asked("DELETE", path)

    def _asked(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = self._answer(method, path, body)
        if not isinstance(answer, dict):
            raise FlinkError([f"what answers at {self.url} is not Flink"])
        return cast("dict[str, Any]", answer)

    def _answer(self, method: str, path: str, body: Mapping[str, Any] | None) -> object:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        try:
            request = urllib.request.Request(self.url + path, data, headers, method=method)
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise FlinkError(_errors(error.read()) or [f"{self.url} answers {error}"]) from None
        except json.JSONDecodeError:
            raise FlinkError([f"what answers at {self.url} is not Flink"]) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable([f"nobody answers at {self.url}: {reason}"]) from None


def told(stack: str) -> Iterator[str]:
    """The exceptions of a stack of Java's, outermost first, without their packages."""
    for line in stack.splitlines():
        found = _CAUSE.fullmatch(line.strip())
        if found:
            yield found[1]


def _errors(data: bytes) -> list[str]:
    try:
        answer = json.loads(data)
        texts = [str(text) for text in answer["errors"]]
    except (ValueError, LookupError, TypeError):
        return []
    return [line for text in texts for line in told(text)] or texts
