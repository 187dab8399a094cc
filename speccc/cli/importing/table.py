"""Reads a CSV file column by column: which values there are, how often, and where first."""

from __future__ import annotations

import codecs
import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

_DELIMITERS = ",;\t|"


@dataclass(slots=True)
class RawColumn:
    """`values`: how often each text occurs; `lines`: where it stands first. Empty cells are only
    counted.
    """

    header: str
    values: Counter[str] = field(default_factory=Counter[str])
    lines: dict[str, int] = field(default_factory=dict[str, int])
    empty: int = 0

    def add(self, text: str, line: int) -> None:
        if not text:
            self.empty += 1
            return
        self.values[text] += 1
        self.lines.setdefault(text, line)


@dataclass(frozen=True, slots=True)
class RawFile:
    delimiter: str
    rows: int
    columns: tuple[RawColumn, ...]


class NotImportable(Exception):
    """The file is no table; the message says why, in lower case.

    `encoding`: what it is likely to be in, as iconv calls it, if it is not UTF-8.
    """

    def __init__(self, problem: str, encoding: str = "") -> None:
        self.encoding = encoding
        super().__init__(problem)


def read_csv(path: Path, delimiter: str | None) -> RawFile:
    """The columns of a CSV file with a header. Raises NotImportable, OSError.

    Without `delimiter` it is the one of `, ; tab |` that occurs most in the header.
    """
    csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            chosen = delimiter or max(_DELIMITERS, key=first.count)
            return _read(file, chosen)
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from None
    except csv.Error as error:
        raise NotImportable(str(error)) from None


def _not_utf8(path: Path, error: UnicodeDecodeError) -> NotImportable:
    """Two bytes at the start tell UTF-16; what else is not UTF-8 is mostly of Windows."""
    with path.open("rb") as file:
        wide = file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    encoding = "UTF-16" if wide else "WINDOWS-1252"
    return NotImportable(f"it is not UTF-8 (at byte {error.start})", encoding)


def _read(file: TextIO, delimiter: str) -> RawFile:
    lines = csv.reader(file, delimiter=delimiter, strict=True)
    header = next(lines, None)
    if not header:
        raise NotImportable("it has no header line")
    for name in header:
        if not name.strip():
            raise NotImportable("a name in its header is empty")
        if header.count(name) > 1:
            raise NotImportable(f"'{name}' stands in its header twice")
    columns = tuple(RawColumn(name) for name in header)
    rows = 0
    for line in lines:
        if not line:
            continue
        if len(line) != len(header):
            place = f"line {lines.line_num}"
            raise NotImportable(f"{place} has {len(line)} fields, the header {len(header)}")
        rows += 1
        for column, text in zip(columns, line, strict=True):
            column.add(text, lines.line_num)
    return RawFile(delimiter, rows, columns)
