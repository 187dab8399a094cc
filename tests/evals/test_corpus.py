"""The evaluation corpus is well formed, wide enough, and split by its rule."""

from __future__ import annotations

from collections import Counter

import pytest
from pydantic import ValidationError

from tests.evals.cases import DATA, Found, corpus, read

CASES = pytest.mark.parametrize("found", corpus(), ids=lambda found: found.case.id)


@CASES
def test_every_third_of_a_stratum_is_held_out(found: Found) -> None:
    assert found.held_out == (found.case.number % 3 == 0)
    assert found.file.stem == found.domain


@CASES
def test_inputs_exist_and_words_are_those_of_the_request(found: Found) -> None:
    assert all(path.is_file() for path in found.tables.values())
    request = " ".join(found.case.request.split())
    refused = [found.case.refuse.words] if found.case.refuse else []
    for words in (*(question.words for question in found.case.ask), *refused):
        assert words in request
    for name in found.case.names:
        assert name in request


def test_no_request_is_there_twice() -> None:
    counts = Counter(" ".join(found.case.request.lower().split()) for found in corpus())
    assert counts.most_common(1)[0][1] == 1


def test_inputs_are_small() -> None:
    for path in DATA.glob("*/*.csv"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 41, path


@pytest.mark.parametrize(
    "due",
    [
        "",
        "refuse: {reason: streaming, words: b}\n    ask: [{topic: source, words: a}]",
        "ask: [{topic: weather, words: a}]",
        "refuse: {reason: streaming, words: b}\n    names: [b]",
    ],
    ids=["nothing is due", "two things are due", "unknown topic", "names without a spec"],
)
def test_a_malformed_case_is_seen(due: str) -> None:
    with pytest.raises(ValidationError):
        read(f"domain: iot\ncases:\n  - id: controlled-01\n    request: a b\n    {due}\n")
