"""What is wrong with a command or with the data's place, not with a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.errors.gallery import pieces, render, speccc


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project that is right, and applied."""
    render(next(piece for piece in pieces() if piece.code == "E0902"), tmp_path)
    spec = tmp_path / "specs" / "spec.yaml"
    spec.write_text(spec.read_text().replace("quantity > 5", "quantity > 0"))
    assert speccc(tmp_path, "apply", "--auto-approve")[0] == 0
    return tmp_path


def test_data_that_is_not_there(shop: Path) -> None:
    (shop / "data" / "orders.csv").unlink()
    exit_code, text = speccc(shop, "run", "shop")
    assert exit_code == 1
    assert "error[E0906]: shop.local: " in text
    assert "data/orders.csv" in text


def test_a_step_that_is_not_there(shop: Path) -> None:
    exit_code, text = speccc(shop, "preview", "shop", "--step", "cheked")
    assert exit_code == 1
    assert "error[E0955]: pipeline 'shop' has no source, step or sink 'cheked'" in text
    assert "did you mean 'checked'?" in text


def test_a_source_that_only_generated_code_reads(shop: Path) -> None:
    options = "{spreadsheet: 1AbC, sheet: Orders, credentials: '${env:KEY}'}"
    profile = next((shop / "targets").glob("*.yaml"))
    bound = f"  shop.orders: {{connector: google_sheets, options: {options}}}\n"
    profile.write_text(profile.read_text().rstrip("\n") + "\n" + bound)
    exit_code, text = speccc(shop, "preview", "shop")
    assert exit_code == 1
    assert "error[E0957]: preview cannot read 'google_sheets'" in text
