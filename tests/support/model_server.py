"""A service on the loopback that speaks as the three kinds of providers do, from a script."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Says:
    """A reply. `text` is the model's; `status` other than 200 is an error with `text` as its word.

    `stop`: ended, cut, full or refused. `hang`: seconds of silence first; `reset`: the line is cut.
    `raw`: these bytes in the place of an answer; `part`: only so many bytes of it come; `drip`:
    one byte in so many seconds.
    """

    text: str = ""
    status: int = 200
    stop: str = "ended"
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0
    reset: bool = False
    raw: bytes | None = None
    part: int | None = None
    drip: float = 0


@dataclass(frozen=True)
class Heard:
    """A request: its path, its headers in lower case, its body."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Models:
    """`script` is said in turn, its last entry from then on."""

    url: str = ""
    script: list[Says] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)


_STOPS = {
    "/v1/messages": {
        "ended": "end_turn", "cut": "max_tokens", "refused": "refusal",
        "full": "model_context_window_exceeded",
    },
    "/v1/chat/completions": {
        "ended": "stop", "cut": "length", "refused": "stop", "full": "length",
    },
    "/api/chat": {"ended": "stop", "cut": "length", "refused": "stop", "full": "length"},
}  # fmt: skip


def _answer(path: str, says: Says, body: Any) -> dict[str, Any]:
    stop = _STOPS[path][says.stop]
    match path:
        case "/v1/messages":
            return {
                "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"],
                "content": [{"type": "text", "text": says.text}], "stop_reason": stop,
                "stop_sequence": None, "usage": {"input_tokens": 1000, "output_tokens": 200},
            }  # fmt: skip
        case "/v1/chat/completions":
            refusal = says.text if says.stop == "refused" else None
            message = {"role": "assistant", "content": says.text, "refusal": refusal}
            return {
                "id": "chat_1", "object": "chat.completion", "created": 0, "model": body["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": stop}],
                "usage": {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200},
            }  # fmt: skip
        case _:
            return {
                "model": body["model"], "message": {"role": "assistant", "content": says.text},
                "done": True, "done_reason": stop, "prompt_eval_count": 1000, "eval_count": 200,
            }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    models: Models

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.models.heard.append(Heard(self.path, headers, body))
        script = self.models.script
        says = script.pop(0) if len(script) > 1 else script[0]
        if says.reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True
            return
        time.sleep(says.hang)
        if says.status == 200:
            answer = json.dumps(_answer(self.path, says, body)).encode()
        else:
            error = {"type": "error", "message": says.text}
            answer = json.dumps({"type": "error", "error": error}).encode()
        answer = answer if says.raw is None else says.raw
        self.send_response_only(says.status)
        sent = {
            "Date": self.date_time_string(),
            "Content-Type": "application/json",
            "Content-Length": str(len(answer)),
        }
        for name, value in {**sent, **says.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not says.drip:
            self.wfile.write(answer[: says.part])
        else:
            for byte in answer:
                self.wfile.write(bytes([byte]))
                time.sleep(says.drip)
        if says.part is not None:
            self.close_connection = True


@contextmanager
def speaking(*script: Says) -> Iterator[Models]:
    """A server on a free port of the loopback."""
    models = Models(script=list(script))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"models": models}))
    server.daemon_threads = True
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    models.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield models
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
