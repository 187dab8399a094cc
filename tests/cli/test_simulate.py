"""simulate: as somebody uses it."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import signal
import time
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from speccc.cli.commands import simulate
from tests.cli.conftest import Speccc

SPEC = """\
speccc: 1
name: clicks
sources:
  clicks:
    connector: json
    options: {path: in/clicks.jsonl}
    columns:
      id: int64 not null
      user: {type: text not null, path: [user, "the id"], tags: [personal]}
      page: text
      seconds: float64
      paid: {type: "decimal(9,2)", path: [order, paid]}
      new: bool
      at: {type: timestamp not null, zone: Europe/Berlin}
      day: {type: date, format: DD.MM.YYYY}
      day_as_text: {type: text, path: day}
    key: [id]
    event_time: {column: at, max_lateness: 30 seconds}
  users:
    connector: csv
    options: {path: in/users.csv, delimiter: ";"}
    columns: {name: text not null, since: timestamp not null, city: text}
    key: [name, since]
steps:
  - from: clicks
    filter: page = '/home'
  - join: {with: users, kind: inner, keys: [user = name], take: [since]}
sinks:
  found: {connector: csv, options: {path: out/found.csv}, mode: replace}
"""

CSV_USERS = 'connector: csv\n    options: {path: in/users.csv, delimiter: ";"}'
PARQUET_USERS = "connector: parquet\n    options: {path: in/users.parquet}"


@pytest.fixture
def clicks(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "targets").mkdir()
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    profile = "speccc_target: 1\nname: duckdb\nbackend: sql\ndialect: duckdb\npipelines: [clicks]\n"
    (tmp_path / "targets/duckdb.yaml").write_text(profile)
    (tmp_path / "specs/clicks.yaml").write_text(SPEC)
    return tmp_path


def _records(project: Path, root: str = ".") -> list[dict[str, object]]:
    text = (project / root / "in/clicks.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_records_read_as_they_are_declared(clicks: Path, speccc: Speccc) -> None:
    done = speccc("simulate", "clicks", "--rate", "300", "--duration", "1s", "--at-once")
    assert re.search(r"clicks +300 ", done.out)
    assert len(_records(clicks)) == 300
    speccc("apply", "--auto-approve")
    report = speccc("run", "clicks", "--json").json["runs"][0]
    assert report["sources"] == {"clicks": {"read": 300}, "users": {"read": 300}}
    # Half of the pages are the one that the spec asks for, and users are those of the other source.
    assert report["sinks"]["found"]["written"] > 300
    preview = speccc("preview", "clicks", "--json").json["relations"][0]  # by the interpreter
    assert preview["rows"] == report["sinks"]["found"]["written"]


def test_values_are_in_the_form_of_their_source(clicks: Path, speccc: Speccc) -> None:
    summer = ["--start", "2026-07-01"]
    speccc("simulate", "clicks", "--rate", "200", "--duration", "1s", "--at-once", *summer)
    records = _records(clicks)
    assert [record["id"] for record in records] == [*range(1, 201)]
    assert records[0]["at"] == "2026-07-01 02:00:00.000000"  # Berlin's summer
    assert all(re.fullmatch(r"\d\d\.0[67]\.2026", str(r["day"])) for r in records if r["day"])
    paid = [r["order"]["paid"] for r in records]  # pyright: ignore[reportIndexIssue]
    assert {type(value) for value in paid} == {float, type(None)}
    assert {type(r["seconds"]) for r in records} == {float, type(None)}
    assert 0 < Counter(paid)[None] < 50
    assert {type(r["new"]) for r in records} == {bool, type(None)}
    with (clicks / "in/users.csv").open(newline="") as file:
        header, *users = csv.reader(file, delimiter=";")
    assert header == ["name", "since", "city"]
    assert len({(name, since) for name, since, _ in users}) == 200


def test_the_same_seed_gives_the_same_records(clicks: Path, speccc: Speccc) -> None:
    asked = ["simulate", "clicks", "--rate", "400", "--duration", "500ms", "--disorder", "0.3"]
    asked += ["--traffic", "100ms-200ms:300%,300ms-400ms:0%"]
    for root, options in {
        "a": ["--seed", "7", "--at-once"],
        "b": ["--seed", "7"],  # the clock is in the pace alone
        "c": ["--seed", "8", "--at-once"],
        "d": ["--seed", "7", "--at-once", "--source", "clicks"],
    }.items():
        speccc(*asked, *options, "--root", root)
    files = {
        root: [(clicks / root / "in" / name) for name in ("clicks.jsonl", "users.csv")]
        for root in "abcd"
    }
    content = {root: [f.read_bytes() for f in files[root] if f.exists()] for root in files}
    assert content["a"] == content["b"]
    assert all(one != other for one, other in zip(content["a"], content["c"], strict=True))
    assert content["d"] == [content["a"][0]]
    assert content["a"][0].count(b"\n") == 40 + 120 + 40 + 0 + 40


def test_what_is_late_is_counted(clicks: Path, speccc: Speccc) -> None:
    asked = ["simulate", "clicks", "--rate", "10", "--duration", "100s", "--at-once", "--json"]
    found = speccc(*asked, "--disorder", "0.2", "--late", "0.1").json["sources"]["clicks"]
    newest, disordered, late = dt.datetime(1, 1, 1), 0, 0
    for record in _records(clicks):
        at = dt.datetime.fromisoformat(str(record["at"]))
        disordered += at < newest
        late += newest - at > dt.timedelta(seconds=30)
        newest = max(newest, at)
    assert (found["out_of_order"], found["late"]) == (disordered, late)
    assert 30 < late < 200
    assert 150 < disordered < 450
    on_time = speccc(*asked, "--replace").json["sources"]
    assert (on_time["clicks"]["out_of_order"], on_time["clicks"]["late"]) == (0, 0)
    assert "late" not in on_time["users"]  # which has no clock


def test_the_report_has_what_was_measured_and_no_more(clicks: Path, speccc: Speccc) -> None:
    asked = ["simulate", "clicks", "--rate", "100", "--duration", "300ms", "--json"]
    paced = speccc(*asked, "--report", "paced.html").json
    assert paced["sources"]["clicks"]["bytes"] == (clicks / "in/clicks.jsonl").stat().st_size
    assert [*paced["delay_ms"]] == ["p50", "p95", "p99", "max"]
    assert paced["seconds"] >= 0.29
    at_once = speccc(*asked, "--at-once", "--replace").json
    assert "delay_ms" not in at_once
    pages = [(clicks / "paced.html"), Path(at_once["report"])]
    assert pages[1] == clicks / ".speccc/simulations/clicks.duckdb.html"
    with_delay, without = (page.read_text("utf-8") for page in pages)
    assert "after it was due" in with_delay
    assert "<svg" in with_delay
    assert "after it was due" not in without
    assert "<svg" not in without
    for page in (with_delay, without):
        _Closed().feed(page)
        assert not re.search(r"(src|href)=|url\(|<script", page)  # it needs nothing else
        assert ">30<" in page


class _Closed(HTMLParser):
    """Fails at an element that is not closed where it should be."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def test_an_interrupt_leaves_whole_records(
    clicks: Path, speccc: Speccc, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["simulate", "clicks", "--rate", "50", "--duration", "20s"]
    speccc(*asked, "--at-once", "--root", "whole")

    looked = 0

    def sleep(_: float) -> None:
        nonlocal looked
        looked += 1
        if looked == 20:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(time, "sleep", sleep)
    done = speccc(*asked, code=130)
    assert "and was interrupted" in done.out
    part, whole = _records(clicks), _records(clicks, "whole")
    assert 0 < len(part) < len(whole)
    assert part == whole[: len(part)]


def test_what_is_wrong_is_told(clicks: Path, speccc: Speccc) -> None:
    def told(*args: str) -> str:
        return speccc("simulate", "clicks", "--at-once", *args, code=1).err

    assert "error[E0980]: '30' is no length of time" in told("--duration", "30")
    assert "error[E0981]: 'x' in --traffic" in told("--traffic", "x")
    assert "error[E0984]: pipeline 'clicks' has no source 'user'" in told("--source", "user")
    assert "did you mean 'users'" in told("--source", "user")
    late = told("--source", "users", "--late", "0.1")
    assert "error[E0985]" in late
    assert "none can be late" in late
    assert not (clicks / "in").exists()
    (clicks / "in").mkdir()
    (clicks / "in/users.csv").write_text("mine")
    assert "error[E0983]: 'in/users.csv', which source 'users' reads" in told()
    assert (clicks / "in/users.csv").read_text() == "mine"
    assert not (clicks / "in/clicks.jsonl").exists()
    (clicks / "in/clicks.jsonl").mkdir()
    assert "error[E0906]: cannot write 'in/clicks.jsonl'" in told("--replace")
    assert speccc("simulate", "clicks", "--rate", "0", code=64)
    some = ["simulate", "clicks", "--source", "users", "--replace", "--at-once"]
    note = speccc(*some, "--traffic", "2m-4m:500%").err
    assert "note: 500% begins when all is over" in note


def test_places_that_take_no_records(clicks: Path, speccc: Speccc) -> None:
    spec = clicks / "specs/clicks.yaml"
    spec.write_text(SPEC.replace(CSV_USERS, PARQUET_USERS))
    err = speccc("simulate", "clicks", code=1).err
    assert "error[E0982]: source 'users' of clicks.duckdb is bound to 'parquet'" in err
    (clicks / "specs/after.yaml").write_text(
        "speccc: 1\nname: after\nsources:\n  found:\n    connector: pipeline\n"
        "    options: {sink: clicks.found}\nsteps:\n  - select: [id]\n"
        "sinks: {ids: {connector: csv, options: {path: out/ids.csv}, mode: replace}}\n"
    )
    profile = clicks / "targets/duckdb.yaml"
    profile.write_text(profile.read_text().replace("[clicks]", "[clicks, after]"))
    err = speccc("simulate", "after", code=1).err
    assert "error[E0982]: source 'found' of after.duckdb is bound to 'pipeline'" in err


def test_a_run_on_the_records_is_in_the_report(clicks: Path, speccc: Speccc) -> None:
    asked = ["simulate", "clicks", "--rate", "200", "--duration", "1s", "--at-once", "--run"]
    assert "error[E0804]" in speccc(*asked, code=1).err
    assert not (clicks / "in").exists()
    speccc("apply", "--auto-approve")
    before = time.time()
    found = speccc(*asked, "--json", "--root", "made").json
    latency = found["latency_ms"]["found"]
    assert [*latency] == ["p50", "p95", "p99", "max"]
    assert 0 < latency["p50"] <= latency["max"] <= 1000 * (time.time() - before)
    assert found["run"]["sources"] == {"clicks": {"read": 200}, "users": {"read": 200}}
    written = len((clicks / "made/out/found.csv").read_text("utf-8").splitlines()) - 1
    assert found["run"]["sinks"] == {"found": {"written": written}}
    shown = speccc("preview", "clicks", "--json", "--root", "made").json["relations"]
    assert [relation["rows"] for relation in shown] == [written]
    page = Path(found["report"]).read_text("utf-8")
    _Closed().feed(page)
    assert f'<td>written to found</td><td class="number">{written:,}</td>' in page
    assert f'<td>found</td><td class="number">{latency["p50"] / 1000:,.3f}</td>' in page
    assert speccc("history", "--json").json["runs"][0]["state"] == "ok"
    speccc("simulate", "clicks", "--param", "a=b", code=64)


def test_a_run_that_fails_is_told_and_reported(clicks: Path, speccc: Speccc) -> None:
    spec = clicks / "specs/clicks.yaml"
    spec.write_text(
        SPEC.replace("    filter: page = '/home'\n", "    expect: [{check: seconds < 0}]\n")
    )
    speccc("apply", "--auto-approve")
    done = speccc("simulate", "clicks", "--at-once", "--run", "--rate", "5", code=1)
    assert "error[E0902]: clicks.duckdb: " in done.err
    page = (clicks / ".speccc/simulations/clicks.duckdb.html").read_text("utf-8")
    assert "It failed: " in page


UNION = """\
speccc: 1
name: clicks
sources:
  here:
    connector: json
    options: {path: in/here.jsonl}
    columns: {id: int64 not null, amount: text}
  there:
    connector: json
    options: {path: in/there.jsonl}
    columns: {id: int64 not null, amount: text}
steps:
  - name: both
    from: here
    union: {with: [there]}
  - expect: [{unique: [id]}]
  - cast: {columns: {amount: "decimal(9,2)"}, on_error: quarantine}
    name: read
sinks:
  good: {from: read, connector: csv, options: {path: out/good.csv}, mode: replace}
  bad: {from: read.rejected, connector: csv, options: {path: out/bad.csv}, mode: replace}
"""


def test_what_steps_ask_is_kept_too(clicks: Path, speccc: Speccc) -> None:
    (clicks / "specs/clicks.yaml").write_text(UNION)
    speccc("apply", "--auto-approve")
    asked = ["simulate", "clicks", "--rate", "100", "--duration", "1s", "--at-once", "--run"]
    sinks = speccc(*asked, "--json").json["run"]["sinks"]  # unique over both sources
    assert sinks == {"good": {"written": 200}, "bad": {"written": 0}}  # texts that are numbers


def test_keys_may_be_used_up(clicks: Path, speccc: Speccc) -> None:
    spec = clicks / "specs/clicks.yaml"
    spec.write_text(SPEC.replace("key: [id]", "key: [new, day]"))
    err = speccc("simulate", "clicks", "--at-once", code=1).err
    assert "error[E0986]: source 'clicks': no values are left for 'new', 'day'" in err


def test_it_is_among_the_commands() -> None:
    assert simulate.command.name == "simulate"
