"""The record of all that was sent: JSON lines, each with the digest of the one before."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.lifecycle.files import write_atomically
from speccc.translate.digests import digest_of

FIRST = "sha256:" + "0" * 64


class BrokenChain(Exception):
    """A line is not what was written."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Audit:
    """A record in a file. Several processes may write to it.

    Beside it `head` says how many lines there are, and the digest of the last, since a chain does
    not show that its end is missing.
    """

    path: Path

    @property
    def head(self) -> Path:
        return self.path.with_suffix(".head")

    def append(self, entry: Mapping[str, Any]) -> str:
        """Adds an entry and gives its digest; it is on the disk when this returns.

        Raises OSError; BrokenChain if the record is not whole. Then nothing is added.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b", buffering=0) as file:  # a buffer would write what failed again
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            data = file.read()
            found, last = _verify(data)
            if data or self.head.exists():
                self._compare(found)
            else:
                self._write_head(0, FIRST)
            line, digest = _line(entry, last)
            try:
                left = memoryview(line)
                while left:
                    left = left[file.write(left) :]
                os.fsync(file.fileno())
            except OSError:  # the disk is full, say: half a line would break the chain
                os.ftruncate(file.fileno(), len(data))
                raise
            self._write_head(len(found) + 1, digest)
        return digest

    def entries(self) -> list[dict[str, Any]]:
        """All entries; none if there is no record. Raises OSError, BrokenChain."""
        if not self.path.exists() and not self.head.exists():
            return []
        try:
            with self.path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                found = _verify(file.read())[0]
                self._compare(found)
        except FileNotFoundError:
            raise BrokenChain(1, "it is missing") from None
        return [*map(_content, found)]

    def _compare(self, found: Sequence[Mapping[str, Any]]) -> None:
        """With the head, which may be a line behind: a process may have ended before it wrote it.

        Raises BrokenChain, OSError.
        """
        try:
            head = json.loads(self.head.read_bytes())
            lines, digest = int(head["lines"]), str(head["digest"])
        except FileNotFoundError:
            raise BrokenChain(len(found), f"'{self.head.name}' beside it is missing") from None
        except (ValueError, LookupError, TypeError):
            raise BrokenChain(len(found), f"'{self.head.name}' beside it does not read") from None
        if lines > len(found):
            raise BrokenChain(len(found) + 1, "it is missing")
        if digest != (found[lines - 1]["digest"] if lines > 0 else FIRST):
            raise BrokenChain(max(lines, 1), f"'{self.head.name}' beside it knows another")

    def _write_head(self, lines: int, digest: str) -> None:
        write_atomically(self.head, json.dumps({"lines": lines, "digest": digest}).encode() + b"\n")


def read_copy(path: Path) -> list[dict[str, Any]]:
    """The entries of a record that may lie anywhere, without its head. Raises OSError, BrokenChain.

    Lines that are missing at its end are not seen.
    """
    return [*map(_content, _verify(path.read_bytes())[0])]


def _content(line: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in line.items() if key != "digest"}


def _line(entry: Mapping[str, Any], before: str) -> tuple[bytes, str]:
    content = {**entry, "previous": before}
    digest = digest_of(content)
    return _text({**content, "digest": digest}) + b"\n", digest


def _verify(data: bytes) -> tuple[list[dict[str, Any]], str]:
    """The lines and the digest of the last. Raises BrokenChain."""
    found: list[dict[str, Any]] = []
    before = FIRST
    if data and not data.endswith(b"\n"):
        raise BrokenChain(data.count(b"\n") + 1, "its end is missing")
    for number, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            entry: dict[str, Any] = json.loads(line)
            digest = entry["digest"]
            content = _content(entry)
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
            raise BrokenChain(number, "it does not read") from None
        if content.get("previous") != before:
            raise BrokenChain(number, "it does not follow the line before")
        if digest_of(content) != digest or _text(entry) != line:
            raise BrokenChain(number, "its digest is another")
        before = digest
        found.append(entry)
    return found, before


def _text(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry).encode()
