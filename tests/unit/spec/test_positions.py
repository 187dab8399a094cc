"""Every character of an expression maps to its file, line and column."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from speccc.diagnostics import Reporter, Span
from speccc.spec.document import SourceMap
from speccc.spec.nodes import Mapping, Scalar, Source
from speccc.spec.scalars import offsets
from speccc.spec.yaml_loader import read_yaml
from tests.unit.spec.support import SPEC, changed, loaded, place

FILTER = ("steps", 0, "filter")


def _place_of(text: str, part: str) -> tuple[str, Span]:
    """What is marked for `part` of the filter, and where."""
    spec = loaded(text)
    expression: str = spec.model.steps[0].model_dump()["filter"]
    start = expression.index(part)
    span = spec.marks.within(start, start + len(part), *FILTER)
    return place(text, span), span


def test_in_a_plain_scalar() -> None:
    text = changed("price > 0", "note = '😀é' and price > 0")
    assert _place_of(text, "price") == ("price", Span("demo.yaml", 11, 29, 11, 34))


def test_in_double_quotes_with_escapes() -> None:
    text = changed("price > 0", '"a = \'\\"\\\\\' and price > 0"')
    assert _place_of(text, "price")[0] == "price"
    assert _place_of(text, '"')[0] == '\\"'
    assert _place_of(text, "\\")[0] == "\\\\"


def test_in_a_block() -> None:
    text = changed("price > 0", "|\n\n        price\n          > 0\n")
    assert _place_of(text, "price") == ("price", Span("demo.yaml", 13, 9, 13, 14))
    assert _place_of(text, "> 0") == ("> 0", Span("demo.yaml", 14, 11, 14, 14))
    assert _place_of(text, "price\n")[1] == Span("demo.yaml", 13, 9, 13, 15)


def test_in_a_block_with_windows_line_ends() -> None:
    text = changed("price > 0", "|\n      price\n      > 0")
    assert _place_of(text.replace("\n", "\r\n"), "> 0")[1] == _place_of(text, "> 0")[1]


def test_beyond_the_end() -> None:
    spec = loaded(SPEC)
    assert spec.marks.within(9, 9, *FILTER) == Span("demo.yaml", 11, 22, 11, 23)
    assert spec.marks.within(5, 99, *FILTER) == Span("demo.yaml", 11, 18, 11, 22)
    assert spec.marks.within(99, 120, *FILTER).line == 11


def test_of_keys_values_and_what_is_not_written() -> None:
    marks = loaded(SPEC).marks
    assert place(SPEC, marks.key("sinks", "result")) == "result"
    assert place(SPEC, marks.value("sinks", "result")) == "mode: replace"
    assert place(SPEC, marks.value("sinks", "result", "key")) == "mode: replace"
    assert place(SPEC, marks.key("steps", 0)) == "filter: price > 0"
    assert SourceMap("x.yaml").value("a") == Span("x.yaml", 1, 1, 1, 1)


def test_the_short_form_of_a_column_is_where_its_type_is() -> None:
    text = changed("id: int64 not null", "id: {type: int64 not null}")
    spec = loaded(text)
    path = ("sources", "orders", "columns", "id")
    assert spec.model == loaded(SPEC).model
    assert place(text, spec.marks.within(0, 5, *path)) == "int64"
    assert place(text, spec.marks.key(*path)) == "id"


_CHARS = st.sampled_from(list("ab '\"\\#:\t\n😀é漢,{}[]|-"))


@given(st.text(_CHARS), st.sampled_from(["single", "double", "block"]))
def test_each_character_is_where_the_map_says(body: str, style: str) -> None:
    match style:
        case "single":
            body = body.replace("\n", " ")
            written = "'" + body.replace("'", "''") + "'"
        case "double":
            escaped = body.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            written = f'"{escaped}"'
        case _:
            body = "." + body
            written = "|2-\n" + "\n".join(f"  {line}" for line in body.split("\n"))
    reporter = Reporter()
    text = f"😀: {written}\nnext: x"
    document = read_yaml(text, "x", reporter)
    assert document is not None, reporter.diagnostics
    assert isinstance(document.root, Mapping)
    scalar = document.root.entries[0].value
    assert isinstance(scalar, Scalar)
    assert scalar.text == (body.rstrip("\n") if style == "block" else body)
    found = offsets(scalar, document.source)
    assert len(found) == len(scalar.text) + 1
    for char, at in zip(scalar.text, found, strict=False):
        there = text[at]
        assert there == char or (there == "\\" and text[at + 1] in (char, "n"))
    assert list(found) == sorted(set(found))


@given(st.text(st.sampled_from("ab\n"), max_size=30))
def test_places_count_lines_and_columns(text: str) -> None:
    source = Source("x", text)
    for at in range(len(text) + 1):
        before = text[:at]
        assert source.place(at) == (before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1)
        start, end = source.line_of(at)
        assert text[start:end] == text.split("\n")[before.count("\n")]
