"""The line to a service, for the official libraries: it leads nowhere but where it was told to.

Left to themselves they follow redirects to other hosts, take proxies from the environment, and read
an answer of any length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2

from speccc.translate.providers.api import Fault, Unanswered, fault_of, waiting
from speccc.translate.providers.reading import MOST_BYTES, too_long


class _Capped(httpx2.BaseTransport):
    """Reads an answer as far as it may be long. Raises Unanswered."""

    def __init__(self) -> None:
        self._line = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["accept-encoding"] = (
            "identity"  # a short answer could be a long one, packed
        )
        response = self._line.handle_request(request)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise Unanswered(Fault.STRANGE, "it packs an answer that was to be plain")
            content = bytearray()
            for part in response.iter_raw():
                content += part
                if len(content) > MOST_BYTES:
                    raise too_long()
        finally:
            response.close()
        return httpx2.Response(
            response.status_code, headers=response.headers, content=bytes(content), request=request
        )

    def close(self) -> None:
        self._line.close()


def line(timeout: float) -> httpx2.Client:
    """A client for one request."""
    return httpx2.Client(
        transport=_Capped(), timeout=timeout, trust_env=False, follow_redirects=False
    )


def text_of(library: Any, send: Callable[[], Any]) -> str:
    """The text that a service answers. `library` is anthropic or openai, whose errors are alike.

    Raises Unanswered.
    """
    try:
        return send().http_response.text
    except library.APITimeoutError as error:
        raise Unanswered(Fault.TIMED_OUT, str(error)) from None
    except library.APIStatusError as error:
        headers = dict(error.response.headers)
        fault = fault_of(error.status_code)
        raise Unanswered(fault, error.message, after=waiting(headers)) from None
    except library.APIConnectionError as error:
        cause = error.__cause__
        if isinstance(cause, Unanswered):
            raise cause from None
        raise Unanswered(Fault.UNREACHABLE, str(cause or error)) from None
    except (library.APIError, ValueError) as error:
        raise Unanswered(Fault.STRANGE, str(error)) from None
