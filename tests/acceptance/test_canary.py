"""A secret of the environment is used by runs, and is in nothing that speccc writes or prints.

All commands run, on connections that work, that do not, and with credentials that are refused;
then every byte that was printed, and every file of the project, is searched.
"""

from __future__ import annotations

import base64
import io
import json
import sqlite3
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import quote

import pytest

from speccc.cli.main import run
from speccc.execute.secrets import Secrets

CANARY = "canary/yellow+7f3a91"
#: How the secret could be spelt: as it is, in a URL, in base64, cut by a line.
SPELLINGS = (
    CANARY,
    quote(CANARY, safe=""),
    base64.b64encode(CANARY.encode()).decode(),
    "yellow+7f",
)

SPEC = """\
speccc: 1
name: sales
schedule: {cron: 0 9 * * *}
sources:
  orders:
    connector: csv
    options: {path: orders.csv}
    columns:
      id: int64
      amount: int64
steps:
  - filter: amount > 0
sinks:
  large:
    connector: csv
    options: {path: large.csv}
    mode: replace
examples:
  - name: one
    given:
      orders: |
        id, amount
        1,  2
    then:
      large: |
        id
        1
"""
PROFILES = {
    "duckdb": "backend: sql\ndialect: duckdb\nconnection: ${env:DATABASE}\n",
    "sqlite": (
        "backend: sql\ndialect: sqlite\nconnection: ${env:DATABASE}\nbind:\n"
        "  sales.orders: {connector: table, options: {name: orders}}\n"
        "  sales.large: {connector: table, options: {name: large}}\n"
    ),
    "sheets": (
        "backend: pandas\nbind:\n  sales.large:\n    connector: google_sheets\n    options:\n"
        "      spreadsheet: ${env:SHEET}\n      sheet: Large\n      credentials: ${env:KEY}\n"
    ),
}
#: Environments in which a run on each target fails, whose values are then in the engine's error.
FAILING = {
    "duckdb": {"DATABASE": f"/dev/null/{CANARY}/x.duckdb"},
    "sqlite": {"DATABASE": f"/dev/null/{CANARY}/x.sqlite"},
    "sheets": {"SHEET": CANARY, "KEY": json.dumps({"private_key": CANARY, "type": CANARY})},
}


class Told:
    """Runs commands in a project and keeps what they print."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.printed: list[str] = []

    def __call__(self, *args: str) -> int:
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = run(["-C", str(self.root), *args])
        self.printed.append(f"{args} -> {code}\n{out.getvalue()}")
        return code

    def leaks(self) -> list[str]:
        """The commands that print a spelling of the secret, and the files that hold one."""
        files = {p.relative_to(self.root).as_posix(): p for p in self.root.rglob("*")}
        data = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
        data |= {text: text.encode() for text in self.printed}
        return [name for name, found in data.items() if any(s.encode() in found for s in SPELLINGS)]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    root = tmp_path / "project"
    for folder in ("specs", "targets"):
        (root / folder).mkdir(parents=True)
    (root / "speccc.yaml").write_text("speccc_project: 1\n")
    (root / "specs/sales.yaml").write_text(SPEC)
    for name, profile in PROFILES.items():
        head = f"speccc_target: 1\nname: {name}\n"
        (root / f"targets/{name}.yaml").write_text(head + profile)
    (root / "orders.csv").write_text("id,amount\n1,2\n2,-1\n")
    monkeypatch.setenv("NO_COLOR", "1")
    return Told(root)


@pytest.fixture
def databases(tmp_path: Path) -> dict[str, str]:
    """Databases that work, in a folder that is called like the secret."""
    folder = tmp_path / CANARY
    folder.mkdir(parents=True)
    connection = sqlite3.connect(folder / "x.sqlite")
    with connection:
        connection.execute("CREATE TABLE orders (id INTEGER, amount INTEGER)")
        connection.execute("INSERT INTO orders VALUES (1, 2)")
    connection.close()
    return {"duckdb": str(folder / "x.duckdb"), "sqlite": str(folder / "x.sqlite")}


def _compile(told: Told) -> None:
    for args in (
        ["validate"],
        ["fmt"],
        ["plan", "--json"],
        ["plan", "--diff"],
        ["plan", "--out", "saved.plan"],
        ["apply", "--auto-approve"],
        ["drift", "--json"],
        *(["show", "sales", "--stage", stage] for stage in ("spec", "ir", "optimised")),
        *(["show", "sales", "--stage", "artefacts", "--target", target] for target in PROFILES),
        ["graph"],
        ["test"],
        ["preview", "sales", "--target", "duckdb"],
    ):
        assert told(*args) == 0, told.printed[-1]


def _fail(told: Told, monkeypatch: pytest.MonkeyPatch, *options: list[str]) -> None:
    """A run on each target, with each of the options, that ends with an error; and its log."""
    for target, environment in FAILING.items():
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        for some in options:
            assert told("run", "sales", "--target", target, *some) == 1, told.printed[-1]
        assert told("logs", f"sales.{target}") == 0
    assert told("history", "--json") == 0


@pytest.mark.internal_error  # an engine that is refused a key may end in ways we do not foresee
def test_a_secret_is_nowhere(
    told: Told, databases: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _compile(told)
    for target, database in databases.items():
        monkeypatch.setenv("DATABASE", database)
        for extra in (["--dry-run"], ["--json"], []):
            assert told("run", "sales", "--target", target, *extra) == 0, told.printed[-1]
    _fail(told, monkeypatch, [], ["--json", "--debug", "--error-format", "json"])
    assert told("history") == 0
    kept = {path.relative_to(told.root).parts[:2] for path in told.root.rglob("*")}
    assert {(".speccc", "runs.jsonl"), (".speccc", "logs"), (".speccc", "cache")} <= kept
    assert "\n".join(told.leaks()) == ""


@pytest.mark.internal_error
def test_the_search_sees_what_is_not_hidden(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: without the hiding, every failing run leaks, on screen and in its log."""
    monkeypatch.setattr(Secrets, "hide", lambda _self, text: text)
    told("apply", "--auto-approve")
    _fail(told, monkeypatch, [])
    leaks = told.leaks()
    for target in FAILING:
        assert any(f"'--target', '{target}')" in leak for leak in leaks), target
        assert any(f"('logs', 'sales.{target}')" in leak for leak in leaks), target
    assert sum(leak.startswith(".speccc/logs/") for leak in leaks) >= len(FAILING)


def test_the_search_sees_a_secret_that_is_written_down(told: Told) -> None:
    profile = told.root / "targets/duckdb.yaml"
    profile.write_text(profile.read_text().replace("${env:DATABASE}", f"out/{CANARY}"))
    told("apply", "--auto-approve")
    assert "generated/sales/duckdb/manifest.json" in told.leaks()
