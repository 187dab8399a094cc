"""Every diagnostic code keeps the promises that `speccc explain` and the messages make."""

from __future__ import annotations

import re

import pytest

from speccc.diagnostics import Code, InternalError, Reporter, Span, did_you_mean
from speccc.diagnostics.codes import all_codes

CODES = list(all_codes().values())


@pytest.mark.internal_error  # for the code of internal errors itself
@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_a_code_is_complete(code: Code) -> None:
    assert re.fullmatch(r"E[0-9]{4}", code.id)
    assert code.title
    assert len(code.explain) > 20
    assert "{{" not in code.explain  # it is no template
    found = code.at(None, **dict.fromkeys(code.parameters, "x"))
    assert found.message[0].islower() or not found.message[0].isalpha() or _is_name(found.message)
    assert not found.message.endswith(".")
    assert not found.hint.endswith(".")


def _is_name(text: str) -> bool:
    """Whether the text starts with a word in capitals, such as YAML or NULL, or with Flink."""
    word = text.split(maxsplit=1)[0]
    return word.isupper() or word.removesuffix("'s") == "Flink"


def test_a_code_must_be_given_exactly_its_parameters() -> None:
    code = Code("E0001", "t", "of {name}", "e", "or {other}")
    assert code.parameters == {"name", "other"}
    assert code.at(None, name="a", other="b", note="n").hint == "n; or b"


@pytest.mark.internal_error
@pytest.mark.parametrize("given", [{}, {"name": "a"}, {"name": "a", "other": "b", "x": "c"}])
def test_other_parameters_are_our_own_mistake(given: dict[str, str]) -> None:
    code = Code("E0001", "t", "of {name}", "e", "or {other}")
    with pytest.raises(InternalError, match="E0001 wants"):
        code.at(None, **given)


def test_a_reporter_collects_each_finding_once_and_fails_in_order() -> None:
    code = Code("E0001", "t", "m", "e")
    reporter = Reporter()
    reporter.checkpoint()
    for line in (2, 1, 2):
        reporter.add(code.at(Span("f", line, 1, line, 2)))
    assert reporter.failed
    with pytest.raises(Exception, match=r"f:1:1: error\[E0001\]: m\nf:2:1"):
        reporter.checkpoint()


def test_did_you_mean() -> None:
    assert (
        did_you_mean("filtr", ("filter", "fill"))
        == "did you mean 'filter'? available: filter, fill"
    )
    assert did_you_mean("zzz", ("filter",)) == "available: filter"
    assert did_you_mean("x", ()) == ""
    assert did_you_mean("zzz", [f"c{i:02}" for i in range(20)]).endswith("c11, …")
