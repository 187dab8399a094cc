"""The record of all that was sent: JSON lines, each with the digest of the one before."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    """A record in a file. Several processes may write to it."""

    path: Path

    def append(self, entry: Mapping[str, Any]) -> str:
        """Adds an entry and gives its digest; it is on the disk when this returns.

        Raises OSError; BrokenChain if the record is not whole, and then nothing is added.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            last = _verify(file.read())[1]
            line, digest = _line(entry, last)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return digest

    def entries(self) -> list[dict[str, Any]]:
        """All entries; none if there is no record. Raises OSError, BrokenChain."""
        if not self.path.exists():
            return []
        return _verify(self.path.read_bytes())[0]


def _line(entry: Mapping[str, Any], before: str) -> tuple[bytes, str]:
    content = {**entry, "previous": before}
    digest = digest_of(content)
    return json.dumps({**content, "digest": digest}).encode() + b"\n", digest


def _verify(data: bytes) -> tuple[list[dict[str, Any]], str]:
    """The entries and the digest of the last. Raises BrokenChain."""
    found: list[dict[str, Any]] = []
    before = FIRST
    for number, line in enumerate(data.splitlines(), 1):
        try:
            entry: dict[str, Any] = json.loads(line)
            digest = entry.pop("digest")
        except (ValueError, KeyError, AttributeError, TypeError):
            raise BrokenChain(number, "it does not read") from None
        if entry.get("previous") != before:
            raise BrokenChain(number, "it does not follow the line before")
        if digest_of(entry) != digest:
            raise BrokenChain(number, "its digest is another")
        before = digest
        found.append(entry)
    return found, before
