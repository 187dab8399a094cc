"""Every code has a piece, and every piece is shown to the user exactly as it hangs here."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from pathlib import Path

import pytest

from speccc.diagnostics import Code, codes
from speccc.diagnostics.codes import all_codes
from tests.errors.elsewhere import ELSEWHERE
from tests.errors.gallery import RENDERED, Piece, codes_in, pieces, render

ROOT = Path(__file__).parents[2]
PIECES = pieces()

#: Pieces in which more than one thing is wrong; everywhere else one mistake is one finding.
SEVERAL: dict[str, int] = {"E0203_several_mistakes": 3}


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_pieces_are_as_they_hang(
    piece: Piece, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    exit_code, text = render(piece, tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        (piece.folder / RENDERED).write_text(text, encoding="utf-8")
    assert text == piece.rendered
    assert exit_code == 1


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_one_mistake_is_one_finding(piece: Piece) -> None:
    found = codes_in(piece.rendered)
    assert found[0] == piece.code
    assert len(found) == SEVERAL.get(piece.name, 1)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.name)
def test_every_finding_shows_its_place(piece: Piece) -> None:
    if piece.command[0] == "run":
        pytest.skip("what is wrong stands in the data")
    findings = len(codes_in(piece.rendered))
    assert piece.rendered.count("--> ") == findings
    assert piece.rendered.count("^") >= findings


def test_every_code_is_shown_here_or_tested_elsewhere() -> None:
    shown = {code for piece in PIECES for code in codes_in(piece.rendered)}
    assert set(all_codes()) - shown == set(ELSEWHERE)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_what_is_tested_elsewhere_is(code: str) -> None:
    text = (ROOT / ELSEWHERE[code]).read_text(encoding="utf-8")
    assert code in text or re.search(rf"\b{constant(code)}\b", text)


def constant(code: str) -> str:
    """What the code is called in its module."""
    modules = (
        importlib.import_module(m.name)
        for m in pkgutil.iter_modules(codes.__path__, f"{codes.__name__}.")
    )
    return next(
        n for m in modules for n, v in vars(m).items() if isinstance(v, Code) and v.id == code
    )


def test_the_museum_is_large_enough() -> None:
    assert len(PIECES) >= 40
