"""The documents for people: every snippet holds, and what they name is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from speccc.analyse.pipeline import analyse
from speccc.cli.examples import by_interpreter, check_examples
from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import all_codes
from speccc.driver import Compiler, check
from speccc.functions.catalogue import AGGREGATE, CALLABLE, WINDOW
from speccc.ir.rel import Pipeline
from speccc.ir.verify import verify
from speccc.reference.interpret import run
from speccc.spec.catalog import Catalog
from speccc.spec.fmt import format_project, format_spec, format_target
from speccc.spec.load import load_project, load_spec, load_target
from speccc.types.cells import print_cell
from tests.examples import snippets
from tests.examples.snippets import ROOT, Block, code

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "speccc/ARCHITECTURE.md")
PAGES = sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))
LANGUAGE = (ROOT / "docs" / "language.md").read_text("utf-8")
BLOCKS = [
    pytest.param(block, id=f"{page}:{block.line}")
    for page in ("language.md", "from-sql.md")
    for block in snippets.blocks(page)
]
WRONG = [
    *snippets.tables("language.md", "written", "error", "write"),
    *snippets.tables("language.md", "refused", "error", "instead"),
]
HABITS = [
    row for who in ("SQL", "pandas", "dbt") for row in snippets.tables("from-sql.md", who, "here")
]
#: Where an expression that is shown alone may stand.
PLACES = (
    "derive: {{shown: {0}}}",
    "aggregate: {{by: [], measures: {{shown: {0}}}}}",
    "window: {{by: [], order: [order_id], derive: {{shown: {0}}}}}",
)


def _catalog() -> Catalog:
    """The tables that the page declares."""
    shown = [b.text for b in snippets.blocks("language.md") if "\ncatalog:" in b.text]
    projects = [load_project(text, "speccc.yaml", Reporter()) for text in shown]
    return {n: t for p in projects if p for n, t in (p.model.catalog or {}).items()}


CATALOG = _catalog()


def found(text: str, *, upstream: dict[str, Pipeline] | None = None) -> Pipeline | list[str]:
    """The pipeline of a spec, or the codes of what is wrong with it."""
    reporter = Reporter()
    spec = load_spec(text, "shown.yaml", reporter, CATALOG)
    pipeline = analyse(spec, upstream or {}, reporter) if spec else None
    if pipeline is None or reporter.diagnostics:
        return [f"{d.code.id} {d.message} ({d.hint})" for d in reporter.diagnostics]
    return verify(pipeline)


def checked(text: str) -> Pipeline:
    base = found(snippets.BASE)
    assert isinstance(base, Pipeline), base
    pipeline = found(text, upstream={base.name: base})
    assert isinstance(pipeline, Pipeline), f"{pipeline}\n{text}"
    return pipeline


def whole(block: Block) -> str:
    """The spec that a block is, or is a part of."""
    if block.text.startswith("speccc:"):
        return block.text
    if block.text.startswith("- "):
        return snippets.of_steps(block.text, block.output)
    return snippets.of_parts(block.text)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_snippet_is_right_and_gives_what_is_shown(block: Block) -> None:
    reporter = Reporter()
    if block.text.startswith("speccc_target:"):
        assert load_target(block.text, "target.yaml", reporter), reporter.diagnostics
        assert format_target(block.text, "target.yaml", reporter) == block.text
    elif block.text.startswith("speccc_project:"):
        assert load_project(block.text, "speccc.yaml", reporter), reporter.diagnostics
        assert format_project(block.text, "speccc.yaml", reporter) == block.text
    else:
        pipeline = checked(whole(block))
        outcomes = check_examples(pipeline, by_interpreter)
        assert [str(p) for outcome in outcomes for p in outcome.problems] == []


@pytest.mark.parametrize("block", BLOCKS)
def test_a_snippet_is_in_its_canonical_form(block: Block) -> None:
    if not block.text.startswith("speccc_"):
        text = whole(block)
        assert format_spec(text, "shown.yaml", Reporter()) == text


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if isinstance(b.values[0], Block) and b.values[0].output]
)
def test_a_result_shows_every_column(block: Block) -> None:
    header = [name.strip() for name in block.output.splitlines()[0].split(",")]
    pipeline = checked(whole(block))
    assert header == [c.name for c in pipeline.sinks[0].columns]


@pytest.mark.parametrize(
    "row", snippets.tables("language.md", "expression", "gives"), ids=lambda r: r[0]
)
def test_an_expression_gives_what_is_shown(row: Sequence[str]) -> None:
    text = snippets.of_steps(f"- derive:\n    shown: |\n      {code(row[0])[0]}\n", "shown\n")
    if "error" in row[1]:
        assert refused(text) == row[1].removeprefix("error ")
        return
    pipeline = checked(text)
    given = {table.source: table.rows for table in pipeline.examples[0].given}
    value = run(pipeline, given, {}).sinks["shown_rows"][0][-1]
    assert ("NULL" if value is None else f"`{print_cell(value)}`") == row[1]


def refused(text: str) -> str:
    """The first code of what is wrong."""
    diagnostics = found(text)
    assert isinstance(diagnostics, list), "this is right"
    return diagnostics[0].split()[0]


@pytest.mark.parametrize("row", WRONG, ids=lambda row: row[0])
def test_what_is_refused_is_refused_and_what_is_to_be_written_is_not(row: Sequence[str]) -> None:
    written = code(row[0])[0]
    assert refused(snippets.of_line(written)) == row[1][:5]
    instead = [text for text in code(row[2]) if re.match(r"\w+: ", text)]
    if instead:
        checked(snippets.of_line(instead[0]))


@pytest.mark.parametrize("row", HABITS, ids=lambda row: row[0])
def test_a_habit_of_another_language_has_its_way_here(row: Sequence[str]) -> None:
    shown = [text for text in code(row[1]) if not re.fullmatch(r"[\w ]+", text)]
    steps = [text for text in shown if text.partition(":")[0] in snippets.OPERATORS]
    if steps:
        checked(snippets.of_steps("".join(f"- {step}\n" for step in steps)))
    for text in shown:
        if text.partition(":")[0] in snippets.KEYS:
            checked(snippets.of_line(text))
        elif text not in steps:
            quoted = '"' + text.replace('"', '\\"') + '"'
            places = [found(snippets.of_line(place.format(quoted))) for place in PLACES]
            assert any(isinstance(place, Pipeline) for place in places), (text, places)


def test_every_step_and_function_is_told() -> None:
    told = set(re.findall(r"^### (\w+)$", LANGUAGE, re.MULTILINE))
    assert told >= snippets.OPERATORS
    functions = LANGUAGE.split("### Functions")[1].split("Where the order")[0]
    assert {*CALLABLE, *AGGREGATE, *WINDOW} <= {
        w for c in re.findall(r"`([^`]+)`", functions) for w in c.split()
    }


@pytest.mark.parametrize("document", [*DOCUMENTS, *PAGES])
def test_codes_that_are_named_exist(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    assert {*re.findall(r"\bE\d{4}\b", text)} <= {*all_codes()}


@pytest.mark.parametrize("document", [*DOCUMENTS, *PAGES])
def test_links_and_paths_lead_somewhere(document: str) -> None:
    file = ROOT / document
    text = file.read_text("utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = file.parent / path if path else file
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link
    for path in re.findall(
        r"`((?:\.ci|docs|scripts|speccc|specs|targets|tests)/[^`<\s]*(?:/|\.py|\.md))`", text
    ):
        assert (ROOT / path).exists(), path


def anchors(file: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def test_targets_of_make_that_are_named_exist() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / document).read_text("utf-8"), re.M)
        assert set(named) <= known, document


@pytest.mark.parametrize(
    "block", snippets.blocks("connectors.md"), ids=lambda block: f"line {block.line}"
)
def test_profiles_of_connectors_bind(block: snippets.Block) -> None:
    """What the page binds is possible: the options that it shows are those there are."""
    reporter = Reporter()
    spec = load_spec(snippets.BASE, "specs/base.yaml", reporter)
    target = load_target(block.text, "targets/shown.yaml", reporter)
    assert spec is not None
    assert target is not None
    pipelines = check({spec.model.name: spec}, reporter)
    compiler = Compiler(target, pipelines, {spec.model.name: spec})
    compiler.check_profile(reporter)
    compiled = compiler.compile(spec.model.name, reporter)
    assert reporter.diagnostics == []
    assert compiled is not None
