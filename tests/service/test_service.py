"""The service, spoken to over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from speccc.cli.main import run
from speccc.translate.model import Judge, Proposal, Questions, Request
from tests.service.serving import MAX_BODY, Client, serving
from tests.support.project import COMMAND

TOKEN = "a-token-of-the-tests"
GENERATE = "/api/generate-pipeline"
ASKED: dict[str, Any] = {
    "instructions": "Read data/orders.csv. Keep orders where price > 100. "
    "Write them to out/large.csv. Run it daily at 9 AM.",
    "ownerEmail": "owner@example.com",
    "pipelineName": "large_orders",
    "inputs": ["data/orders.csv"],
}
PATHS = (GENERATE, "/api/validate", "/api/plan", "/api/explain")


def write_project(root: Path) -> None:
    (root / "data").mkdir()
    (root / "specs").mkdir()
    (root / "speccc.yaml").write_text("speccc_project: 1\n")
    (root / "data/orders.csv").write_text("order_id,price\n1,50\n2,110\n")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served") / "project"
    made.mkdir()
    write_project(made)
    (made.parent / "outside.csv").write_text("a,b\n1,2\n")
    (made / "data/link.csv").symlink_to(made.parent / "outside.csv")
    return made


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[Client]:
    with serving(root) as client:
        yield client


def files(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if ".speccc" not in p.parts)


def test_a_pipeline_is_generated_and_nothing_is_written(client: Client, root: Path) -> None:
    before = files(root)
    told = client.post(GENERATE, ASKED)
    assert told.status == 200, told.body
    answer = told.json
    assert answer["success"] is True
    assert answer["questions"] == []
    spec = yaml.safe_load(answer["config"])
    assert (spec["name"], spec["owner"]) == ("large_orders", "owner@example.com")
    assert spec["steps"] == [{"filter": "price > 100"}]
    assert {*answer["code"]} >= {"large_orders.py", "README.md"}
    assert [*answer["tests"]] == ["test_large_orders_pandas.py"]
    assert answer["strategy"]["schedule"] == {"cron": "0 9 * * *", "timezone": "UTC"}
    assert answer["strategy"]["backend"] == "pandas"
    assert answer["rawResponse"]["read_back"][0]["says"].startswith("Run on the schedule")
    assert files(root) == before
    assert client.post(GENERATE, ASKED).body == told.body


def test_what_is_generated_is_what_apply_writes(client: Client, tmp_path: Path) -> None:
    answer = client.post(GENERATE, ASKED).json
    write_project(tmp_path)
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets/pandas.yaml").write_text(
        "speccc_target: 1\nname: pandas\nbackend: pandas\n"
    )
    (tmp_path / "specs/large_orders.yaml").write_text(answer["config"])
    assert run(["apply", "--auto-approve", "-C", str(tmp_path)]) == 0
    unit = tmp_path / "generated/large_orders/pandas"
    for path, content in {**answer["code"], **answer["tests"]}.items():
        assert (unit / path).read_text() == content, path


def test_questions(client: Client) -> None:
    vague = {**ASKED, "instructions": "Load data from sheets, clean it, and save results."}
    told = client.post(GENERATE, vague)
    assert told.status == 200
    answer = told.json
    assert answer["success"] is False
    assert (answer["config"], answer["code"], answer["tests"]) == ("", {}, {})
    asked = {question["words"]: question for question in answer["questions"]}
    start, end = asked["clean it"]["start"], asked["clean it"]["end"]
    assert vague["instructions"][start:end] == "clean it"
    assert answer["rawResponse"]["result"] == "questions"


def test_the_words_of_a_domain(client: Client) -> None:
    words = "Read data/orders.csv. Sort by item price. Write it to out/x.csv."
    asked = {**ASKED, "instructions": words, "domain": "ecommerce"}
    assert client.post(GENERATE, asked).json["success"] is False  # `price` may be of all of them
    unknown = client.post(GENERATE, {**asked, "domain": "shops"})
    assert unknown.status == 422
    assert "E1011" in json.dumps(unknown.json)


def test_validate(client: Client) -> None:
    assert client.post("/api/validate", {}).json["valid"] is True
    config = client.post(GENERATE, ASKED).json["config"]
    assert client.post("/api/validate", {"spec": config}).json["valid"] is True
    told = client.post("/api/validate", {"spec": config.replace("price > 100", "prise > 100")})
    assert told.status == 200
    (diagnostic,) = told.json["diagnostics"]
    assert diagnostic["code"] == "E0401"
    assert client.post("/api/validate", {"spec": "{"}).json["valid"] is False


def test_plan_and_explain(client: Client) -> None:
    assert client.post("/api/plan", {}).json["format_version"]
    assert client.post("/api/plan", {"pipelines": ["nobody"]}).codes == ["E0704"]
    (found,) = client.post("/api/explain", {"name": "E0404"}).json["found"]
    assert found["code"] == "E0404"
    assert client.post("/api/explain", {"name": "nothing of that name"}).json == {"found": []}


@pytest.mark.parametrize(
    "path",
    ["../outside.csv", "data/../../outside.csv", "data/link.csv", "/etc/hostname", "data",
     "speccc.yaml", "data/none.csv", "data/orders.csv\x00", "a" * 300],
)  # fmt: skip
def test_no_file_outside_is_read_or_told_of(client: Client, path: str) -> None:
    told = client.post(GENERATE, {**ASKED, "inputs": [path]})
    assert (told.status, told.codes) == (422, ["E1095"])
    (shown,) = told.json["diagnostics"]
    assert shown["detail"].endswith("is no csv file of this project")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff", {}, {**ASKED, "pipelineName": "../x"},
     {**ASKED, "ownerEmail": "nobody"}, {**ASKED, "ownerEmail": "a@b\nname: c"},
     {**ASKED, "instructions": ""}, {**ASKED, "instructions": 1}, {**ASKED, "more": 1}],
)  # fmt: skip
def test_a_body_that_does_not_fit(client: Client, body: Any) -> None:
    told = client.post(GENERATE, body)
    assert told.status == (400 if body == b"\xff" else 422)
    assert {*told.codes} == {"E1091"}


_SURROGATE = b'"\\ud800"'
_DEEP = "(" * 500 + "1" + ")" * 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/validate", b"[" * 60_000),
        ("/api/validate", b'{"spec": ' + _SURROGATE + b"}"),
        ("/api/validate", {"spec": "[" * 60_000}),
        ("/api/plan", b"{" + _SURROGATE + b": 1}"),
        (GENERATE, {**ASKED, "instructions": ASKED["instructions"].replace("100", _DEEP)}),
        (GENERATE, {**ASKED, "instructions": "Keep rows where " + "price > 1 and " * 600}),
        (GENERATE, {**ASKED, "ownerEmail": "\u202e@\x7f"}),
    ],
    ids=["deep JSON", "half a character", "deep YAML", "half a key", "deep brackets",
         "a long sentence", "what cannot be seen"],
)  # fmt: skip
def test_what_is_hard_to_read_breaks_nothing(client: Client, path: str, body: Any) -> None:
    assert client.post(path, body).status < 500


def test_a_page_cannot_post_a_form(client: Client) -> None:
    told = client.post("/api/plan", {}, **{"Content-Type": "text/plain"})
    assert (told.status, told.codes) == (422, ["E1091"])


def test_a_body_that_is_too_large(client: Client) -> None:
    told = client.post("/api/validate", {"spec": "x" * MAX_BODY})
    assert (told.status, told.codes) == (413, ["E1092"])
    parts = {"Transfer-Encoding": "chunked"}
    told = client.send("POST", "/api/validate", iter([b"x" * MAX_BODY, b"x"]), **parts)
    assert (told.status, told.codes) == (413, ["E1092"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/docs", 404), ("GET", "/api/plan", 405),
     ("GET", "/../../etc/passwd", 404), ("DELETE", GENERATE, 405)],
)  # fmt: skip
def test_what_is_not_served(client: Client, method: str, path: str, status: int) -> None:
    told = client.send(method, path)
    assert (told.status, told.codes) == (status, ["E1093"])


def test_a_name_of_somebody_elses(client: Client) -> None:
    port = client.port
    for host in (f"evil.example:{port}", "evil.example", "127.0.0.1.evil.example", ""):
        told = client.post("/api/plan", {}, Host=host)
        assert (told.status, told.codes) == (421, ["E1094"]), host
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", "LOCALHOST"):
        assert client.post("/api/plan", {}, Host=host).status == 200, host


def test_who_is_slow_keeps_nobody_waiting(root: Path) -> None:
    with serving(root, token=TOKEN, patience=0.5) as client:
        head = f"POST /api/plan HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        with contextlib.ExitStack() as lines:
            slow = [
                lines.enter_context(socket.create_connection(("127.0.0.1", client.port)))
                for _ in range(50)
            ]
            for at, line in enumerate(slow):
                line.sendall(
                    (head + "Content-Length: 9\r\n\r\n{")[: None if at % 2 else 40].encode()
                )
            assert client.post("/api/plan", {}).status == 200
            answer = b""
            while b"E1099" not in answer and (part := slow[1].recv(10_000)):
                answer += part
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"E1099" in answer


def test_too_many_connections_are_turned_away(root: Path) -> None:
    with serving(root, connections=3) as client, contextlib.ExitStack() as lines:
        assert client.post("/api/explain", {"name": "E0101"}).status == 200
        for _ in range(3):
            lines.enter_context(socket.create_connection(("127.0.0.1", client.port)))
        assert client.post("/api/explain", {"name": "E0101"}).status == 503
        lines.close()
        assert _answers_again(client)


def _answers_again(client: Client) -> bool:
    """Whether it answers once the server has seen that the others are gone."""
    return any(
        client.post("/api/explain", {"name": "E0101"}).status == 200 or time.sleep(0.1)
        for _ in range(100)
    )


def test_many_ask_at_once(client: Client) -> None:
    asked = [
        (GENERATE, ASKED),
        ("/api/validate", {}),
        ("/api/plan", {}),
        ("/api/explain", {"name": "sum"}),
    ]
    alone = [client.post(path, body).body for path, body in asked]
    with ThreadPoolExecutor(12) as threads:
        told = [*threads.map(lambda one: client.post(*one), asked * 6)]
    assert {answer.status for answer in told} == {200}
    assert [answer.body for answer in told] == alone * 6


def test_it_is_documented(client: Client) -> None:
    told = client.send("GET", "/openapi.json").json
    assert {*told["paths"]} == {*PATHS}
    asked = told["components"]["schemas"]["GenerateRequest"]
    assert {*asked["required"]} == {"instructions", "ownerEmail", "pipelineName"}


def test_without_the_token_nothing(root: Path) -> None:
    with serving(root, token=TOKEN) as client:
        assert client.post("/api/plan", {}).status == 200
        assert client.post("/api/plan", {}, Host="elsewhere.example").status == 200
        stranger = Client(client.port)
        for given in ("", f"Bearer {TOKEN}x", "Bearer ", f"bearer {TOKEN}", TOKEN, "Bearer é"):
            headers = {"Authorization": given} if given else {}
            for path in (*PATHS, "/openapi.json", "/", "/docs"):
                for method in ("GET", "POST", "OPTIONS"):
                    told = stranger.send(method, path, b"{}", **headers)
                    assert (told.status, told.codes) == (401, ["E1090"]), (given, path)
                    assert told.headers["www-authenticate"] == "Bearer"


class _Breaks:
    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        raise ZeroDivisionError(request.text)


@pytest.mark.internal_error
def test_an_error_of_ours_tells_nothing_of_the_request(root: Path) -> None:
    with serving(root, _Breaks) as client:
        told = client.post(GENERATE, ASKED)
        assert (told.status, told.codes) == (500, ["E9901"])
        assert b"orders" not in told.body


def test_a_project_that_is_broken(tmp_path: Path) -> None:
    write_project(tmp_path)
    with serving(tmp_path) as client:
        (tmp_path / "speccc.yaml").write_text("speccc_project: 2\n")
        for path, body in ((GENERATE, ASKED), ("/api/validate", {}), ("/api/plan", {})):
            told = client.post(path, body)
            assert told.status == 422
            assert told.json["valid"] is False


@pytest.mark.service_fuzz
def test_the_command(root: Path) -> None:
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        cwd=root,
        env={**os.environ, "SPECCC_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            port = re.fullmatch(r"Listening on http://127\.0\.0\.1:(\d+)\. .*\n", line)
            assert port is not None, line
            assert Client(int(port[1]), TOKEN).post("/api/plan", {}).status == 200
            assert Client(int(port[1])).post("/api/plan", {}).status == 401
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(10)


def test_where_it_does_not_start(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    client: Client,
) -> None:
    def refused(*args: str) -> str:
        assert run(["serve", "-C", str(tmp_path), *args]) == 1
        return capsys.readouterr().err

    monkeypatch.delenv("SPECCC_TOKEN", raising=False)
    assert "E0701" in refused()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    assert "E1096" in refused("--host", "0.0.0.0")
    for token, problem in (("short", "5 characters"), ("a long token of words", "no header"),
                           ("é" * 20, "no header")):  # fmt: skip
        monkeypatch.setenv("SPECCC_TOKEN", token)
        told = refused()
        assert "E1096" in told
        assert problem in told
    monkeypatch.delenv("SPECCC_TOKEN")
    assert "E1098" in refused("--port", str(client.port))
    monkeypatch.setattr("speccc.service.command.find_spec", lambda name: None)
    assert "E1097" in refused()
