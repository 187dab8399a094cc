"""Random slips of the keyboard: whatever the text becomes, it is read or its errors are shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from speccc import driver
from speccc.analyse.pipeline import reads_pipelines
from speccc.diagnostics import Reporter
from speccc.diagnostics.render import render_github, render_json, render_text
from speccc.spec.load import load_spec
from tests.mutants.judging import FILES

TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
_INSERTED = st.sampled_from(
    [*"\n\t :,-'\"|>&*!%#{}[]()@`?<=.;_0é🙂\x00\x85\u202e", "\n\n", "  ", "- ", ": ", " #", "<<: "]
) | st.text(max_size=4)

#: One run takes a few milliseconds: more of them than usual.
many = settings(max_examples=5 * settings().max_examples)

Edit = tuple[str, float, str]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "cut", "line", "twice", "indent", "swap"]),
        st.floats(0, 1, exclude_max=True),
        _INSERTED,
    ),
    min_size=1,
    max_size=5,
)


def edited(text: str, edits: list[Edit]) -> str:
    """The text after each edit in turn; places are shares of its length."""
    for kind, share, new in edits:
        at = int(share * len(text))
        lines = text.split("\n")
        row = int(share * len(lines))
        match kind:
            case "insert":
                text = text[:at] + new + text[at:]
            case "delete":
                text = text[:at] + text[at + 1 :]
            case "cut":
                text = text[:at]
            case "line":
                text = "\n".join(lines[:row] + lines[row + 1 :])
            case "twice":
                text = "\n".join(lines[: row + 1] + lines[row:])
            case "indent":
                text = "\n".join([*lines[:row], " " + lines[row], *lines[row + 1 :]])
            case _:
                text = "\n".join([*lines[:row], *reversed(lines[row : row + 2]), *lines[row + 2 :]])
    return text


def look(content: str | bytes) -> None:
    """Loads, analyses, and shows what is wrong in every format."""
    reporter = Reporter()
    spec = load_spec(content, "specs/fuzzed.yaml", reporter)
    pipelines = {} if spec is None else driver.check({spec.model.name: spec}, reporter)
    reads = spec is not None and bool(reads_pipelines(spec.model))
    assert reporter.failed or pipelines or reads
    shown = content if isinstance(content, str) else content.decode("utf-8", "replace")
    sources = {"specs/fuzzed.yaml": shown}
    render_text(reporter.diagnostics, sources)
    render_json(reporter.diagnostics, sources)
    render_github(reporter.diagnostics)


@many
@given(st.sampled_from(TEXTS), EDITS)
def test_edited_texts(text: str, edits: list[Edit]) -> None:
    look(edited(text, edits))


@many
@given(st.sampled_from(TEXTS), st.floats(0, 1), st.binary(max_size=6))
def test_edited_bytes(text: str, share: float, new: bytes) -> None:
    content = text.encode()
    at = int(share * len(content))
    look(content[:at] + new + content[at + len(new) :])
