"""The marks of lists, and what only looks like one."""

from __future__ import annotations

import pytest

from speccc.translate.offline.markers import unmarked


def _points(text: str) -> list[str]:
    """What stands behind each mark, up to the next one or the end of its line."""
    shown, marks = unmarked(text)
    assert len(shown) == len(text)
    return [" ".join(shown[at:].split("\n")[0].split()) for at in sorted(marks)]


@pytest.mark.parametrize(
    "text",
    [
        "1. read\n2. write", "1) read\n2) write", "(1) read\n(2) write", "[1] read\n[2] write",
        "1 - read\n2 - write", "1.Read\n2.Write", "1: read\n2: write", "1.1 read\n1.2 write",
        "a) read\nb) write", "a. read\nb. write", "A) read\nB) write", "(a) read\n(b) write",
        "i) read\nii) write", "I. read\nII. write", "- read\n- write", "* read\n* write",
        "• read\n• write", "o read\no write", "-> read\n-> write", "-read\n-write",
        "→ read\n→ write",
        "- [ ] read\n- [x] write", "Step 1: read\nStep 2: write", "Step A. read\nStep B. write",
        "STEP 1 - read\nSTEP 2 - write", "Step 1\nread\nStep 2\nwrite",
        "First step: read\nSecond step: write",
        "1) read 2) write", "(a) read, (b) write", "Do: 1. read 2. write",
        "Step 1: read Step 2: write",
    ],
)  # fmt: skip
def test_marks(text: str) -> None:
    points = [point.strip(", ").lower() for point in _points(text)]
    if "\nread" in text:
        assert points == ["", ""]
    else:
        assert points == ["read", "write"]


@pytest.mark.parametrize(
    "text",
    [
        "keep priority at least\n3. Then sort",
        "compute amount\n- discount",
        "quantity is\n1.5 x",
        "rank them (priority 1) and 2) x",
        "2026-01-01 is the day",
        "a day. b. c",
    ],
)
def test_what_is_no_mark(text: str) -> None:
    assert unmarked(text) == (text, {})


def test_emphasis_says_nothing() -> None:
    assert unmarked("**Source:** a\n## Steps")[0] == "  Source:   a\n   Steps"
