"""The compiler's cache in `.speccc/cache/`. A damaged or unreadable entry is a miss.

An entry holds two lines: a head that is read on every plan, and a body that is read when the
contents are needed. Each line carries its own checksum.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

#: How many entries of each kind may lie there that the last run did not use.
SPARE_ENTRIES = 512

Json = dict[str, Any]


class Cache:
    """Entries by kind and key. With no folder it is empty and keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._used: dict[str, set[str]] = {}

    def head(self, kind: str, key: str) -> Json | None:
        """The head of an entry; None if there is none or it is damaged."""
        self._used.setdefault(kind, set()).add(key)
        return _line(self._read(kind, key), 0)

    def body(self, kind: str, key: str) -> Json | None:
        """The body of an entry; None if there is none or it is damaged."""
        return _line(self._read(kind, key), 1)

    def put(self, kind: str, key: str, head: Json, body: Json | None = None) -> None:
        """Keeps an entry. A cache that cannot be written is no error: the next run compiles."""
        if self._folder is None:
            return
        self._used.setdefault(kind, set()).add(key)
        path = self._folder / kind / key
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{key}.{token_hex(4)}")  # another process may write it too
            temporary.write_bytes(_sealed(head) + _sealed(body or {}))
            temporary.replace(path)

    def prune(self) -> None:
        """Drops the oldest of what this run did not use, but for a number of spare entries."""
        if self._folder is None:
            return
        for kind, used in self._used.items():
            with contextlib.suppress(OSError):
                spare = [p for p in (self._folder / kind).iterdir() if p.name not in used]
                spare.sort(key=lambda path: path.stat().st_mtime)
                for path in spare[: max(0, len(spare) - SPARE_ENTRIES)]:
                    path.unlink(missing_ok=True)

    def _read(self, kind: str, key: str) -> bytes:
        if self._folder is None:
            return b""
        try:
            return (self._folder / kind / key).read_bytes()
        except OSError:
            return b""


def key_of(*parts: object) -> str:
    """A key: the digest of its parts."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()


def _sealed(value: Json) -> bytes:
    data = json.dumps(value, ensure_ascii=True).encode()
    return hashlib.sha256(data).hexdigest().encode() + b" " + data + b"\n"


def _line(entry: bytes, index: int) -> Json | None:
    lines = entry.split(b"\n", 2)
    if len(lines) != 3:
        return None
    seal, _, data = lines[index].partition(b" ")
    if hashlib.sha256(data).hexdigest().encode() != seal:
        return None
    return cast("Json", json.loads(data))
