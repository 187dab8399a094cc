"""The committed data is what `scripts/make_example_data.py` writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(str(f.relative_to(ROOT / "data")) for f in (ROOT / "data").rglob("*.*"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    script = ROOT / "scripts" / "make_example_data.py"
    subprocess.run([sys.executable, script, folder], check=True)
    return folder


def test_the_same_files(written: Path) -> None:
    assert sorted(str(f.relative_to(written)) for f in written.rglob("*.*")) == FILES


@pytest.mark.parametrize("path", FILES)
def test_the_same_content(written: Path, path: str) -> None:
    ours, theirs = ROOT / "data" / path, written / path
    if path.endswith(".parquet"):  # its bytes name the version of the library that wrote them
        assert pq.read_table(ours).equals(pq.read_table(theirs))
    else:
        assert ours.read_bytes() == theirs.read_bytes()
