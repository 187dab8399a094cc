"""The csv that every engine reads: RFC 4180 with a header, strictly, in lines ending LF or CRLF."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator

_QUOTED = r'"(?:[^"]|"")*+"'
_END = r"(?:\r?\n|\Z)"


def csv_records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The header, then every row; a blank line is none, but for the header.

    Raises ValueError with the line and the fault of the first record that is no csv, or has more
    or fewer fields than the header.
    """
    _check(text, delimiter)
    csv.field_size_limit(sys.maxsize)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    yield next(lines) or [""]
    yield from filter(None, lines)


def _check(text: str, delimiter: str) -> None:
    """Raises ValueError as `csv_records` does."""
    if not text:
        raise ValueError("it is empty, without a header")
    between = re.escape(delimiter)
    field = rf'(?:{_QUOTED}|[^"{between}\r\n]*+)'
    record = re.compile(rf"{field}(?:{between}{field})*+")

    def width(at: int) -> int:
        found = record.match(text, at)
        unquoted = re.sub(_QUOTED, "", found[0] if found else "")
        return unquoted.count(delimiter) + 1

    wanted = width(0)
    lines = rf"(?:{field}(?:{between}{field}){{{wanted - 1}}}{_END}|\r?\n)*+"
    good = re.match(lines, text)
    at = good.end() if good else 0
    if at == len(text):
        return
    if re.compile(record.pattern + _END).match(text, at):
        fault = f"the number of fields is {width(at)}, in the header {wanted}"
    elif re.compile(rf'(?:{field}{between})*+"(?:[^"]|"")*+\Z').match(text, at):
        fault = "a quote is not closed"
    else:
        fault = "a quote or carriage return in a field that is not quoted as a whole"
    line = text.count("\n", 0, at) + 1
    raise ValueError(f"line {line}: {fault}")
