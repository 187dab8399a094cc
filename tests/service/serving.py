"""The service on a free port of the loopback, and a client that shows what it was told."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from speccc.service.application import PATIENCE, application
from speccc.service.command import MOST_CONNECTIONS, listening, server_options
from speccc.service.project import Place
from speccc.translate.model import Translator
from speccc.translate.offline import OfflineTranslator
from speccc.translate.offline.grammar import load

MAX_BODY = 65_536


@dataclass(frozen=True)
class Told:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of the diagnostics in the answer."""
        return [diagnostic["code"] for diagnostic in self.json["diagnostics"]]


@dataclass(frozen=True)
class Client:
    port: int
    token: str = ""

    def post(self, path: str, body: Any, **headers: str) -> Told:
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, sent, **{"Content-Type": "application/json", **headers})

    def send(
        self, method: str, path: str, body: bytes | Iterable[bytes] | None = None, **headers: str
    ) -> Told:
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            connection.request(method, path, body, headers, encode_chunked=True)
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Told(answer.status, named, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(
    root: Path,
    make: type[Translator] = OfflineTranslator,
    *,
    token: str = "",
    patience: float = PATIENCE,
    connections: int = MOST_CONNECTIONS,
) -> Iterator[Client]:
    """The service of the project at `root`, in a thread."""
    if make is OfflineTranslator:
        load()
    app = application(Place(root), make, token=token, max_body=MAX_BODY, patience=patience)
    config = uvicorn.Config(app, log_level="critical", **server_options(connections))
    server = uvicorn.Server(config)
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield Client(listener.getsockname()[1], token)
        finally:
            server.should_exit = True
            thread.join()
