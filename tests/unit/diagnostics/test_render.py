"""Diagnostics as people, tools and GitHub see them."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speccc.diagnostics import Code, Diagnostic, Severity, Span
from speccc.diagnostics.render import render_github, render_json, render_text

UNKNOWN = Code("E0401", "unknown column", "unknown column '{name}'", "Explained.", "see '{near}'")
ODD = Code("E0601", "odd", "this is odd", "Explained.", severity=Severity.WARNING)

FILE = "specs/sales.yaml"
TEXT = "speccc: 1\nsteps:\n  - filter: amunt > 0\n  - drop: [x]\n"


def _unknown(span: Span | None, name: str = "amunt", near: str = "amount") -> Diagnostic:
    return UNKNOWN.at(span, name=name, near=near)


def _at(line: int, column: int, end_line: int, end_column: int) -> Diagnostic:
    return ODD.at(Span(FILE, line, column, end_line, end_column))


def _text(diagnostic: Diagnostic, source: str = TEXT, **options: bool) -> str:
    return render_text([diagnostic], {FILE: source}, **options)


def test_text_with_excerpt_caret_and_hint() -> None:
    assert _text(_unknown(Span(FILE, 3, 13, 3, 18))) == (
        "error[E0401]: unknown column 'amunt'\n"
        " --> specs/sales.yaml:3:13\n"
        "  |\n"
        "3 |   - filter: amunt > 0\n"
        "  |             ^^^^^\n"
        "  = hint: see 'amount'\n"
    )


def test_several_in_order_of_place_with_a_blank_line_between() -> None:
    found = [_at(4, 3, 4, 4), _unknown(None), _unknown(Span(FILE, 3, 13, 3, 18))]
    shown = render_text(found, {FILE: TEXT})
    heads = [line for line in shown.split("\n") if re.match("error|warning", line)]
    assert heads == [
        "error[E0401]: unknown column 'amunt'",
        "warning[E0601]: this is odd",
        "error[E0401]: unknown column 'amunt'",
    ]
    assert shown.count("\n\n") == 2
    assert render_text([], {}) == ""


def test_without_a_source_there_is_no_excerpt() -> None:
    shown = render_text([_unknown(Span(FILE, 3, 13, 3, 18))], {})
    assert shown == (
        "error[E0401]: unknown column 'amunt'\n--> specs/sales.yaml:3:13\n = hint: see 'amount'\n"
    )


def _excerpt(diagnostic: Diagnostic, source: str) -> list[str]:
    return [line for line in _text(diagnostic, source).split("\n") if "|" in line][1:]


@pytest.mark.parametrize(
    ("source", "span", "shown"),
    [
        # the caret stands under the place whatever comes before it
        ("a: 漢字 x", (1, 7, 1, 8), ["1 | a: 漢字 x", "  |         ^"]),
        ("a: 😀 x", (1, 6, 1, 7), ["1 | a: 😀 x", "  |       ^"]),
        ("a: e\u0301 x", (1, 7, 1, 8), ["1 | a: e\u0301 x", "  |      ^"]),
        ("a:\tx", (1, 4, 1, 5), ["1 | a:    x", "  |       ^"]),
        ("a: 漢字", (1, 4, 1, 6), ["1 | a: 漢字", "  |    ^^^^"]),
        # what cannot be seen is shown
        ("a: \x1b[31mx", (1, 9, 1, 10), ["1 | a: \\u{1b}[31mx", "  |              ^"]),
        ("a: \u202ex", (1, 5, 1, 6), ["1 | a: \\u{202e}x", "  |            ^"]),
        ("a: \u200bx", (1, 5, 1, 6), ["1 | a: \\u{200b}x", "  |            ^"]),
        # the ends
        ("a: b", (1, 5, 1, 5), ["1 | a: b", "  |     ^"]),
        ("", (1, 1, 1, 1), ["1 |", "  | ^"]),
        ("a: b\r\nc: d", (1, 1, 1, 2), ["1 | a: b", "  | ^"]),
        # several lines
        ("a: b\n  c\nd", (1, 4, 2, 4), ["1 | a: b", "  |    ^", "2 |   c", "  |   ^"]),
        ("a: b\n  c\nd", (1, 4, 3, 1), ["1 | a: b", "  |    ^", "2 |   c", "  |   ^"]),
        ("a:\n\n  c", (1, 1, 3, 4), ["1 | a:", "  | ^^", "3 |   c", "  |   ^"]),
        ("a:\n  b\n  c\n  d", (1, 1, 4, 4), ["1 | a:", "  | ^^"]),
    ],
)
def test_excerpts(source: str, span: tuple[int, int, int, int], shown: list[str]) -> None:
    assert _excerpt(_at(*span), source) == shown


def test_line_numbers_are_aligned() -> None:
    source = "\n" * 8 + "a: b\n  c\n"
    assert _excerpt(_at(9, 4, 10, 4), source) == [
        " 9 | a: b", "   |    ^", "10 |   c", "   |   ^",
    ]  # fmt: skip


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "a: " + "x" * 500 + "HERE" + "y" * 500
    line, caret = _excerpt(_at(1, 504, 1, 508), source)
    assert len(line) < 130
    assert line[caret.index("^") : caret.rindex("^") + 1] == "HERE"
    assert line.startswith("1 | …")
    assert line.endswith("…")


def test_color_paints_and_changes_nothing_else() -> None:
    found = _unknown(Span(FILE, 3, 13, 3, 18))
    painted = _text(found, color=True)
    assert "\x1b[1;31m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == _text(found)


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_input_cannot_steer_a_terminal(source: str, name: str) -> None:
    found = UNKNOWN.at(Span(name, 1, 2, 2, 3), name=name, near=name)
    for char in render_text([found], {name: source}):
        assert char == "\n" or unicodedata.category(char) not in ("Cc", "Zl", "Zp")
        assert char not in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"


def test_a_name_cannot_forge_a_line() -> None:
    shown = _text(_unknown(Span(FILE, 3, 13, 3, 18), name="a\nerror[E9999]: forged", near="b\nc"))
    assert [line for line in shown.split("\n") if line.startswith("error")] == [
        "error[E0401]: unknown column 'a\\u{a}error[E9999]: forged'"
    ]


def test_json() -> None:
    source = "# é😀\r\n" + TEXT
    found = [_unknown(Span(FILE, 4, 13, 4, 18)), ODD.at(None)]
    assert json.loads(render_json(found, {FILE: source})) == {
        "format_version": "1.0",
        "valid": False,
        "error_count": 1,
        "warning_count": 1,
        "diagnostics": [
            {
                "code": "E0401",
                "severity": "error",
                "summary": "unknown column",
                "detail": "unknown column 'amunt'",
                "range": {
                    "filename": FILE,
                    "start": {"line": 4, "column": 13, "byte": 39},
                    "end": {"line": 4, "column": 18, "byte": 44},
                },
                "snippet": "  - filter: amunt > 0",
                "hint": "see 'amount'",
            },
            {
                "code": "E0601",
                "severity": "warning",
                "summary": "odd",
                "detail": "this is odd",
                "range": None,
                "snippet": None,
                "hint": None,
            },
        ],
    }
    assert source.encode()[39:44] == b"amunt"


def test_json_of_nothing_is_valid() -> None:
    shown = json.loads(render_json([], {}))
    assert (shown["valid"], shown["diagnostics"]) == (True, [])


@given(st.text(st.sampled_from("aé😀\n"), min_size=1), st.data())
def test_bytes_are_those_of_the_file(source: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(source) - 1))
    line = source.count("\n", 0, at) + 1
    column = at - (source.rfind("\n", 0, at) + 1) + 1
    shown = json.loads(render_json([_at(line, column, line, column + 1)], {FILE: source}))
    start = shown["diagnostics"][0]["range"]["start"]["byte"]
    assert source.encode()[start:].decode() == source[at:]


def test_github() -> None:
    odd_file = "a,b:c%.yaml"
    found = [
        UNKNOWN.at(Span(odd_file, 3, 13, 3, 18), name="50%\nx", near="y"),
        ODD.at(Span(odd_file, 4, 3, 6, 4)),
        ODD.at(None),
    ]
    assert render_github(found) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=3,col=13,endLine=3,endColumn=18,"
        "title=E0401 unknown column::unknown column '50%25%0Ax'%0Ahint: see 'y'\n"
        "::warning file=a%2Cb%3Ac%25.yaml,line=4,endLine=6,title=E0601 odd::this is odd\n"
        "::warning title=E0601 odd::this is odd\n"
    )
