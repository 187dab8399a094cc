"""Every word of a request counts: one that means nothing is asked about, wherever it stands."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from speccc.cli.evaluating.sets import read_sets
from speccc.cli.session import Session
from speccc.translate.drafting import draft
from speccc.translate.evaluation.posing import Posed
from speccc.translate.model import Questions
from speccc.translate.offline import OfflineTranslator

pytestmark = pytest.mark.drafts

ROOT = Path(__file__).parents[4]
#: A word that no grammar, no column and no text has.
NONSENSE = "zorbly"
#: Of the words of a request every so-manieth is changed, from another one on in each request.
EVERY = 8


@cache
def _cases() -> dict[str, Posed]:
    """The open cases of controlled English that a spec is due for."""
    found = read_sets(Session(ROOT), [Path("evals")])
    return {p.case.id: p for p in found if p.case.spec and p.case.stratum == "controlled"}


@pytest.mark.parametrize("part", range(4))
def test_a_word_without_meaning(part: int) -> None:
    for at, posed in enumerate(_cases().values()):
        text = posed.case.request
        words = [*re.finditer(r"[A-Za-z_][\w']*", text)]
        for word in words[(at + 2 * part) % EVERY :: 4 * EVERY]:
            changed = f"{text[: word.start()]}{NONSENSE}{text[word.end() :]}"
            found = draft(replace(posed.request, text=changed), OfflineTranslator(), {})
            named = not isinstance(found, Questions) and NONSENSE in found.text
            assert isinstance(found, Questions) or named, (changed, found.text)


@pytest.mark.parametrize("sentence", ["Zorbly the rows.", "Keep zorbly rows.", "Zorbly.",
                                      "Then apply the usual zorbly to it."])  # fmt: skip
def test_a_sentence_without_meaning(sentence: str) -> None:
    for posed in [*_cases().values()][::4]:
        first, *rest = posed.case.request.splitlines(keepends=True)
        changed = "".join([first, f"{sentence}\n", *rest])
        found = draft(replace(posed.request, text=changed), OfflineTranslator(), {})
        assert isinstance(found, Questions), (changed, found.text)
