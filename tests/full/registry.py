"""A registry of Avro schemas on a free port of 127.0.0.1, as much of one as Kafka's clients ask."""

from __future__ import annotations

import atexit
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Registry:
    """Schemas by their number, from 1 on; `subjects` are the numbers that each subject has."""

    url: str = ""
    schemas: list[str] = field(default_factory=list[str])
    subjects: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def register(self, subject: str, schema: str) -> int:
        """The number of a schema, which is noted as one of a subject."""
        if schema not in self.schemas:
            self.schemas.append(schema)
        number = self.schemas.index(schema) + 1
        self.subjects.setdefault(subject, []).append(number)
        return number

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and body."""
        match method, path.partition("?")[0].strip("/").split("/"):
            case "POST", ["subjects", subject, "versions"]:
                return 200, {"id": self.register(subject, body["schema"])}
            case "GET", ["schemas", "ids", number] if 0 < int(number) <= len(self.schemas):
                return 200, {"schema": self.schemas[int(number) - 1]}
            case _:
                return 404, {"error_code": 404, "message": f"{method} {path}"}


def registry() -> Registry:
    """One that is there until the tests end."""
    made = Registry()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def _any(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else {}
            status, answer = made.answer(self.command, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _any  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    atexit.register(server.shutdown)
    return made
