"""A proposal is compiled, guarded and read back, whoever made it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from speccc.diagnostics import Diagnostic, Failure
from speccc.spec.forms import STEPS
from speccc.translate.bindings import split_binds
from speccc.translate.drafting import draft
from speccc.translate.model import Draft, Judge, Proposal, Questions, Request, Words
from speccc.translate.offline import OfflineTranslator
from speccc.translate.sentences import step_sentence
from tests.unit.translate.drafts import REQUEST, SPEC

SHEET = {"spreadsheet": "1AbC", "sheet": "Orders", "credentials": "credentials.json"}


@dataclass(frozen=True)
class _Says:
    """A translator that always proposes the same."""

    proposal: Proposal

    def translate(self, request: Request, judge: Judge) -> Proposal | Questions:
        del request, judge
        return self.proposal


def _drafted(document: dict[str, Any], request: Request = REQUEST, **more: Any) -> Any:
    found, binds = split_binds(document)
    return draft(request, _Says(Proposal(found, {}, binds, **more)), {})


def _asked(found: Any, request: Request = REQUEST) -> list[Diagnostic]:
    assert isinstance(found, Questions)
    return [question.diagnostic(request) for question in found.questions]


def test_the_read_back_has_every_part_in_order() -> None:
    at = REQUEST.text.index("keep")
    words = Words(at, at + len("keep orders above 100"))
    found, binds = split_binds(SPEC)
    drafted = draft(REQUEST, _Says(Proposal(found, {("steps", 0): (words,)}, binds)), {})
    assert isinstance(drafted, Draft)
    assert [(c.says, [REQUEST.words(w) for w in c.words]) for c in drafted.clauses] == [
        (
            ("Read 'orders' from csv (path data/orders.csv): order_id int64 not null, "
            "price decimal(12,2)."),
            [],
        ),
        ("Keep only the rows where price > 100.", ["keep orders above 100"]),
        (("Write the result as 'large' to csv (path out/large.csv), in the place of what was "
         "there."), []),
    ]  # fmt: skip


def test_every_step_has_a_sentence() -> None:
    shapes: dict[str, Any] = {key: {"a": "1"} for key in STEPS}
    shapes |= {key: ["a", "b desc"] for key in ("select", "rename", "drop", "distinct", "sort")}
    shapes |= {
        "cast": {"columns": {"a": "date"}, "on_error": "set_null"},
        "fill": {"values": {"a": "0"}},
        "filter": "a > 1",
        "limit": 3,
        "dedupe": {"by": ["a", "b"], "order": ["c desc"]},
        "join": {"with": "x", "kind": "left", "keys": ["a = b"], "take": ["c"]},
        "union": {"with": ["x"]},
        "except": {"with": "x"},
        "intersect": {"with": "x"},
        "pivot": {"by": ["a"], "column": "b", "measure": "sum(c)", "into": {"d": "x"}},
        "unpivot": {"columns": ["a", "b"], "name": "c", "value": "d"},
        "aggregate": {"by": [], "measures": {"n": "count()"}},
        "window": {"by": ["a"], "order": ["b"], "derive": {"n": "row_number()"}},
        "time_window": {"kind": "session", "time": "a", "gap": "5 minutes", "by": ["b"]},
        "runs": {"by": [], "order": ["a"], "while": "b > 0", "measures": {"n": "count()"}},
        "expect": [{"not_null": ["a"]}, {"row_count": {"min": 1}, "severity": "warn"}],
    }
    for operator, shape in shapes.items():
        assert step_sentence({operator: shape}).endswith(".")


def test_what_does_not_compile_is_asked_about_where_it_was_said() -> None:
    at = REQUEST.text.index("keep")
    document = {**SPEC, "steps": [{"filter": "price > 'a'"}]}
    origin = {("steps", 0): (Words(at, at + 4),)}
    (asked,) = _asked(draft(REQUEST, _Says(Proposal(document, origin)), {}))
    assert asked.code.id == "E1002"
    assert "E0502" in asked.message
    assert asked.span is not None
    assert (asked.span.file, asked.span.line, asked.span.column) == ("request", 1, at + 1)


def test_a_place_that_nobody_named_is_asked_about() -> None:
    sinks = {"large": {"connector": "csv", "options": {"path": "out/x.csv"}, "mode": "replace"}}
    (asked,) = _asked(_drafted({**SPEC, "sinks": sinks}))
    assert "E1004" in asked.message


def test_a_secret_is_in_no_draft() -> None:
    (asked,) = _asked(_drafted({**SPEC, "description": "token: abcdefgh"}))
    assert "E1003" in asked.message


def test_a_sheet_is_bound_in_the_profile_and_its_key_is_only_named() -> None:
    request = replace(REQUEST, text=REQUEST.text + " From 1AbC, Orders, credentials.json.")
    sources = {"orders": {**SPEC["sources"]["orders"], "connector": "google_sheets",
                          "options": SHEET}}  # fmt: skip
    drafted = _drafted({**SPEC, "sources": sources}, request)
    assert isinstance(drafted, Draft), drafted
    assert "google" not in drafted.text
    assert "credentials.json" not in drafted.binding
    assert "credentials: ${env:GOOGLE_CREDENTIALS}" in drafted.binding
    assert "large_orders.orders:" in drafted.binding


def test_a_binding_is_checked_like_the_spec() -> None:
    wrong = {**SHEET, "range": "Orders!A1"}
    request = replace(REQUEST, text=REQUEST.text + " From 1AbC, Orders.")
    sources = {
        "orders": {**SPEC["sources"]["orders"], "connector": "google_sheets", "options": wrong}
    }
    (asked,) = _asked(_drafted({**SPEC, "sources": sources}, request))
    assert "E0735" in asked.message


def test_a_binding_holds_no_secret_either() -> None:
    wrong = {**SHEET, "sheet": "password: hunter2"}
    request = replace(REQUEST, text=REQUEST.text + " From 1AbC, password: hunter2.")
    sources = {
        "orders": {**SPEC["sources"]["orders"], "connector": "google_sheets", "options": wrong}
    }
    (asked,) = _asked(_drafted({**SPEC, "sources": sources}, request))
    assert "E1003" in asked.message


def test_a_request_that_is_too_long() -> None:
    with pytest.raises(Failure, match=r"E1012.*10001"):
        draft(replace(REQUEST, text="x" * 10_001), OfflineTranslator(), {})


def test_texts_are_inert() -> None:
    evil = "x: y # {{ env }} <script> \u202e *a* \x07\n- b"
    drafted = _drafted({**SPEC, "description": evil, "owner": "&anchor"})
    assert isinstance(drafted, Draft)
    assert "\u202e" not in drafted.text
    assert "\x07" not in drafted.text
    assert drafted.text.count("\n- b") == 0
