"""The restricted YAML: every refusal and every trap of the language, with its code and place."""

from __future__ import annotations

import pytest

from speccc.diagnostics import Reporter
from speccc.diagnostics.model import in_order
from speccc.spec.decode import MAX_BYTES
from speccc.spec.yaml_loader import MAX_DEPTH, read_yaml
from tests.unit.spec.support import SPEC, changed, errors, loaded, place

QUOTE = "quote this value"
ONE_LINE_EACH = "quote this expression or use one line for each"

#: text → code, the characters it points at, a part of the hint
REFUSED: dict[str, tuple[str, str, str]] = {
    # refused, each with its own code
    "a: &x b": ("E0110", "&x", "quote the value"),
    "a: &x {b: c}": ("E0110", "&x", "quote the value"),
    "a: *x": ("E0111", "*x", "quote the value"),
    "a: !x b": ("E0112", "!x", "quote the value"),
    "a: !!str 5": ("E0112", "!!str", "quote the value"),
    "a: !<tag:x> 5": ("E0112", "!<tag:x>", "quote the value"),
    "<<: {a: b}": ("E0113", "<<", "write the keys out"),
    "%YAML 1.1\n---\na: b": ("E0114", "%YAML 1.1", "remove this line"),
    "%FOO\na: b": ("E0114", "%FOO", "remove this line"),
    "a: b\n---\nc: d": ("E0115", "---", "a file of its own"),
    "a: 1\nb: 2\na: 3": ("E0116", "a", "on line 1"),
    "a: {b: 1, b: 2}": ("E0116", "b", "on line 1"),
    "? a\n: b": ("E0117", "a", "write 'key: value'"),
    "? [a]\n: b": ("E0117", "[a]", "write 'key: value'"),
    "{[a]: b}": ("E0117", "[a]", "write 'key: value'"),
    "a: {? b: c}": ("E0117", "b", "write 'key: value'"),
    "a:": ("E0118", "a", "leave it out"),
    "a:\nb: c": ("E0118", "a", "leave it out"),
    "a:\n  -\n  - b": ("E0118", "-", "leave it out"),
    "a: {b: }": ("E0118", "b", "leave it out"),
    "a: |\nb: c": ("E0118", "a", "leave it out"),
    "a: >\n  b\n  c": ("E0119", ">", "'|'"),
    "a: >5": ("E0119", ">5", "quote the value"),
    "a: b\n  c": ("E0120", "b\n  c", "'|'"),
    'a: "b\n  c"': ("E0120", '"b\n  c"', "'|'"),
    "a: 'b\n  c'": ("E0120", "'b\n  c'", "'|'"),
    "a: [b\n  c]": ("E0120", "b\n  c", "'|'"),
    "a:\n\t- b": ("E0104", "\t", "indent with blanks"),
    "a:\n \tb: c": ("E0104", "\t", "indent with blanks"),
    "\ta: b": ("E0104", "\t", "indent with blanks"),
    "a: [\n\tb]": ("E0104", "\t", "indent with blanks"),
    "a: |\n\tb": ("E0104", "\t", "indent with blanks"),
    "-\ta": ("E0104", "\t", "indent with blanks"),
    # the trap table
    "filter: 'a' = b": ("E0109", "'a' = b", QUOTE),
    "note: note = 'a: b'": ("E0109", "note = 'a: b'", QUOTE),
    "a: {x: coalesce(a, 0)}": ("E0121", "coalesce(a, 0)", ONE_LINE_EACH),
    "a: {check: x in (1, 2)}": ("E0121", "x in (1, 2)", ONE_LINE_EACH),
    "a: {t: decimal(9,2)}": ("E0121", "decimal(9,2)", ONE_LINE_EACH),
    "a: {t: f(1, 2, 3), u: v}": ("E0121", "f(1, 2, 3)", ONE_LINE_EACH),
    "a: {b, c}": ("E0118", "b, c", "a list is written in brackets: [b, c]"),
    "a: {x: f(b, 'c')}": ("E0121", "f(b, 'c')", f"{ONE_LINE_EACH}: \"f(b, 'c')\""),
    "a:\n  b:\n  c: d": ("E0118", "b", "indent the lines below it if they belong to 'b'"),
    "a: `x` > 0": ("E0109", "`x` > 0", "names stand without backticks: x > 0"),
    "a: x ? 1 : 2": ("E0109", "x ? 1 : 2", "case when p then a else b end"),
    "a: *": ("E0109", "*", "list the columns"),
    "a: [:x]": ("E0109", ":x", QUOTE),
    "a: {a: :x}": ("E0109", ":x", QUOTE),
    "a: {b: 'x' || y, c: d}": ("E0109", "'x' || y", QUOTE),
    "a: {b: 'x' in (1, 2), c: d}": ("E0109", "'x' in (1, 2)", QUOTE),
    "a: * b": ("E0109", "* b", QUOTE),
    "a: & b": ("E0109", "& b", QUOTE),
    "a: % b": ("E0109", "% b", QUOTE),
    "a: @b": ("E0109", "@b", QUOTE),
    "a: !x!y b": ("E0109", "!x!y b", QUOTE),
    "a: | b": ("E0109", "| b", QUOTE),
    "a: > 5": ("E0109", "> 5", QUOTE),
    "a: {x} > 1": ("E0109", "{x} > 1", QUOTE),
    "a: { b": ("E0109", "{ b", "'{' starts a mapping that is not closed"),
    "a: [x] = y": ("E0109", "[x] = y", QUOTE),
    "a: [b": ("E0109", "[b", "'[' starts a list that is not closed"),
    "a: [b\nc: d": ("E0109", "[b", "'[' starts a list that is not closed"),
    "a: - b": ("E0109", "- b", QUOTE),
    "a: ? b": ("E0109", "? b", QUOTE),
    "a: `b": ("E0109", "`b", QUOTE),
    "a: } b": ("E0109", "} b", QUOTE),
    "a: x:": ("E0109", "x:", QUOTE),
    'a: "x" + y  # why': ("E0109", '"x" + y', QUOTE),
    "- 'a' = b": ("E0109", "'a' = b", QUOTE),
    "a: 'x": ("E0109", "'x", "the quote ' is not closed"),
    "description: Hot items: top ten": ("E0109", "Hot items: top ten", QUOTE),
    # what else is not YAML
    "a: 1\nfoo\nb: 2": ("E0108", "foo", ""),
    "a:\n  b: 1\n c: 2": ("E0108", "c: 2", ""),
    "a: b\n- c": ("E0108", "- c", ""),
    "a: b\nc:d": ("E0108", "c:d", ""),
    'a: "\\q"': ("E0108", "\\q", ""),
    'a: "\\ud800"': ("E0108", "\\ud800", ""),
    "{": ("E0108", "{", ""),
    # the file as such
    "": ("E0107", "", "speccc: 1"),
    "# nothing\n": ("E0107", "", "speccc: 1"),
    "---\n": ("E0107", "", "speccc: 1"),
    "\ufeffa: b": ("E0102", "", "without BOM"),
    "a: b\x00": ("E0103", "\x00", "delete it"),
    "a: \x1b[31mb": ("E0103", "\x1b", "delete it"),
    "a: b\x85c": ("E0103", "\x85", "delete it"),
    "a: b\u2028c": ("E0103", "\u2028", "delete it"),
    "a: b\u202ec": ("E0103", "\u202e", "delete it"),
    "a: b\rc: d": ("E0103", "\r", "delete it"),
}


def _first(text: str | bytes) -> tuple[str, str, str]:
    reporter = Reporter()
    assert read_yaml(text, "demo.yaml", reporter) is None
    first = in_order(reporter.diagnostics)[0]
    shown = text if isinstance(text, str) else ""
    return first.code.id, place(shown, first.span), first.hint


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_its_code_at_its_place(text: str) -> None:
    code, marked, hint = REFUSED[text]
    found = _first(text)
    assert found[:2] == (code, marked)
    assert hint in found[2]


@pytest.mark.parametrize("text", REFUSED)
def test_one_mistake_is_one_error(text: str) -> None:
    reporter = Reporter()
    read_yaml(text, "demo.yaml", reporter)
    also_what_it_swallowed = text == "a: [b\nc: d"
    assert len(reporter.diagnostics) in ({1, 2} if also_what_it_swallowed else {1})


def test_errors_behind_an_unreadable_value_are_found_too() -> None:
    text = "- x: 'a' = b\n- y: *foo\n- z: [:q, b]\n- x: 1\n  x: 2\n"
    reporter = Reporter()
    read_yaml(text, "demo.yaml", reporter)
    found = {(d.code.id, place(text, d.span)) for d in reporter.diagnostics}
    assert found == {
        ("E0109", "'a' = b"),
        ("E0111", "*foo"),
        ("E0109", ":q"),
        ("E0116", "x"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfea\x00", "E0101"),
        (b"a: \xe9", "E0101"),
        (b"\xef\xbb\xbfa: b", "E0102"),
        (b"a: " + b"x" * MAX_BYTES, "E0105"),
        (b"a: " + b"[" * 100_000, "E0106"),
        (b"a: " + b"{a: " * 100_000, "E0106"),
        (b"- " * 1000, "E0106"),
    ],
)
def test_hostile_bytes_are_one_clear_error(content: bytes, code: str) -> None:
    assert _first(content)[0] == code


def test_nesting_up_to_the_limit_is_read() -> None:
    reporter = Reporter()
    inner = "[" * (MAX_DEPTH - 1) + "x" + "]" * (MAX_DEPTH - 1)
    assert read_yaml(f"a: {inner}", "demo.yaml", reporter) is not None


#: In these the quotes of YAML would silently change the meaning of an expression.
QUOTED: dict[str, tuple[str, str, str]] = {
    "'web'": ("E0122", "'web'", "for the text write \"'web'\"; for the expression write web"),
    "'a > 0'": ("E0122", "'a > 0'", 'for the expression write "a > 0"'),
    "'it''s'": ("E0122", "'it''s'", "for the text write \"'it''s'\""),
    '"web"': ("E0123", '"web"', "for the text write \"'web'\""),
    '"5"': ("E0123", '"5"', "for the expression write 5"),
    '"-1.5"': ("E0123", '"-1.5"', "for the expression write -1.5"),
    "\"price = '\\t'\"": ("E0124", "\\t", "write the character itself"),
    "\"price = '\\x41'\"": ("E0124", "\\x", "write the character itself"),
}


@pytest.mark.parametrize("written", QUOTED)
def test_quotes_that_yaml_takes_away(written: str) -> None:
    code, marked, hint = QUOTED[written]
    text = changed("price > 0", written)
    (error,) = errors(text)
    assert (error.code.id, place(text, error.span)) == (code, marked)
    assert hint in error.hint


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("\"'web'\"", "'web'"),
        ('"a = \\"b\\" and \\\\"', 'a = "b" and \\'),
        ("web", "web"),
        ('":least"', ":least"),
        ("|\n      price\n      > 0\n\n", "price\n> 0"),
        ("|-\n      price > 0", "price > 0"),
        ("-5", "-5"),
        ("no", "no"),
    ],
)
def test_ways_to_write_an_expression(written: str, read: str) -> None:
    spec = loaded(changed("price > 0", written))
    assert spec.model.steps[0].model_dump()["filter"] == read


@pytest.mark.parametrize("word", ["no", "on", "012", "1:30", "1e3", "2024-01-31", "~", "null"])
def test_every_scalar_is_text(word: str) -> None:
    text = changed("name: demo\n", f"name: demo\ndescription: {word}\n")
    assert loaded(text).model.description == word


def test_a_text_may_hold_escapes_in_an_option() -> None:
    text = changed("  orders:\n", '  orders:\n    options: {delimiter: "\\t"}\n')
    assert loaded(text).model.sources["orders"].options == {"delimiter": "\t"}


def test_windows_line_ends_are_read() -> None:
    assert loaded(SPEC.replace("\n", "\r\n")).model == loaded(SPEC).model
