"""The record: what is written stays, whoever writes at the same time; what is changed is seen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from speccc.diagnostics import Failure
from speccc.translate.drafting import draft
from speccc.translate.gate.audit import Audit, BrokenChain, read_copy
from tests.support.model_server import Says, speaking
from tests.unit.translate.drafts import REQUEST, translator, wire

LINES = 6


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    made = Audit(tmp_path / "audit.jsonl")
    for number in range(LINES):
        made.append({"kind": "request", "number": number, "body": {"text": f"line {number} é"}})
    return made


def test_what_was_written_is_read(audit: Audit) -> None:
    assert [entry["number"] for entry in audit.entries()] == [*range(LINES)]
    assert read_copy(audit.path) == audit.entries()
    assert Audit(audit.path.with_name("other.jsonl")).entries() == []


Lines = list[bytes]


def _dropped(at: int) -> Callable[[Lines], Lines]:
    return lambda lines: lines[:at] + lines[at + 1 :]


def _swapped(at: int) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]]


def _doubled(at: int) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[: at + 1], *lines[at:]]


def _cut(at: int) -> Callable[[Lines], Lines]:
    return lambda lines: lines[:at]


def _edited(at: int, old: bytes, new: bytes) -> Callable[[Lines], Lines]:
    def edit(lines: Lines) -> Lines:
        changed = lines[at].replace(old, new)
        assert changed != lines[at]
        return [*lines[:at], changed, *lines[at + 1 :]]

    return edit


TAMPERED: dict[str, Callable[[Lines], Lines]] = {
    **{f"line {at + 1} dropped": _dropped(at) for at in range(LINES)},
    **{f"lines {at + 1} and {at + 2} swapped": _swapped(at) for at in range(LINES - 1)},
    **{f"line {at + 1} doubled": _doubled(at) for at in range(LINES)},
    **{f"line {at + 1} edited": _edited(at, b'"line', b'"lime') for at in range(LINES)},
    **{f"cut after {at} lines": _cut(at) for at in range(LINES)},
    "the last line cut": lambda lines: [*lines[:-1], lines[-1][:-20]],
    "the last end of a line": lambda lines: [*lines[:-1], lines[-1].rstrip()],
    "a key twice": _edited(2, b'{"kind"', b'{"kind": "response", "kind"'),
    "blanks": _edited(2, b'"kind": ', b'"kind":  '),
    "another digest": _edited(LINES - 1, b'"digest": "sha256:', b'"digest": "sha256:0'),
    "a line put in": lambda lines: [lines[0], b'{"kind": "request"}\n', *lines[1:]],
    "an empty line": lambda lines: [lines[0], b"\n", *lines[1:]],
    "a list": lambda lines: [b"[]\n", *lines],
    "no JSON": lambda lines: [*lines, b"x\n"],
    "deep brackets": lambda lines: [*lines, b"[" * 100_000 + b"\n"],
    "no UTF-8": lambda lines: [*lines, b"\xff\n"],
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_changed_is_seen(audit: Audit, name: str) -> None:
    lines = audit.path.read_bytes().splitlines(keepends=True)
    audit.path.write_bytes(b"".join(TAMPERED[name](lines)))
    changed = audit.path.read_bytes()
    with pytest.raises(BrokenChain):
        audit.entries()
    with pytest.raises(BrokenChain):
        audit.append({"kind": "request"})
    assert audit.path.read_bytes() == changed


@pytest.mark.parametrize(
    "head",
    [None, b"", b"[]", b"{}", b'{"lines": 99, "digest": "x"}', b'{"lines": 2, "digest": "x"}',
     b'{"lines": "x", "digest": "x"}', b'{"lines": 0, "digest": "x"}'],
)  # fmt: skip
def test_a_head_that_was_changed_is_seen(audit: Audit, head: bytes | None) -> None:
    if head is None:
        audit.head.unlink()
    else:
        audit.head.write_bytes(head)
    for use in (audit.entries, lambda: audit.append({"kind": "request"})):
        with pytest.raises(BrokenChain, match=r"audit\.head|it is missing"):
            use()


def test_a_record_that_is_gone_is_missed(audit: Audit) -> None:
    audit.path.unlink()
    with pytest.raises(BrokenChain, match="it is missing"):
        audit.entries()
    with pytest.raises(BrokenChain, match="it is missing"):
        audit.append({"kind": "request"})


def test_a_process_may_end_between_the_line_and_the_head(audit: Audit) -> None:
    head = audit.head.read_bytes()
    audit.append({"kind": "request", "number": LINES})
    audit.head.write_bytes(head)
    assert len(audit.entries()) == LINES + 1
    audit.append({"kind": "request", "number": LINES + 1})
    assert len(audit.entries()) == LINES + 2
    assert json.loads(audit.head.read_bytes())["lines"] == LINES + 2


_WRITER = """
import sys
from pathlib import Path
from speccc.translate.gate.audit import Audit
for number in range(20):
    Audit(Path(sys.argv[1])).append({"kind": "request", "by": sys.argv[2], "number": number})
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state/audit.jsonl"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, path, str(number)]) for number in range(3)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    entries = Audit(path).entries()
    for by in range(3):
        assert [e["number"] for e in entries if e["by"] == str(by)] == [*range(20)]


_FULL = """
import resource, signal, sys
from pathlib import Path
from speccc.translate.gate.audit import Audit
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
size = path.stat().st_size + 50
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    Audit(path).append({"kind": "request", "text": "x" * 100})
except OSError as error:
    print(error.strerror)
"""


def test_a_full_disk_leaves_the_record_whole(audit: Audit) -> None:
    before = audit.path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, audit.path], capture_output=True, text=True, check=True
    )
    assert done.stdout == "File too large\n"
    assert audit.path.read_bytes() == before
    audit.append({"kind": "request", "number": LINES})
    assert len(audit.entries()) == LINES + 1


@pytest.mark.drafts
@pytest.mark.parametrize("provider", ["anthropic", "openai", "ollama"])
def test_on_a_full_disk_nothing_is_sent(
    provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    with speaking(Says(wire())) as models:
        asked = translator(provider, models, tmp_path)
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(Failure, match=r"E1038.*No space left"):
            draft(REQUEST, asked, {})
    assert models.heard == []
