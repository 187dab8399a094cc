"""Loading: what is read, what its digest sees, and that nothing makes it fall over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speccc.diagnostics import Reporter
from speccc.spec.load import load_project, load_spec, load_target
from speccc.spec.models import FilterStep, SpecModel
from tests.unit.spec.support import SPEC, changed, loaded

ROOT = Path(__file__).parents[3]


def test_a_spec() -> None:
    spec = loaded(SPEC)
    assert spec.file == "demo.yaml"
    assert spec.text == SPEC
    assert spec.model.speccc == 1
    assert spec.model.steps[0] == FilterStep(filter="price > 0")
    assert spec.model.params == {"least": "float64"}
    assert spec.digest.startswith("sha256:")
    assert len(spec.digest) == 7 + 64


def test_bytes_and_text_are_the_same() -> None:
    assert loaded(SPEC.encode()) == loaded(SPEC)


@pytest.mark.parametrize("file", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda f: f.stem)
def test_the_example_pipelines(file: Path) -> None:
    assert loaded(file.read_bytes()).model.name == file.stem


def test_the_targets_and_the_project() -> None:
    reporter = Reporter()
    for file in sorted((ROOT / "targets").glob("*.yaml")):
        target = load_target(file.read_bytes(), file.name, reporter)
        assert target is not None
        assert target.model.name == file.stem
    project = load_project((ROOT / "speccc.yaml").read_bytes(), "speccc.yaml", reporter)
    assert project is not None
    assert project.model.paths.specs == "specs"
    assert reporter.diagnostics == []


SAME_DIGEST = {
    "comments": ("steps:", "# why\nsteps: # what"),
    "quotes": ("name: demo", 'name: "demo"'),
    "layout of an expression": ("filter: price > 0", "filter: |\n      price\n        >  0\n"),
    "braces": ("  - filter: price > 0", "  - {filter: price > 0}"),
    "order of keys": (
        "name: total\n    aggregate:\n      by: []\n      measures:\n        revenue: sum(price)",
        "aggregate: {measures: {revenue: sum(price)}, by: []}\n    name: total"),
    "a default that is written": ("  orders:\n", "  orders:\n    on_error: fail\n"),
    "the long form of a column": ("id: int64 not null", "id: {type: int64 not null}"),
    "the long form of a param": ("least: float64", "least: {type: float64}"),
}  # fmt: skip

OTHER_DIGEST = {
    "a description": ("name: demo\n", "name: demo\ndescription: x\n"),
    "a blank in a text": ("price > 0", "price > 0 or a = 'x  y'"),
    "a name": ("name: total", "name: totals"),
    "a text": ("price > 0", "price > 1"),
}


@pytest.mark.parametrize("case", SAME_DIGEST)
def test_the_digest_does_not_see(case: str) -> None:
    assert loaded(changed(*SAME_DIGEST[case])).digest == loaded(SPEC).digest


@pytest.mark.parametrize("case", OTHER_DIGEST)
def test_the_digest_sees(case: str) -> None:
    assert loaded(changed(*OTHER_DIGEST[case])).digest != loaded(SPEC).digest


def test_the_digest_sees_blanks_within_a_text_and_the_order_of_columns() -> None:
    one, two = "note = 'a b'", "note = 'a  b'"
    assert loaded(changed("price > 0", one)).digest != loaded(changed("price > 0", two)).digest
    columns = "      id: int64 not null\n"
    moved = changed(columns, "").replace("steps:", f"{columns}steps:")
    assert loaded(moved).digest != loaded(SPEC).digest


def test_the_digest_is_the_same_for_ever() -> None:
    """Headers of artefacts carry it: a change here changes every generated file."""
    assert loaded(SPEC).digest == (
        "sha256:6de88312c2ea1f231ee31255b5f5ef8753320b8662ba87578690aa4edb197a5a"
    )


def test_loading_is_lazy_about_heavy_modules() -> None:
    code = "import speccc.spec.load, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names = set(done.stdout.split())
    assert "speccc.spec.load" in names
    assert not names & {"jsonschema", "ruamel", "sqlglot", "libcst", "pandas", "speccc.lang.parser"}


_ODD = st.sampled_from([
    "", " ", "\n", "\t", "'", '"', "{", "}", "[", "]", ":", ": ", ",", "- ", "#", " #", "|", ">",
    "&a", "*a", "!t", "%", "@", "`", "?", "? ", "---\n", "...\n", "\\", "\x00", "é", "😀", "0",
    "\ufeff", "\u202e", "<<: a", "null", "x", "\r\n", "\r", "  - ", "    ", "\xa0", "\u3000",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _ODD), min_size=1, max_size=4))
def test_no_text_makes_it_fall_over(edits: list[tuple[float, int, str]]) -> None:
    text = SPEC
    for where, cut, put in edits:
        at = int(where * len(text))
        text = text[:at] + put + text[at + cut :]
    reporter = Reporter()
    spec = load_spec(text, "demo.yaml", reporter)
    assert (spec is None or bool(spec.broken)) == reporter.failed
    lines = text.replace("\r\n", "\n").split("\n")
    for diagnostic in reporter.diagnostics:
        span = diagnostic.span
        assert span is not None
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert span.column <= len(lines[span.line - 1]) + 1
        assert span.end_column <= len(lines[span.end_line - 1]) + 1


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_no_bytes_make_it_fall_over(content: bytes) -> None:
    reporter = Reporter()
    assert load_spec(content, "demo.yaml", reporter) is None
    assert reporter.failed


def test_models_are_frozen() -> None:
    model: SpecModel = loaded(SPEC).model
    with pytest.raises(ValueError, match="frozen"):
        model.name = "other"  # pyright: ignore[reportAttributeAccessIssue]
