"""The record of runs: nothing is lost, a broken line breaks nothing, a killed run is seen."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from speccc.diagnostics import Failure, InternalError
from speccc.diagnostics.codes import runs
from speccc.execute import ledger, runlog
from speccc.execute.history import past_runs
from speccc.execute.journal import About, recorded
from speccc.execute.ledger import Ledger
from speccc.execute.report import empty_report
from speccc.execute.runlog import follow, goes_on, log_path, open_log

ABOUT = About("sales.here", {"day": "2026-01-31"}, "sha256:spec", "sha256:files")


def _line(run: str) -> dict[str, str]:
    return {"event": "end", "run": run, "address": "a.b", "started": "2026-01-01T00:00:00.000Z"}


def test_a_run_that_went_well(tmp_path: Path) -> None:
    report = empty_report()
    report["sources"]["orders"] = {"read": 3}
    report["sinks"] = {"one": {"written": 1}, "two": {"written": 1}}
    with recorded(tmp_path, ABOUT) as record:
        record.tell("first\nsecond")
        record.finish(report)
    (run,), broken = past_runs(tmp_path)
    assert (run.id, run.state, run.codes, broken) == (record.run, "ok", (), 0)
    assert (run.rows("sources", "read"), run.rows("sinks", "written")) == (3, 2)
    assert run.rows("sinks", "rejected") == 0
    assert run.seconds is not None
    assert run.to_json()["params"] == {"day": "2026-01-31"}
    lines = log_path(tmp_path, run.id).read_text(encoding="utf-8").splitlines()
    assert [line.partition("  ")[2] for line in lines] == ["first", "second"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  first", lines[0])


@pytest.mark.internal_error
@pytest.mark.parametrize(
    ("raised", "state", "code"),
    [
        (Failure([runs.IO.at(None, message="m")]), "failed", "E0906"),
        (InternalError("x"), "failed", "E9901"),
        (KeyboardInterrupt(), "interrupted", "interrupted"),
    ],
)
def test_a_run_that_ends_without_a_report(
    tmp_path: Path, raised: BaseException, state: str, code: str
) -> None:
    with pytest.raises(type(raised)), recorded(tmp_path, ABOUT):
        raise raised
    ((run,), _) = past_runs(tmp_path)
    assert (run.state, run.codes) == (state, (code,))


def test_no_value_of_a_row_is_in_the_ledger(tmp_path: Path) -> None:
    report = empty_report()
    report["watermarks"] = {"people": "Ada"}
    report["error"] = {"kind": "contract", "message": "first: row 1, 'Ada'"}
    with recorded(tmp_path, ABOUT) as record:
        record.finish(report)
    ((run,), _) = past_runs(tmp_path)
    assert run.codes == ("E0901",)
    assert "Ada" not in Ledger(tmp_path).path.read_text(encoding="utf-8")


_KILLED = """
import os, signal, sys
from pathlib import Path
from speccc.execute.journal import About, recorded
with recorded(Path(sys.argv[1]), About("sales.here", {}, "", "")) as record:
    print(record.run, flush=True)
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_run_is_told_from_one_that_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _KILLED, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        run = process.stdout.readline().strip()
        assert [(r.id, r.state) for r in past_runs(tmp_path)[0]] == [(run, "running")]
        process.stdin.close()
        assert process.wait() == -signal.SIGKILL
    assert [(r.id, r.state) for r in past_runs(tmp_path)[0]] == [(run, "interrupted")]


_MANY = """
import os, sys
from pathlib import Path
from speccc.execute import ledger
from speccc.execute.journal import About, recorded
ledger.LIMIT = int(sys.argv[2])
children = []
for child in range(30):
    children.append(os.fork())
    if not children[-1]:
        for number in range(10):
            about = About(f"p{child}_{number}.t", {"text": "x" * 3000}, "", "")
            with recorded(Path(sys.argv[1]), about):
                pass
        os._exit(0)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""


def test_of_thirty_processes_no_line_is_lost(tmp_path: Path) -> None:
    """Also while the ledger is moved aside: the limit lets that happen once."""
    for limit in (ledger.LIMIT, 1_000_000):
        folder = tmp_path / str(limit)
        subprocess.run([sys.executable, "-c", _MANY, str(folder), str(limit)], check=True)
        known, broken = past_runs(folder)
        assert broken == 0
        assert {run.address for run in known} == {
            f"p{c}_{n}.t" for c in range(30) for n in range(10)
        }
        assert {run.state for run in known} == {"ok"}
        assert Ledger(folder).aside.exists() is (limit < ledger.LIMIT)


def test_lines_that_do_not_read_are_counted_and_passed_over(tmp_path: Path) -> None:
    book = Ledger(tmp_path)
    book.append(_line("1"))
    with book.path.open("ab") as file:
        file.write(b"\xff\xfe\n[]\n{}\n" + b'{"format_version": "2.0", "run": "x"}\n\n')
        file.write(json.dumps({"format_version": "1.0", **_line("2")})[:-9].encode())
    assert [line["run"] for line in book.read()[0]] == ["1"]
    assert book.read()[1] == 4  # the torn end is being written, for all one knows
    book.append(_line("3"))
    lines, broken = book.read()
    assert [line["run"] for line in lines] == ["1", "3"]
    assert broken == 5


def test_a_ledger_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    assert past_runs(tmp_path / "nowhere") == ([], 0)


def test_a_run_goes_on_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with recorded(tmp_path / "file", ABOUT) as record:
        record.tell("heard by nobody")
    assert record.problem == "not a directory"
    assert not goes_on(tmp_path / "file", record.run)


def test_a_log_that_is_full_ends_no_run(tmp_path: Path) -> None:
    with recorded(tmp_path, ABOUT) as record:
        assert record.log is not None
        record.log = runlog.RunLog(os.open("/dev/full", os.O_WRONLY))
        record.tell("x")
    assert record.problem == "no space left on device"


def test_a_log_is_followed_to_its_end(tmp_path: Path) -> None:
    with open_log(tmp_path, "r") as log:
        log.tell("one")

        def told_meanwhile() -> Iterator[None]:
            yield
            log.tell("two")
            yield
            os.close(log._handle)  # as when the process ends
            yield
            raise AssertionError("it is not over")

        told = "".join(follow(log_path(tmp_path, "r"), told_meanwhile()))
        os.dup2(os.open(tmp_path, os.O_RDONLY), log._handle)
    assert [line.partition("  ")[2] for line in told.splitlines()] == ["one", "two"]


def test_old_logs_go_but_not_of_runs_that_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runlog, "KEPT", 2)
    with open_log(tmp_path, "1"):
        for run in ("2", "3", "4"):
            with open_log(tmp_path, run):
                pass
        assert sorted(p.stem for p in (tmp_path / "logs").iterdir()) == ["1", "3", "4"]
