"""`--domain` of `speccc draft` and `speccc refine`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Speccc

WORDS = "Read data/orders.csv. Total turnover per region as total. Write it to out/x.csv."


@pytest.fixture(autouse=True)
def _project(tmp_path: Path) -> None:
    (tmp_path / "speccc.yaml").write_text("speccc_project: 1\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text("order_id,region,revenue\n1,north,2.50\n2,south,3\n")


def test_what_a_pack_says_stands_below_its_clause(speccc: Speccc) -> None:
    draft = ("draft", WORDS, "--input-csv", "data/orders.csv")
    assert "is 'turnover' a text?" in speccc(*draft, code=1).err
    done = speccc(*draft, "--domain", "ecommerce", "--out", "specs/x.yaml")
    says = "     ('turnover': the column 'revenue', by the pack ecommerce)\n"
    assert f'     "Total turnover per region as total"\n{says}' in done.out
    speccc("validate")
    told = speccc(*draft, "--domain", "ecommerce", "--json", code=1).json
    assert told["result"] == "questions"  # there is a pipeline 'x' by now
    told = speccc(*draft[:1], WORDS.replace("x.csv", "y.csv"), *draft[2:], "--domain", "ecommerce",
                  "--json").json  # fmt: skip
    taken = [taken for clause in told["read_back"] for taken in clause["taken"]]
    assert taken == ["'turnover': the column 'revenue', by the pack ecommerce"]


def test_a_spec_is_refined_with_the_words_of_a_trade(speccc: Speccc, tmp_path: Path) -> None:
    words = "Read data/orders.csv. Sort by region. Write it to out/x.csv."
    speccc("draft", words, "--input-csv", "data/orders.csv", "--out", "specs/x.yaml")
    refine = ("refine", "specs/x.yaml", "Keep rows where turnover is at least 3", "--write")
    assert "error[E1050]: 'turnover'" in speccc(*refine, code=1).err
    done = speccc(*refine, "--domain", "ecommerce")
    assert "+  - filter: revenue >= 3" in done.out
    assert "'turnover': the column 'revenue', by the pack ecommerce" in done.err
    assert "error[E1050]: 'colour'" in speccc(
        "refine", "specs/x.yaml", "Keep rows where colour is 3", "--domain", "ecommerce", code=1
    ).err  # fmt: skip
    assert "filter: revenue >= 3" in (tmp_path / "specs/x.yaml").read_text()


def test_an_unknown_domain_is_told_with_those_there_are(speccc: Speccc) -> None:
    done = speccc("draft", WORDS, "--domain", "ecomerce", code=1)
    assert "error[E1011]" in done.err
    assert "there are ecommerce, fintech, iot" in " ".join(done.err.split())
    assert "ecommerce, fintech, iot" in " ".join(speccc("draft", "--help").out.split())
