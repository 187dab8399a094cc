"""The README, followed word by word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from speccc.cli.main import COMMANDS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TOUR = README.split("## A pipeline of your own")[1].split("## The commands")[0]
BLOCKS = re.findall(r"^```(sh|yaml)\n(.*?)^```$", TOUR, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The project that the tour makes, and all that was printed; one shell runs every block.

    Two things differ: speccc is installed already, and nobody is there for `apply` to ask.
    """
    script = ["set -e"]
    for kind, text in BLOCKS:
        if "pip install" in text:
            continue
        if kind == "yaml":
            script += ["sed -i.bak '/^steps:/,$d' specs/orders.yaml"]
            script += [f"cat >> specs/orders.yaml <<'END'\n{text}END"]
        else:
            script += [re.sub(r"^speccc apply\b", "speccc apply --auto-approve", text, flags=re.M)]
    script += ["speccc run orders --target duckdb"]
    home = tmp_path_factory.mktemp("readme")
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=home,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "shop", done.stdout


def test_it_ends_with_the_rows(followed: tuple[Path, str]) -> None:
    project, _ = followed
    written = (project / "out" / "revenue_by_product.csv").read_text("utf-8")
    assert written == "product,orders,revenue\nInk,1,12.00\nPen,1,10.00\n"


def test_it_shows_what_it_says(followed: tuple[Path, str]) -> None:
    project, printed = followed
    assert "1 of 1 examples hold" in printed
    assert "2 added" in printed
    assert (project / "generated" / "orders" / "pandas" / "orders.py").exists()
    assert list((project / "generated" / "orders" / "duckdb").glob("*.sql"))


def test_its_table_has_every_command() -> None:
    table = README.split("## The commands")[1].split("## ")[0]
    told = {word for line in table.splitlines() for word in re.findall(r"`([a-z-]+)", line)}
    assert set(COMMANDS) <= told
