"""What a run is given, as people say it."""

from __future__ import annotations

import pytest

from speccc.translate.offline.parameters import declared, parameters

RUN_DATE = [("run_date", "date", "")]


@pytest.mark.parametrize(
    ("text", "left", "found"),
    [
        ("The pipeline has one parameter, run_date, a date. Read x.", ". Read x.", RUN_DATE),
        ("There is one parameter: run_date, a date. Read x.", ". Read x.", RUN_DATE),
        ("The parameter run_date is a date. Read x.", ". Read x.", RUN_DATE),
        ("The run takes a date parameter called run_date.", ".", RUN_DATE),
        ("run_date is a parameter of type date.", ".", RUN_DATE),
        ("1. Parameter run_date (date).\n2. Read x", "1. .\n2. Read x", RUN_DATE),
        ("days to the parameter run_date (a date). Sort", "days to the run_date . Sort", RUN_DATE),
        ("before run_date, a date which we hand in for every run.", "before run_date .", RUN_DATE),
        ("before :run_date (a date parameter)", "before :run_date ", RUN_DATE),
        ("above the parameter least, which defaults to 50.", "above the least .",
         [("least", "", "50")]),
        ("Parameters: run_date (date), least (number, default 100)\nRead x", "\nRead x",
         [*RUN_DATE, ("least", "", "100")]),
        ("Parameters:\n- run_date: date\n- least: number, default 5\n- keep x", "\n\n\n- keep x",
         [*RUN_DATE, ("least", "", "5")]),
        ("Keep rows on or after the parameter start_on.", "Keep rows on or after the start_on.",
         [("start_on", "", "")]),
    ],
)  # fmt: skip
def test_parameters(text: str, left: str, found: list[tuple[str, str, str]]) -> None:
    rest, said = parameters(text, ())
    assert len(rest) == len(text)
    assert rest.split() == left.split()
    assert [(one.name, one.type, one.default) for one in said.values()] == found
    assert all(
        text[one.words.start : one.words.end].lstrip(":") == one.name for one in said.values()
    )


def test_a_column_is_no_parameter() -> None:
    assert parameters("the parameter price (a number)", ("price",)) == (
        "the parameter price (a number)",
        {},
    )


def test_the_type_of_what_it_is_compared_with() -> None:
    _, said = parameters("Parameters: least (default 5), most (a number)", ())
    steps = [{"filter": "price >= :least and :most > amount"}]
    types = {"price": "decimal(12,2) not null", "amount": "float64"}
    assert declared(said, types, steps) == {
        "least": {"type": "decimal(12,2)", "default": "5"},
        "most": "float64",
    }
