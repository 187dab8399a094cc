"""The formatter: canonical, idempotent, keeps every comment, changes no meaning."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.digest import squeeze
from speccc.spec.fmt import format_project, format_spec, format_target
from speccc.spec.fmt.comments import find_comments
from speccc.spec.fmt.scalars import can_be_plain, double_quoted
from speccc.spec.fmt.wrap import wrap
from speccc.spec.load import read_document
from speccc.spec.models import DOCUMENTS, DocumentKind
from speccc.spec.yaml_loader import read_yaml
from tests.unit.spec.strategies import any_document, documents
from tests.unit.spec.writer import Writer

ROOT = Path(__file__).parents[3]
FORMATTERS = {"speccc": format_spec, "target": format_target, "project": format_project}
KINDS: list[DocumentKind] = list(DOCUMENTS)

chances = st.integers(0, 2**32).map(random.Random)
#: A layout made of chance does not shrink; the failing text is printed as it is.
as_found = settings(phases=[Phase.explicit, Phase.generate])


def formatted(text: str, kind: DocumentKind = "speccc", **options: Any) -> str:
    reporter = Reporter()
    result = FORMATTERS[kind](text, "x.yaml", reporter, **options)
    assert result is not None, [str(d) for d in reporter.diagnostics]
    return result


def _value(text: str, kind: DocumentKind) -> Any:
    read = read_document(text, "x.yaml", kind, Reporter())
    assert read is not None
    return read[1].value


def _comments(text: str) -> list[str]:
    document = read_yaml(text, "x.yaml", Reporter())
    assert document is not None
    return sorted(found.comment.text for found in find_comments(document))


@as_found
@given(any_document, chances)
def test_meaning_comments_and_form(made: tuple[DocumentKind, Any], chance: random.Random) -> None:
    kind, data = made
    writer = Writer(chance)
    text = writer.document(data)
    once = formatted(text, kind)
    assert _value(once, kind) == _value(text, kind)
    assert _comments(once) == sorted(writer.comments)
    assert formatted(once, kind) == once
    assert "\t" not in once.split("\n", 1)[0]
    assert once.endswith("\n")


@as_found
@given(any_document, chances, chances)
def test_layout_does_not_matter(
    made: tuple[DocumentKind, Any], one: random.Random, two: random.Random
) -> None:
    kind, data = made
    written = [Writer(c, with_comments=False).document(data) for c in (one, two)]
    first, second = (
        "\n".join(line for line in formatted(text, kind).split("\n") if line) for text in written
    )
    if "|" not in first:  # within a block a blank line is text
        assert first == second


@as_found
@given(documents("speccc"), chances)
def test_with_a_printer_of_expressions(data: Any, chance: random.Random) -> None:
    text = Writer(chance).document(data)
    once = formatted(text, print_expression=lambda e: squeeze(e).strip())
    assert formatted(once, print_expression=lambda e: squeeze(e).strip()) == once


_WORDS = st.sampled_from([
    "a", "and", "or", "between", "case", "when", "then", "else", "end", "'x  y'", "f(a, b)",
    "(", ")", "'it''s'", "coalesce(aaaaaaaa,", "bbbbbbbbbbbbbbbbbbbbb)", ">", "'('",
])  # fmt: skip


@given(st.lists(_WORDS, min_size=1, max_size=30).map(" ".join), st.integers(10, 80))
def test_wrapping_changes_blanks_only(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert squeeze("\n".join(lines)) == squeeze(text)
    assert "" not in lines
    for line in lines:
        assert len(line) <= width or len(line.split()) <= 3


@given(st.text(st.sampled_from(list("ab:#-?,[]{}&*!|>%@`'\"\\ \t.~=0é\n")), max_size=6))
def test_a_text_is_plain_only_if_it_reads_the_same(text: str) -> None:
    for flow, frame in ((False, "a: {}"), (True, "a: [{}, b]"), (True, "a: {{x: {}}}")):
        if not can_be_plain(text, flow=flow):
            continue
        document = read_yaml(frame.format(text), "x", Reporter())
        assert document is not None
        assert f"text={text!r}" in repr(document.root)
    document = read_yaml(f"a: {double_quoted(text)}", "x", Reporter())
    assert document is not None
    assert f"text={text!r}" in repr(document.root)


@pytest.mark.parametrize("name", ["comments", "long"])
def test_goldens(name: str) -> None:
    folder = Path(__file__).parent / "fmt"
    text = (folder / f"{name}.in.yaml").read_text(encoding="utf-8")
    expected = (folder / f"{name}.out.yaml").read_text(encoding="utf-8")
    assert formatted(text, print_expression=squeeze) == expected


@pytest.mark.parametrize("file", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda f: f.stem)
def test_the_example_pipelines(file: Path) -> None:
    once = formatted(file.read_text(encoding="utf-8"))
    assert formatted(once) == once


def test_nothing_is_written_for_a_wrong_document() -> None:
    reporter = Reporter()
    assert format_spec("speccc: 1\nname: a b\n", "x.yaml", reporter) is None
    assert reporter.failed


@pytest.mark.internal_error
def test_a_printer_that_changes_the_meaning_is_caught() -> None:
    text = (ROOT / "specs" / "sales_analytics.yaml").read_text(encoding="utf-8")
    with pytest.raises(InternalError, match="would change what x"):
        formatted(text, print_expression=lambda e: e + " + 1")
