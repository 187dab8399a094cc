"""speccc as a library: what `speccc.translate` gives, and what importing speccc costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import speccc

REQUEST = "Read data/orders.csv. Keep orders where price > 100. Write them to out/large.csv."
ORDERS = "order_id,price\n1,50\n2,110\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_request_becomes_a_spec(folder: Path) -> None:
    found = speccc.translate(REQUEST, inputs=["data/orders.csv"])
    assert isinstance(found, speccc.Spec)
    assert "- filter: price > 100" in found.text
    assert any("price > 100" in clause.says for clause in found.read_back)
    assert found.binding == ""
    assert [p.name for p in folder.iterdir()] == ["data"]


def test_or_questions(folder: Path) -> None:
    del folder
    found = speccc.translate("Load data from sheets, clean it, and save results.")
    assert isinstance(found, speccc.Questions)
    assert "clean it" in {question.words for question in found.questions}
    assert all(question.code.startswith("E10") for question in found.questions)


def test_a_project_knows_its_tables(folder: Path) -> None:
    (folder / "speccc.yaml").write_text("speccc_project: 1\n")
    (folder / "specs").mkdir()
    first = speccc.translate(REQUEST, inputs=["data/orders.csv"], project=folder)
    assert isinstance(first, speccc.Spec)
    (folder / "specs/first.yaml").write_text(first.text)
    again = REQUEST.replace("100", "200").replace("large", "larger")
    assert isinstance(speccc.translate(again, project=folder), speccc.Spec)
    assert isinstance(speccc.translate(again), speccc.Questions)


def test_failures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(speccc.Failure, match="E0701"):
        speccc.translate(REQUEST, project=folder)
    with pytest.raises(speccc.Failure, match="E0806"):
        speccc.translate(REQUEST, inputs=["data/none.csv"])
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(speccc.Failure, match="E1021"):
        speccc.translate(REQUEST, provider="anthropic", model="m")


@pytest.mark.parametrize(
    "wrong",
    [{"provider": "nobody"}, {"price": "cheap"}, {"budget": "-1"}, {"budget": "much"},
     {"deadline": 0}, {"deadline": float("nan")}, {"deadline": float("inf")}],
)  # fmt: skip
def test_wrong_usage(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is no|is more than 0"):
        speccc.translate(REQUEST, **wrong)


def test_the_package_of_the_same_name_is_there_too() -> None:
    import speccc.translate.model

    assert speccc.translate.model.Words(0, 0) == speccc.translate.model.NO_WORDS
    assert callable(speccc.translate)
    with pytest.raises(AttributeError, match="transalte"):
        getattr(speccc, "transalte")  # noqa: B009


_LISTS = """
import sys
before = set(sys.modules)
import speccc
cheap = set(sys.modules) - before
speccc.Spec
print(*cheap, "|", *(set(sys.modules) - before))
"""


def test_importing_speccc_is_cheap() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LISTS], capture_output=True, text=True, check=True
    )
    cheap, all = (set(part.split()) for part in done.stdout.split("|"))
    assert {name for name in cheap if name.startswith("speccc")} == {"speccc"}
    assert {name.partition(".")[0] for name in cheap} <= {"speccc", *sys.stdlib_module_names}
    assert {"speccc.library", "click"} <= all  # the measure sees
