"""The evaluation sees: golds are right, slips are wrong, and other questions are other answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from speccc.cli.evaluating.sets import read_sets
from speccc.cli.session import Session
from speccc.diagnostics import Code, Failure
from speccc.diagnostics.codes import providers
from speccc.diagnostics.codes.requests import OUT_OF_SCOPE
from speccc.diagnostics.codes.translate import OPEN_QUESTION
from speccc.translate.evaluation.judging import Outcome, Verdict, judge
from speccc.translate.evaluation.posing import Posed
from speccc.translate.evaluation.scoring import Score, evaluate
from speccc.translate.model import (
    NO_WORDS,
    Draft,
    Judge,
    Proposal,
    Question,
    Questions,
    Request,
    Words,
    open_question,
)
from tests.evals.cases import EVALS, HELD_OUT, corpus
from tests.evals.report import judge as judge_mutants

ROOT = EVALS.parent


@cache
def posed(*sets: str) -> dict[str, Posed]:
    """The cases of these sets by id; of two domains if none is named."""
    paths = [Path(name) for name in sets or ("evals/ecommerce.yaml", "evals/energy.yaml")]
    return {p.case.id: p for p in read_sets(Session(folder=ROOT), paths)}


def drafted(text: str, case: Posed) -> Draft:
    """A spec of the corpus, whose tables lie where the request has them."""
    return Draft("x", text.replace(f"evals/data/{case.domain}/", ""), ())


def due(kind: str) -> Posed:
    """The first case to which questions, or a refusal, are due."""
    return next(p for p in posed().values() if getattr(p.case, kind))


def about(case: Posed, words: str, code: Code = OPEN_QUESTION) -> Question:
    start = case.case.request.index(words)
    params = dict.fromkeys(code.parameters, "it")
    return Question(code, Words(start, start + len(words)), params)


@pytest.mark.evals
def test_what_is_held_out_is_not_read_unless_it_is_named() -> None:
    assert {*posed("evals")} == {found.case.id for found in corpus() if not found.held_out}
    (file, *_) = HELD_OUT.glob("*.yaml")
    held_out = read_sets(Session(folder=ROOT), [file])
    assert {p.case.id for p in held_out}.isdisjoint(posed("evals"))
    assert posed("evals/held_out_2").keys().isdisjoint(posed("evals"))


def test_golds_are_right_and_slips_are_wrong() -> None:
    for id in ("controlled-01", "free_form-02", "controlled-07"):
        case = posed()[id]
        assert judge(case, drafted(case.gold, case)) == Verdict(Outcome.RIGHT), id
        found = next(found for found in corpus() if found.case.id == id)
        for mutant in judge_mutants(found).killed[:5]:
            wrong = judge(case, drafted(mutant.text, case))
            assert wrong.outcome is Outcome.WRONG, mutant


@pytest.mark.evals
def test_every_gold_is_right() -> None:
    for case in posed("evals", "evals/practice", "evals/held_out_2").values():
        if case.case.spec:
            assert judge(case, drafted(case.gold, case)) == Verdict(Outcome.RIGHT), case.case.id


@pytest.mark.evals
def test_few_slips_that_show_are_taken_for_right() -> None:
    """A slip that only changes the name of a column that is free, or an order, may be right."""
    right = total = 0
    for found in corpus():
        if found.case.spec and not found.held_out:
            case = posed("evals")[found.case.id]
            for mutant in judge_mutants(found).killed[:8]:
                total += 1
                outcome = judge(case, drafted(mutant.text, case)).outcome
                assert outcome in (Outcome.RIGHT, Outcome.WRONG)
                right += outcome is Outcome.RIGHT
    assert right < total / 100, f"{right} of {total}"


def test_what_the_request_fixes_beside_the_rows() -> None:
    case = posed()["controlled-07"]
    text = case.gold.replace("cron: 30 6 * * 1", "cron: 30 6 * * 2")
    assert judge(case, drafted(text, case)).why.startswith("the schedule is")
    case = posed()["controlled-35"]
    text = case.gold.replace("mode: merge", "mode: append")
    assert judge(case, drafted(text, case)) == Verdict(
        Outcome.WRONG, "the mode is append, not merge"
    )


def test_a_draft_that_reads_or_does_something_else() -> None:
    case = posed()["controlled-01"]
    assert judge(case, Draft("x", case.gold, ())).why == "source 'orders' reads what is not given"
    assert judge(case, Draft("x", "", ())).why.startswith("it does not compile")
    ends = drafted(case.gold.replace("net > 100", "'2026-01-01' > net"), case)
    assert judge(case, ends).outcome is Outcome.WRONG


def test_an_answer_that_is_no_spec_where_one_is_due() -> None:
    case = posed()["controlled-01"]
    request = case.case.request
    assert judge(case, Questions(())) == Verdict(Outcome.ASKED, "nothing was asked")
    assert judge(case, Questions((open_question("?"),))).outcome is Outcome.ASKED
    refusal = about(case, request.split("\n")[1][:5], OUT_OF_SCOPE)
    assert judge(case, Questions((refusal,))).outcome is Outcome.REFUSED
    failure = Failure([providers.TIMED_OUT.at(None, host="h", seconds="1")])
    assert judge(case, failure).outcome is Outcome.FAILED


def test_questions_that_are_due() -> None:
    case = due("ask")
    right = tuple(about(case, q.words) for q in case.case.ask)
    assert judge(case, Questions(right)) == Verdict(Outcome.RIGHT)
    quoted = tuple(open_question(f"What is “{q.words}”?") for q in case.case.ask)
    assert judge(case, Questions(quoted)) == Verdict(Outcome.RIGHT)
    assert judge(case, Questions((open_question("Why?"),))).outcome is Outcome.ASKED
    refusal = tuple(about(case, q.words, OUT_OF_SCOPE) for q in case.case.ask)
    assert judge(case, Questions(refusal)).outcome is Outcome.REFUSED
    assert judge(case, Questions(())).outcome is Outcome.ASKED
    assert judge(case, Draft("x", "", ())).outcome is Outcome.WRONG


def test_a_question_about_everything_is_about_nothing() -> None:
    found = due("ask")
    request = f"First read this. {found.case.request}"
    case = replace(found, case=found.case.model_copy(update={"request": request}))
    whole = replace(open_question("What?"), words=Words(0, len(request)))
    assert judge(case, Questions((whole,))).outcome is Outcome.ASKED


def test_a_refusal_that_is_due() -> None:
    case = due("refuse")
    assert case.case.refuse is not None
    words = case.case.refuse.words
    assert judge(case, Questions((about(case, words, OUT_OF_SCOPE),))) == Verdict(Outcome.RIGHT)
    assert judge(case, Questions((about(case, words),))).outcome is Outcome.ASKED
    other = Question(OUT_OF_SCOPE, NO_WORDS, {"words": "nothing of it", "why": "it is"})
    assert judge(case, Questions((other,))).outcome is Outcome.REFUSED
    assert judge(case, Draft("x", "", ())).outcome is Outcome.WRONG


class _Asks:
    """A translator that asks about its first word, and fails from the third request on."""

    met = 0

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        del judge
        _Asks.met += 1
        if _Asks.met > 2:
            raise Failure([providers.TIMED_OUT.at(None, host="h", seconds="1")])
        return Questions((replace(open_question("what?"), words=Words(0, 4)),))


def test_a_score_counts_every_case_once() -> None:
    cases = [*posed().values()][:5]
    score = Score("none", "", [*evaluate(cases, _Asks)])
    assert score.total.cases == 5
    assert score.total.counts[Outcome.FAILED] == 3
    told = score.to_json()
    assert sum(t["cases"] for t in told["domains"].values()) == 5
    assert sum(t["asked"] for t in told["strata"].values()) + told["total"]["right"] == 2
    assert [case["id"] for case in told["cases"]] == [p.case.id for p in cases]
