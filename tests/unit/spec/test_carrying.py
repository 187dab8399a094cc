"""The comments of a spec on what was made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.fmt import format_changed, format_spec

ROOT = Path(__file__).parents[3]
SPEC = """\
# Above all.
speccc: 1
name: x

# What is read.
sources:
  a:  # the one
    connector: csv
    columns:
      # counts up
      id: int64 not null
      b: text  # two letters

steps:
  # Few of them.
  - filter: id > 1  # one
  # Each once.
  - distinct: [id, b]

# The end.
sinks:
  y: {connector: csv, options: {path: y.csv}, mode: replace}
  # after all
"""


@pytest.mark.parametrize("path", sorted((ROOT / "specs").glob("*.yaml")), ids=lambda p: p.name)
def test_what_does_not_change_keeps_all(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_changed(text, text, path.name) == format_spec(text, path.name, Reporter())


def changed(old: str, new: str) -> str:
    """The spec with a text replaced, without its comments, given those of the spec again."""
    assert old in SPEC
    bare = "\n".join(line.split("  # ")[0].split("# ")[0] for line in SPEC.splitlines())
    return format_changed(bare.replace(old, new), SPEC, "x.yaml")


def test_a_step_that_changes_keeps_its_comments() -> None:
    text = changed("filter: id > 1", "filter: id > 2")
    expected = SPEC.replace("filter: id > 1", "filter: id > 2")
    assert text == format_spec(expected, "x.yaml", Reporter())


def test_what_is_new_stands_between_them() -> None:
    step = "  - distinct: [id, b]"
    text = changed(step, f"  - select: [id, b]\n{step}")
    assert "  - select: [id, b]\n  # Each once.\n  - distinct: [id, b]\n" in text
    assert text.count("# ") == SPEC.count("# ")


@pytest.mark.parametrize(
    ("gone", "comments"),
    [
        ("  - filter: id > 1", ["# Few of them.", "# one"]),
        ("      b: text", ["# two letters"]),
        ("  - distinct: [id, b]", ["# Each once."]),
    ],
)
def test_comments_go_with_what_they_are_about(gone: str, comments: list[str]) -> None:
    text = changed(f"{gone}", "")
    assert not [comment for comment in comments if comment in text]
    assert text.count("# ") == SPEC.count("# ") - len(comments)


def test_another_kind_of_step_has_no_comments() -> None:
    text = changed("filter: id > 1", "select: [id, b]")
    assert "Few of them" not in text
    assert "# Each once.\n  - distinct" in text


@pytest.mark.internal_error
def test_what_is_not_well_built_is_our_fault() -> None:
    with pytest.raises(InternalError):
        format_changed("speccc: 1\n", SPEC, "x.yaml")
