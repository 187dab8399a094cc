"""Bytes to text: the file must be UTF-8, of a sane size, without characters one cannot see."""

from __future__ import annotations

import re
import unicodedata

from speccc.diagnostics import Reporter, Span
from speccc.diagnostics.codes import yaml as codes
from speccc.spec.nodes import Source

MAX_BYTES = 4 * 1024 * 1024

#: Control characters but tab and line feed, other line breaks, direction overrides, stray
#: byte order marks and what is no character at all.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(content: str | bytes, file: str, reporter: Reporter) -> Source | None:
    """The text of a file, lines ending in line feeds. None, and errors, if it is not text."""
    start = Span(file, 1, 1, 1, 1)
    size = len(content) if isinstance(content, bytes) else len(content.encode(errors="replace"))
    if size > MAX_BYTES:
        reporter.add(codes.TOO_LARGE.at(start, size=size, limit=MAX_BYTES))
        return None
    if isinstance(content, bytes):
        if content.startswith(_UTF16):
            reporter.add(codes.NOT_UTF8.at(start, detail="it looks like UTF-16"))
            return None
        try:
            content = content.decode("utf-8")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8")
            span = Source(file, before).span(len(before), len(before))
            detail = f"byte 0x{content[error.start]:02x} at position {error.start}"
            reporter.add(codes.NOT_UTF8.at(span, detail=detail))
            return None
    if content.startswith("\ufeff"):
        reporter.add(codes.BYTE_ORDER_MARK.at(start))
        return None
    source = Source(file, content.replace("\r\n", "\n"))
    return source if _visible(source, reporter) else None


def _visible(source: Source, reporter: Reporter) -> bool:
    """Whether there is no forbidden character; one error for each kind, where it is first."""
    first: dict[str, int] = {}
    for match in FORBIDDEN.finditer(source.text):
        first.setdefault(match[0], match.start())
    for char, at in first.items():
        span = source.span(at, at + 1)
        reporter.add(codes.CONTROL_CHARACTER.at(span, name=name_of(char)))
    return not first


def name_of(char: str) -> str:
    """How a message calls a character: U+202E RIGHT-TO-LEFT OVERRIDE."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
