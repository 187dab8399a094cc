"""The command line of a generated module, in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from speccc.backends.pandas.module import module
from tests.unit.backends.pandas.test_module import SALES, checked

ORDERS = """order_id,product,unit_price,quantity,discount,Booking Date
1,pen,2.5,100,0.1,01/05/2024
2,ink,60,4,,01/05/2024
3,ink,1,4,,01/05/2024
"""
REVENUE = "product,revenue,orders,discount\npen,250.00,1,0.1\nink,240.00,1,\n"


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "sales.py"
    path.write_text(module(checked(SALES)), encoding="utf-8")
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(ORDERS)
    return tmp_path


def _run(script: Path, root: Path, *options: str) -> tuple[int, str, dict[str, Any]]:
    report = root / "report.json"
    command = [sys.executable, "-W", "error", str(script), "--root", str(root)]
    done = subprocess.run(
        [*command, "--report", str(report), *options], capture_output=True, text=True, check=False
    )
    assert done.stdout == ""
    found = json.loads(report.read_text()) if report.exists() else {}
    return done.returncode, done.stderr, found


def test_a_run_writes_and_reports(script: Path, root: Path) -> None:
    code, errors, report = _run(script, root)
    assert (code, errors) == (0, "")
    assert (root / "out/sales_by_product.csv").read_text() == REVENUE
    phases = report.pop("phases")
    assert list(phases) == ["extract", "transform", "load"]
    assert report == {
        "sources": {"orders": {"read": 3}},
        "nulled": {},
        "watermarks": {},
        "sinks": {"sales_by_product": {"written": 2}},
        "expectations": [],
        "error": None,
    }


@pytest.mark.parametrize("options", [["--dry-run"], ["--limit", "1"]])
def test_a_dry_run_writes_nothing(script: Path, root: Path, options: list[str]) -> None:
    code, _, report = _run(script, root, *options)
    assert code == 0
    assert report["sources"]["orders"]["read"] == (1 if "--limit" in options else 3)
    assert not (root / "out").exists()


#: An option, how a run ends, and what it says.
PARAMS = (
    ("min_revenue=245", 0, ""),
    ("min_revenue=9999", 0, "WARNING step 'checked': broken rule 'row_count: min 1' (0 rows)"),
    ("min_revenue=1.234", 1, "ERROR param: parameter 'min_revenue': '1.234' does not read"),
    ("since=2024-13-01", 1, "ERROR param: parameter 'since': '2024-13-01' does not read"),
    ("typo=1", 1, "ERROR param: there is no parameter 'typo'"),
    ("typo", 2, "error: --param 'typo': write NAME=VALUE"),
)
#: One process for all of them: pandas takes long to import. What each says ends with its number.
EACH = """
import shutil
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import sales

for number, option in enumerate(sys.argv[3:]):
    report = f"{sys.argv[2]}/report{number}.json"
    try:
        ended = sales.main(["--root", sys.argv[2], "--report", report, "--param", option])
    except SystemExit as wrong:
        ended = wrong.code
    written = Path(sys.argv[2], "out")
    print(f"ended {ended} {written.exists()}", file=sys.stderr, flush=True)
    shutil.rmtree(written, ignore_errors=True)
"""


def test_params(script: Path, root: Path) -> None:
    options = [option for option, _, _ in PARAMS]
    command = [sys.executable, "-c", EACH, str(script.parent), str(root), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = re.split(r"ended (.*)\n", done.stderr)
    assert said[1::2] == [f"{code} {code == 0}" for _, code, _ in PARAMS], done.stderr
    for errors, (_, _, message) in zip(said[::2], PARAMS, strict=False):
        assert message in errors
    report = json.loads((root / "report1.json").read_text())
    broken = {"step": "checked", "rule": "row_count: min 1", "severity": "warn", "broken": 0}
    assert report["expectations"] == [broken]


def test_bad_data_ends_with_one_line_and_the_old_file_stays(script: Path, root: Path) -> None:
    assert _run(script, root)[0] == 0
    (root / "data/orders.csv").write_text(ORDERS + "3,,x,1,,\n")
    code, errors, report = _run(script, root)
    assert code == 1
    assert errors.count("\n") == 1
    assert report["error"]["kind"] == "contract"
    assert report["error"]["message"] == (
        "source 'orders', column 'product': NULL in 1 row, but is not null (first: row 4); "
        "source 'orders', column 'unit_price': 1 row not to be read as decimal(12,2) "
        "(first: row 4, 'x'); "
        "source 'orders': the key (order_id) is not unique in 2 rows (first: row 3)"
    )
    assert (root / "out/sales_by_product.csv").read_text() == REVENUE


def test_a_missing_file_is_one_line(script: Path, tmp_path: Path) -> None:
    code, errors, report = _run(script, tmp_path)
    assert code == 1
    assert errors.startswith("ERROR io: ")
    assert errors.count("\n") == 1
    assert report["error"]["kind"] == "io"
