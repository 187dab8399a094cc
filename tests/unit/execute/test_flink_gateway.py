"""How Flink's SQL gateway is spoken to; the one here only answers as it does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from speccc.execute import flink_gateway
from speccc.execute.flink_engine import FlinkError
from speccc.execute.flink_gateway import session
from speccc.execute.flink_jobs import Watched
from speccc.execute.flink_rest import Unreachable
from speccc.execute.flink_runner import run
from speccc.execute.flink_tables import scratch_folder
from tests.support.flink_gateway import FakeGateway, Refused, faking
from tests.unit.backends.flink.units import unit

STACK = (
    "<Exception on server side:\n"
    "org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.\n"
    "\tat org.apache.flink.A.b(A.java:1)\n"
    "Caused by: org.apache.calcite.runtime.CalciteContextException: From line 1, column 2: no\n"
    "\t... 1 more\nEnd of exception on server side>"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flink_gateway, "_PAUSE", 0.001)


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with faking() as made:
        yield made


def test_rows(gateway: FakeGateway) -> None:
    gateway.rows = lambda _: [["a", 1], ["b", None]]
    with session(gateway.url + "/", {"x": "y"}, mock.Mock()) as opened:
        assert opened.rows("SELECT") == [("a", 1), ("b", None)]
    assert gateway.properties == {"x": "y"}
    assert gateway.closed == ["/operations/o-1/close", ""]


def test_what_it_says_against_a_statement(gateway: FakeGateway) -> None:
    def refuse(_: str) -> list[list[object]]:
        raise Refused(STACK)

    gateway.rows = refuse
    with session(gateway.url, {}, mock.Mock()) as opened, pytest.raises(FlinkError) as told:
        opened.define("CREATE")
    assert told.value.said == (
        "SqlGatewayException: Failed to fetchResults.",
        "CalciteContextException: From line 1, column 2: no",
    )
    assert gateway.closed == ["/operations/o-1/close", ""]


def test_a_job_is_followed(gateway: FakeGateway) -> None:
    seen = mock.Mock()
    gateway.states = [("RUNNING", 0, 0), ("RUNNING", 0, 0), ("RUNNING", 9, 3), ("FINISHED", 10, 4)]
    with session(gateway.url, {}, seen) as opened:
        opened.insert(["INSERT INTO a", "INSERT INTO b"])
    assert seen.mock_calls == [
        mock.call("ab12", Watched("RUNNING", 0, 0)),
        mock.call("ab12", Watched("RUNNING", 9, 3)),
        mock.call("ab12", Watched("FINISHED", 10, 4)),
    ]
    [insert] = gateway.statements
    assert insert == "EXECUTE STATEMENT SET\nBEGIN\nINSERT INTO a;\nINSERT INTO b;\nEND"


def test_where_only_the_gateway_is_reached(gateway: FakeGateway) -> None:
    gateway.manager = False
    gateway.rows = lambda said: [["ab12", "job", "FINISHED", "now"]] if "DESCRIBE" in said else []
    seen = mock.Mock()
    with session(gateway.url, {}, seen) as opened:
        opened.insert(["INSERT INTO a"])
    assert seen.mock_calls == [mock.call("ab12", Watched("FINISHED", None, None))]
    assert str(Watched("FINISHED", None, None)) == "FINISHED"


def test_a_job_manager_may_be_away_for_a_while(gateway: FakeGateway) -> None:
    seen = mock.Mock()
    gateway.states = [("RUNNING", 9, 3), *([("NOBODY", 0, 0)] * 5), ("FINISHED", 10, 4)]
    with session(gateway.url, {}, seen) as opened:
        opened.insert(["INSERT INTO a"])
    assert seen.mock_calls[-1] == mock.call("ab12", Watched("FINISHED", 10, 4))


def test_a_job_that_is_lost_ends_the_run(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flink_gateway, "_PATIENCE", 0.01)
    gateway.states = [("RUNNING", 9, 3), ("NOBODY", 0, 0)]
    with session(gateway.url, {}, mock.Mock()) as opened, pytest.raises(FlinkError, match="503"):
        opened.insert(["INSERT INTO a"])
    assert gateway.statements[-1] == "STOP JOB 'ab12'"


def test_a_job_that_fails_says_why(gateway: FakeGateway) -> None:
    gateway.states = [("FAILED", 1, 0)]
    with session(gateway.url, {}, mock.Mock()) as opened, pytest.raises(FlinkError) as told:
        opened.insert(["INSERT INTO a"])
    assert told.value.said[-1] == "job ab12 is FAILED: Cause: no disk"


def test_an_interrupted_job_is_cancelled(gateway: FakeGateway) -> None:
    gateway.states = [("RUNNING", 1, 0)]
    seen = mock.Mock(side_effect=KeyboardInterrupt)
    with session(gateway.url, {}, seen) as opened, pytest.raises(KeyboardInterrupt):
        opened.insert(["INSERT INTO a"])
    assert gateway.statements[-1] == "STOP JOB 'ab12'"
    assert gateway.closed[-1] == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "no url", "http://a b/"])
def test_nobody_answers(url: str) -> None:
    with pytest.raises(Unreachable, match="nobody answers at "), session(url, {}, mock.Mock()):
        pass


SPEC = """
    sources:
      orders: {columns: {id: int64 not null}}
    steps:
      - filter: id > 1
    sinks:
      kept: {mode: replace}
"""


def test_a_run_goes_there(gateway: FakeGateway, tmp_path: Path) -> None:
    """The files that Flink is given, and the one it is said to have written."""

    def written(statement: str) -> list[list[object]]:
        if statement.startswith("EXECUTE"):
            [scratch] = (tmp_path / ".speccc").iterdir()
            assert (scratch / "sources/orders/rows").read_text("utf-8") == '{"id": "2"}\n'
            (scratch / "sinks/kept/part-a-0-0").write_text('{"id":2}\n', encoding="utf-8")
        return []

    gateway.rows = written
    made = unit(SPEC)
    for artefact in made.artefacts:
        (tmp_path / artefact.path).write_text(artefact.content, encoding="utf-8")
    (tmp_path / "orders.jsonl").write_text('{"id": 2}\n', encoding="utf-8")
    told = mock.Mock()
    report = run(made.recipe, tmp_path, tmp_path, {}, connection=gateway.url, progress=told)
    assert report["error"] is None
    assert report["sinks"] == {"kept": {"written": 1}}
    assert report.get("jobs") == [
        {"id": "ab12", "state": "FINISHED", "records_in": 2, "records_out": 1}
    ]
    assert mock.call("job ab12: FINISHED, 2 records in, 1 records out") in told.mock_calls
    assert (tmp_path / "kept.jsonl").read_text("utf-8") == '{"id":2}\n'
    assert not [*(tmp_path / ".speccc").iterdir()]
    assert gateway.properties["execution.runtime-mode"] == "batch"


def test_a_run_without_a_gateway(tmp_path: Path) -> None:
    made = unit(SPEC)
    for artefact in made.artefacts:
        (tmp_path / artefact.path).write_text(artefact.content, encoding="utf-8")
    (tmp_path / "orders.jsonl").write_text('{"id": 2}\n', encoding="utf-8")
    report = run(made.recipe, tmp_path, tmp_path, {}, connection="http://127.0.0.1:1")
    assert report["error"] is not None
    assert report["error"]["kind"] == "io"
    assert "nobody answers at http://127.0.0.1:1: " in report["error"]["message"]


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    left = tmp_path / ".speccc/speccc-run-left"
    left.mkdir(parents=True)
    (left / "rows").write_text("1", encoding="utf-8")
    with scratch_folder(tmp_path, "a") as first, scratch_folder(tmp_path, "a") as second:
        assert {*(tmp_path / ".speccc").iterdir()} == {first, second}
    assert not [*(tmp_path / ".speccc").iterdir()]
