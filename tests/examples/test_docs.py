"""What the documents for people name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = [
    (document, path)
    for document in ("README.md", "CONTRIBUTING.md")
    for path in re.findall(
        r"`((?:\.ci|scripts|speccc|specs|targets|tests)/[^`<\s]*(?:/|\.py))`",
        (ROOT / document).read_text(encoding="utf-8"),
    )
]


@pytest.mark.parametrize(("document", "path"), NAMED)
def test_a_path_that_is_named_exists(document: str, path: str) -> None:
    assert (ROOT / path).exists(), document


def test_targets_of_make_that_are_named_exist() -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / document).read_text("utf-8"), re.M)
        assert set(named) <= known, document
