"""A SQL gateway and a job manager that answer as a test says, on a free port of the loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SESSION = "/v2/sessions/s-1"


class Refused(Exception):
    """What the gateway says of a statement, as a stack of Java's."""


@dataclass
class FakeGateway:
    """`rows` gives the rows of a statement, or raises Refused; each look at the job meets the next
    of `states`, (state, read, written), the last one for ever.
    """

    url: str = ""
    rows: Callable[[str], list[list[Any]]] = lambda _: []
    states: list[tuple[str, int, int]] = field(default_factory=lambda: [("FINISHED", 2, 1)])
    statements: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    manager: bool = True
    _ready: Iterator[bool] = field(default_factory=lambda: iter([False]))

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and body."""
        match method, path.removeprefix(SESSION).split("?")[0].strip("/").split("/"):
            case "POST", ["v2", "sessions"]:
                self.properties = body["properties"]
                return 200, {"sessionHandle": SESSION.rpartition("/")[2]}
            case "POST", ["statements"]:
                self.statements.append(body["statement"])
                return 200, {"operationHandle": f"o-{len(self.statements)}"}
            case "GET", ["operations", _, "result", _]:
                return self._result(path)
            case "GET", [""]:
                port = self.url.rpartition(":")[2] if self.manager else "1"
                return 200, {"properties": {"rest.address": "127.0.0.1", "rest.port": port}}
            case "GET", ["v1", "jobs", _]:
                job = self._job()
                return 200 if job["state"] != "NOBODY" else 503, job
            case "GET", ["v1", "jobs", _, "exceptions"]:
                stack = "org.x.JobException: it failed\n\tat a.b\nCaused by: a.b.Cause: no disk"
                return 200, {"exceptionHistory": {"entries": [{"stacktrace": stack}]}}
            case "DELETE", _:
                self.closed.append(path.removeprefix(SESSION))
                return 200, {"status": "CLOSED"}
            case _:
                return 200, {}

    def _result(self, path: str) -> tuple[int, Any]:
        if not next(self._ready, True):  # once
            return 200, {"resultType": "NOT_READY", "nextResultUri": path}
        if path.endswith("/1"):
            return 200, {"resultType": "EOS", "results": {"data": []}}
        statement = self.statements[-1]
        try:
            rows = self.rows(statement)
        except Refused as refused:
            return 500, {"errors": ["Internal server error.", str(refused)]}
        found: dict[str, Any] = {"data": [{"kind": "INSERT", "fields": row} for row in rows]}
        answer = {"resultType": "PAYLOAD", "results": found}
        if statement.startswith("EXECUTE"):
            answer["jobID"] = "ab12"
        return 200, {**answer, "nextResultUri": path.replace("result/0?rowFormat=JSON", "result/1")}

    def _job(self) -> dict[str, Any]:
        state, read, written = self.states[0]
        if len(self.states) > 1:
            del self.states[0]
        count = {"read-records": read, "write-records": written}
        vertices = [("Source: a[1] -> Calc[2]", count), ("Sort[3] -> t[4]: Writer", count)]
        return {"state": state, "vertices": [{"name": n, "metrics": m} for n, m in vertices]}


@contextmanager
def faking() -> Generator[FakeGateway]:
    """One that is there while the block runs."""
    gateway = FakeGateway()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def _any(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else {}
            status, answer = gateway.answer(self.command, self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = _any  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    gateway.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
