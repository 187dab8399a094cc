"""Files that lie, through whole runs on every engine, against the read boundary of the reference:
the same rows, or an error and nothing written. What is written is read back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.runs import FORMATS, RUNNERS, check_files, check_gallery


@pytest.mark.parametrize(
    ("on_error", "engine"),
    [(o, e) for o in ("fail", "set_null") for e in RUNNERS] + [("quarantine", e) for e in RUNNERS],
)
@pytest.mark.parametrize("name", FORMATS)
def test_files(name: str, on_error: str, engine: str, tmp_path: Path) -> None:
    assert check_gallery(name, on_error, engine, tmp_path) >= (
        {True, False} if on_error == "fail" else {True}
    )
    if on_error != "fail" and name not in ("csv", "json", "parquet"):
        return  # a delimiter has nothing to do with what becomes of a value
    outcomes = set(check_files(name, on_error, engine, tmp_path))
    assert outcomes == {True, False} if on_error == "fail" else True in outcomes
