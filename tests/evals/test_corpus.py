"""The evaluation corpus is well formed, wide enough, and split by its rule."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from pydantic import ValidationError

from speccc.translate.evaluation.cases import Domain, read
from tests.evals.cases import DATA, beside, corpus

#: How many requests there are at least, by stratum.
LEAST = {"controlled": 40, "paraphrased": 35, "free_form": 30, "adversarial": 25}


def test_every_stratum_is_filled_and_numbered_from_one() -> None:
    numbers: dict[str, list[int]] = {stratum: [] for stratum in LEAST}
    for found in corpus():
        numbers[found.case.stratum].append(found.case.number)
    for stratum, least in LEAST.items():
        assert numbers[stratum] == list(range(1, len(numbers[stratum]) + 1)), stratum
        assert len(numbers[stratum]) >= least, stratum


def test_every_domain_has_all_strata() -> None:
    seen = {(found.domain, found.case.stratum) for found in corpus()}
    assert seen == {(domain, stratum) for domain in get_args(Domain) for stratum in LEAST}


def test_every_third_of_a_stratum_is_held_out() -> None:
    for found in corpus():
        assert found.held_out == (found.case.number % 3 == 0), found.case.id
        assert found.file.stem == found.domain, found.case.id


def test_inputs_exist_and_words_are_those_of_the_request() -> None:
    for found in (*corpus(), *beside()):
        assert all(path.is_file() for path in found.tables.values()), found.case.id
        request = " ".join(found.case.request.split())
        refused = [found.case.refuse.words] if found.case.refuse else []
        asked = [question.words for question in found.case.ask]
        for words in (*asked, *refused, *found.case.names):
            assert words in request, found.case.id


def test_no_request_is_there_twice() -> None:
    cases = [found.case for found in (*corpus(), *beside())]
    counts = Counter(" ".join(case.request.lower().split()) for case in cases)
    assert counts.most_common(1)[0][1] == 1


def test_ids_are_of_one_set_and_sorted_by_number() -> None:
    for sets in (corpus(), beside()):
        places = [(found.case.stratum, found.case.number) for found in sets]
        assert places == sorted(set(places))


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
