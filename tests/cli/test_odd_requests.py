"""`speccc draft` with input that nobody should give it: one clear error, and nothing is written."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

SENTENCES = "Read data/orders.csv. Keep orders where price > 100. Write them to out/large.csv."
CSV = ("--input-csv", "data/orders.csv")


@pytest.fixture(autouse=True)
def _project(speccc: Speccc, tmp_path: Path) -> None:
    del speccc
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "specs").mkdir()
    (tmp_path / "data/orders.csv").write_text("order_id,price\n1,50\n2,120\n3,130\n")


@pytest.mark.parametrize(
    "content",
    [
        SENTENCES.encode(),
        b"\xef\xbb\xbf" + SENTENCES.encode(),
        SENTENCES.replace(". ", ".\r\n").encode(),
        SENTENCES.replace(". ", ".\r").encode(),
        f"\n\n\t {SENTENCES} \n\n".encode(),
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "blanks"],
)
@pytest.mark.parametrize("how", ["file", "stdin"])
def test_what_is_the_same_request(
    speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, how: str
) -> None:
    (tmp_path / "request.txt").write_bytes(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    given = "request.txt" if how == "file" else "-"
    assert "  - filter: price > 100\n" in speccc("draft", "--file", given, *CSV).out


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E1063"),
        (b" \n\t", "E1063"),
        (bytes(range(256)), "E0806"),
        (b"\x00\x01\x02", "E1050"),
        (SENTENCES.encode("utf-16"), "E0806"),
        ("Read data/orders.csv. \u202eevil\u202c. Write them to out/x.csv.".encode(), "E1050"),
        ("\u05e7\u05e8\u05d0 \u05d0\u05ea \u05d4\u05e7\u05d5\u05d1\u05e5".encode(), "E1050"),
        (b"x" * 1_000_000, "E1012"),
        (b"Keep orders. " * 80_000, "E1012"),
    ],
    ids=["empty", "blank", "binary", "controls", "UTF-16", "bidi", "right to left",
         "one word of a MB", "a MB of sentences"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["file", "stdin", "argument"])
def test_what_is_no_request(
    speccc: Speccc,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    code: str,
    how: str,
) -> None:
    (tmp_path / "request.txt").write_bytes(content)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    args = {
        "file": ("--file", "request.txt"),
        "stdin": ("-",),
        "argument": (os.fsdecode(content),),
    }[how]
    done = speccc("draft", *args, *CSV, "--out", "specs/x.yaml", code=1)
    assert f"error[{code}]" in done.err
    assert "\u202e" not in done.err
    assert "\x00" not in done.err
    assert [*(tmp_path / "specs").iterdir()] == []


@pytest.mark.parametrize("ends", [KeyboardInterrupt, EOFError], ids=["Ctrl-C", "Ctrl-D"])
def test_who_gives_up_is_left_alone(
    speccc: Speccc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: type[BaseException]
) -> None:
    def given_up(_: str) -> str:
        raise ends

    monkeypatch.setattr("speccc.cli.drafting.asking.interactive", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", given_up)
    done = speccc(
        "draft", "Keep red ones.", *CSV, "--interactive", "--out", "specs/x.yaml", code=130
    )
    assert "Traceback" not in done.err
    assert [*(tmp_path / "specs").iterdir()] == []


@pytest.mark.parametrize(
    ("out", "code"),
    [
        ("specs/there.yaml", "E0807"), ("specs", "E0807"), ("specs/dangling", "E0807"),
        ("", "E0807"), ("../outside.yaml", "E1013"), ("/nowhere/outside.yaml", "E1013"),
        ("large.yaml", "E1013"), ("specs/large.txt", "E1013"), ("specs/.hidden.yaml", "E1013"),
        ("specs/../large.yaml", "E1013"), ("specs/away/large.yaml", "E1013"),
        ("specs/file/large.yaml", "E0805"), (f"specs/{'x' * 300}.yaml", "E0805"),
    ],
)  # fmt: skip
def test_where_no_spec_is_written(speccc: Speccc, tmp_path: Path, out: str, code: str) -> None:
    (tmp_path / "specs/there.yaml").mkdir()
    (tmp_path / "specs/dangling").symlink_to(tmp_path / "nowhere.yaml")
    (tmp_path / "specs/away").symlink_to(tmp_path.parent)
    (tmp_path / "specs/file").touch()
    before = sorted(tmp_path.parent.rglob("*.yaml"))
    done = speccc("draft", SENTENCES, *CSV, "--out", out, code=1)
    assert f"error[{code}]" in done.err
    assert sorted(tmp_path.parent.rglob("*.yaml")) == before
