"""A Google sheet is written while its service fails, or the run is killed, at each call in turn: it
is the old one or the new one, and one plain re-run mends all.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.sheets_server import Failure, Fault, Sheet, Sheets
from tests.unit.backends.pandas import test_google_sheets as sheets

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

server, waits = sheets.server, sheets.waits
#: In the order of a run. Whether an answer is lost matters where something is written.
CALLS = {"token": (False,), "values": (False,), "metadata": (False,), "batchUpdate": (False, True)}
PASSING: tuple[Failure, ...] = (408, 429, 500, 503, "reset", "hang", "cut", "html")
#: What a sign-in takes for no answer of its service, and does not ask again.
STRANGE = ("cut", "html")
LASTING: tuple[Failure, ...] = (403, 429, 500, 503, "reset")
ATTEMPTS = 40
Record = Callable[..., None]
OLD = [["i", "t"], [7, "old"]]


@pytest.fixture(params=["replace", "replace, no sheet yet"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(autouse=True)
def no_waiting(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time", _Clock())


class _Clock:
    sleep = staticmethod(lambda seconds: None)


def calls(mode: str) -> list[tuple[str, bool]]:
    """Those that matter, each with whether it fails after it is done."""
    some = ("metadata", "batchUpdate") if mode != "replace" else CALLS
    return [(call, after) for call in some for after in CALLS[call]]


def start(server: Sheets, mode: str) -> Any:
    """The book as it is before a run, and what its sheet holds."""
    kept = [s for s in server.spreadsheets["book"] if s.title != "Copy"]
    if mode == "replace":
        kept.append(Sheet(77, "Copy", rows=9, columns=9))
        kept[-1].fill("A1", OLD)
    server.spreadsheets["book"] = kept
    return copied(server)


def copied(server: Sheets) -> Any:
    found = [s.values for s in server.spreadsheets["book"] if s.title == "Copy"]
    assert len(found) <= 1
    return found[0] if found else None


def rerun(server: Sheets, old: Any) -> None:
    """Unless nothing has changed: then it is a clean run, as others were."""
    server.faults.clear()
    if copied(server) == old:
        return
    sheets._run(sheets._module())
    assert copied(server) == sheets.COPIED
    assert len(server.spreadsheets["book"]) == 3


def test_a_failure_that_passes(server: Sheets, mode: str, record_points: Record) -> None:
    faults = [
        Fault(call, failure, after)
        for call, after in calls(mode)
        for failure in PASSING
        if call != "token" or failure not in STRANGE
    ]
    for fault in faults:
        start(server, mode)
        server.faults.append(fault)
        assert sheets._run(sheets._module()) == {"copy": 3}, fault
        assert server.faults == []
        assert copied(server) == sheets.COPIED
    record_points("pandas", "sheet", mode, "call fails once", len(faults))


def test_a_failure_that_lasts(server: Sheets, mode: str, record_points: Record) -> None:
    faults = [Fault(c, f, a) for c, a in calls(mode) for f in LASTING]
    for fault in faults:
        old = start(server, mode)
        server.faults += [Fault(fault.call, fault.failure, fault.after) for _ in range(ATTEMPTS)]
        assert sheets._error(sheets._module()).startswith("io: "), fault
        assert copied(server) in ((old, sheets.COPIED) if fault.after else (old,)), fault
        rerun(server, old)
    record_points("pandas", "sheet", mode, "call fails for good", len(faults))


def test_a_run_that_is_killed(server: Sheets, mode: str, record_points: Record) -> None:
    made = sheets._module()
    points = [(call, after) for call in CALLS for after in (False, True)]
    for call, after in points:
        old = start(server, mode)
        child = os.fork()
        if child == 0:
            time.sleep(0.02)  # until the server knows whom to kill
            made.run(None, {})
            os._exit(0)
        server.kill = lambda child=child: os.kill(child, signal.SIGKILL)
        server.faults.append(Fault(call, "kill", after))
        met, ended = [copied(server)], (0, 0)
        while ended[0] == 0:
            met.append(copied(server))
            ended = os.waitpid(child, os.WNOHANG)
            time.sleep(0.0005)
        assert os.WIFSIGNALED(ended[1]), (call, after)
        assert all(state in (old, sheets.COPIED) for state in met), (call, after)
        done = call == "batchUpdate" and after
        assert copied(server) == (sheets.COPIED if done else old), (call, after)
        rerun(server, old)
    record_points("pandas", "sheet", mode, "killed", len(points))
