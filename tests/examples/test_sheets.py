"""The example that reads one Google sheet and writes another, as a user runs it: on loopback."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.examples.snippets import ROOT
from tests.support.project import Project
from tests.support.sheets_server import Fault, Sheet, Sheets, serving

ORDERS = [
    ["order_id", "product_name", "unit_price", "quantity", "discount_rate", "status"],
    [1, "Pen", 2.5, 100, 0.1, "paid"],
    [2, "pen ", 1, " 10", "", "paid"],
    [3, "Ink", 50, 4, 0.5, "shipped"],
    [4, "INK", "1,060.00", 4, "", "paid"],
    [4, "INK", "1,060.00", 2, "", "paid"],
    [5, "Ink", 60, "two", "", "paid"],
    [6, "Desk", 300, 1, "", "cancelled"],
]
SUMMARY = [
    ["product_name", "order_count", "units", "net_revenue", "avg_order_value"],
    ["ink", 2, 8, 4340, 2170],
    ["pen", 2, 110, 235, 117.5],
]
ENDPOINT = "      credentials: ${env:GOOGLE_CREDENTIALS}\n      endpoint: ${env:SHEETS_ENDPOINT}\n"
CALLS = ["values", "metadata", "batchUpdate"]


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example, with the endpoint of another service in its profile, and its code."""
    project = Project(tmp_path_factory.mktemp("sheets"))
    project.write("speccc.yaml", "speccc_project: 1\n")
    spec, profile = ROOT / "specs/sales_analytics.yaml", ROOT / "targets/sheets.yaml"
    project.write("specs/sales_analytics.yaml", spec.read_text())
    own = profile.read_text().replace(ENDPOINT.splitlines(keepends=True)[0], ENDPOINT)
    project.write("targets/sheets.yaml", own)
    project.speccc("apply", "--auto-approve")
    return project


@pytest.fixture
def server() -> Iterator[Sheets]:
    with serving() as sheets:
        orders = Sheet(7, "Orders", rows=40, columns=8)
        orders.fill("A1", [["Orders of the year, filled in by hand"]])
        orders.fill("A3", ORDERS)
        orders.fill("H3", [["a note", "with more"], ["beside the table"]])
        summary = Sheet(8, "Summary", rows=30, columns=10, frozen_rows=1)
        summary.fill("A1", [["stale"] * 7] * 20)
        sheets.spreadsheets["the-book"] = [orders, summary]
        yield sheets


def _environment(server: Sheets) -> dict[str, str]:
    """No call leaves this machine, not even one that only google-auth wants to make."""
    return {
        "SALES_SPREADSHEET": "the-book",
        "GOOGLE_CREDENTIALS": server.key,
        "SHEETS_ENDPOINT": server.url,
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
    }


def test_the_example_runs_twice(applied: Project, server: Sheets) -> None:
    for times in (1, 2):
        done = applied.speccc("run", "sales_analytics", env=_environment(server))
        assert "PRIVATE KEY" not in done.stdout + done.stderr
        summary = server.sheet("the-book", "Summary")
        assert summary.values == SUMMARY
        assert (summary.id, summary.rows, summary.columns) == (8, 30, 10)
        assert server.sheet("the-book", "Orders").values[2][:6] == ORDERS[0]
        assert server.calls == CALLS * times
    assert server.updates == [["updateCells"]] * 2
    for file in applied.files():
        assert "PRIVATE KEY" not in applied.read(file), file


def test_what_the_environment_lacks_is_said_before_anything_is_asked(
    applied: Project, server: Sheets
) -> None:
    given = {**_environment(server)}
    del given["SALES_SPREADSHEET"], given["GOOGLE_CREDENTIALS"]
    told = applied.speccc("run", "sales_analytics", env=given, exit_code=1).stderr
    assert told.count("E0956") == 2
    assert server.calls == []


#: All that a client can tell apart.
BOUNDARIES = [*((call, False) for call in CALLS), ("batchUpdate", True)]


@pytest.mark.parametrize(("call", "after"), BOUNDARIES)
def test_a_killed_run_is_mended_by_the_next(
    applied: Project, server: Sheets, call: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = applied.root / "generated/sales_analytics/sheets/sales_analytics.py"
    for name, value in _environment(server).items():
        monkeypatch.setenv(name, value)
    stale = server.sheet("the-book", "Summary").values
    server.faults.append(Fault(call, "kill", after))
    with subprocess.Popen([sys.executable, str(module)], stderr=subprocess.PIPE) as process:
        server.kill = process.kill
        process.communicate()
    assert process.returncode < 0
    held = server.sheet("the-book", "Summary").values
    assert held == (SUMMARY if call == "batchUpdate" and after else stale)
    _run(module, monkeypatch)
    assert server.sheet("the-book", "Summary").values == SUMMARY


def _run(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("generated_for_sheets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # dataclasses look their module up
    spec.loader.exec_module(module)
    module.run(Path(), {})
