"""The command line run in this process, and a project that has something to run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from speccc.cli.main import run


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Speccc = Callable[..., Done]


@pytest.fixture
def speccc(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Speccc:
    """`speccc("plan", "--json", code=0)` in the test's folder."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)

    def call(*args: str, code: int = 0) -> Done:
        capsys.readouterr()
        ended = run(args)
        printed = capsys.readouterr()
        done = Done(ended, printed.out, printed.err)
        assert ended == code, f"speccc {' '.join(args)} exited with {ended}\n{done.out}{done.err}"
        return done

    return call


@pytest.fixture
def shop(speccc: Speccc, tmp_path: Path) -> Path:
    """`speccc init --example` in the test's folder."""
    speccc("init", "--example")
    return tmp_path


@pytest.fixture
def applied(shop: Path, speccc: Speccc) -> Path:
    """The example, applied for DuckDB, which compiles fast; the other target is removed."""
    (shop / "targets/pandas.yaml").unlink()
    project = shop / "speccc.yaml"
    project.write_text(project.read_text().replace("pandas", "duckdb"))
    speccc("apply", "--auto-approve")
    return shop
