"""Physical files that keep a declaration, or lie: csv, JSON lines and parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from speccc.types import Kind
from tests.differential.values import DATES, TEXTS, TIMESTAMPS

#: Declared columns: what stands in the spec.
COLUMNS: dict[str, Any] = {
    "k": "int64",
    "k2": "text",
    "num": "int64 not null",
    "t": {"type": "text", "path": "Odd name, x"},
    "i": "int64",
    "f": "float64",
    "m": "decimal(6,2)",
    "b": "bool not null",
    "d": "date",
    "s": "timestamp",
    "own": {"type": "date", "format": "DD.MM/YYYY"},
    "berlin": {"type": "timestamp", "zone": "Europe/Berlin"},
    "york": {"type": "timestamp", "format": "DD/MM/YYYY HH:mm", "zone": "America/New_York"},
}
PATHS = {"t": "Odd name, x"}

#: By column: text cells that read, and some that do not.
GOOD: dict[str, tuple[str, ...]] = {
    "k": ("1", "2", "+3", "007"),
    "k2": ("a", "A", "a ", "é"),
    "num": ("0", "-9223372036854775808"),
    "t": tuple(t for t in TEXTS if t),
    "i": ("", "-7", "+7", "0012", "9223372036854775807", "-0"),
    "f": ("", "-0.0", ".5", "5.", "1E-3", "+2.5", "1e-400", "0.1", "123456789012345678"),
    "m": ("", "-1.5", "9999.99", "0.010", "+1.2000", "0001.5", "-0.00"),
    "b": ("true", "false"),
    "d": ("", *(str(d) for d in DATES), "0001-01-01", "9999-12-31"),
    "s": ("", *(str(t) for t in TIMESTAMPS), "2024-01-31T10:00:00.5"),
    "own": ("", "31.12/2024", "29.02/2024", "01.01/0001"),
    "berlin": (
        *("", "2024-10-27 02:30:00", "2024-10-27 03:00:00", "2024-03-31 02:30:00"),
        *("2024-03-31 03:00:00", "1947-05-11 02:30:00", "2024-07-01 12:00:00.123456"),
    ),
    "york": ("", "03/11/2024 01:30", "10/03/2024 02:30", "01/07/2024 23:59"),
}
BAD: dict[str, tuple[str, ...]] = {
    "k": ("x",),
    "k2": (),
    "num": ("", "1.0", " 1", "9223372036854775808"),
    "t": (),
    "i": ("1.0", "1e3", " 1", "1 ", "٣", "1_0", "--1", "+", "99999999999999999999", "NULL"),
    "f": ("nan", "inf", "-Infinity", "1e999", "1,5", "0x1", "1e", "."),
    "m": ("1.234", "10000", "1e2", ".5", "5.", "NaN", "99999.994"),
    "b": ("", "True", "1", "yes"),
    "d": ("2024-02-30", "2024-1-1", "24-01-01", "2024-01-01 ", "0000-01-01", "10000-01-01"),
    "s": ("2024-01-31", "2024-01-31 24:00:00", "2024-01-31 10:00", "2024-01-31 10:00:00Z"),
    "own": ("31.02/2024", "1.1/2024", "2024-01-01", "31.12-2024"),
    "berlin": ("2024-10-27", "0001-01-01 00:00:00", "2024-02-30 10:00:00"),
    "york": ("3/11/2024 01:30", "03/11/2024 25:00", "31/12/9999 23:59"),
}


@dataclass(frozen=True, slots=True)
class Lies:
    """How a file lies: columns with bad cells, a missing one, a key that repeats."""

    columns: frozenset[str]
    missing: str
    repeats: bool


@st.composite
def lies(draw: st.DrawFn) -> Lies:
    """None, more often than not."""
    honest = draw(st.integers(0, 2)) > 0
    if honest:
        return Lies(frozenset(), "", repeats=False)
    columns = draw(st.sets(st.sampled_from([n for n in BAD if BAD[n]]), max_size=2))
    missing = draw(st.sampled_from(("", "", "", "", "t", "m")))
    return Lies(frozenset(columns), missing, repeats=not columns or draw(st.booleans()))


@st.composite
def cells(draw: st.DrawFn, told: Lies) -> list[dict[str, str]]:
    """Rows of text cells. The keys are different, unless the file lies."""
    rows: list[dict[str, str]] = []
    for at in range(draw(st.integers(0, 5))):
        row = {n: draw(st.sampled_from(GOOD[n])) for n in COLUMNS}
        row["k"] = row["k"] if told.repeats else str(at)
        bad = [n for n in sorted(told.columns) if draw(st.booleans())]
        rows.append(row | {n: draw(st.sampled_from(BAD[n])) for n in bad})
    return rows


#: The byte order mark that some programs write first.
MARK = b"\xef\xbb\xbf"


@st.composite
def csv_file(draw: st.DrawFn, told: Lies, delimiter: str) -> bytes:
    """Every way of quoting; columns in any order, with one that nobody declared."""
    names = draw(st.permutations([n for n in COLUMNS if n != told.missing]))
    rows = draw(cells(told))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)))
    end = draw(st.sampled_from(("\n", "\r\n")))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow([*(PATHS.get(n, n) for n in names), "extra"])
    writer.writerows([*(row[n] for n in names), "x"] for row in rows)
    return draw(st.sampled_from((b"", MARK))) + text.getvalue().encode()


#: Where JSON has a value deeper inside.
NESTED = {"m": ("a b", 'c"d'), "s": ("a b", "x.y"), "t": ("Odd name, x",)}
_NUMBERS = frozenset(("k", "num", "i", "f", "m"))
WRONG_JSON = ("true", "1", "1.5", "1e2", '"x"', '"1"', "{}", "[1]", '""', "0.1", "null",
              "1.10000000000000000001", "123456789012345678901", r'"a\u00e9\"\\"')  # fmt: skip


def _json_value(name: str, cell: str) -> str:
    """A cell as a JSON literal; a number that JSON writes otherwise is 0."""
    if not cell:
        return "null"
    if name == "b" and cell in ("true", "false"):
        return cell
    if name not in _NUMBERS:
        return json.dumps(cell)
    digits = cell.lstrip("-")
    whole = digits.replace(".", "", 1).isdigit() and digits.isascii()
    return cell if whole and digits[0] not in "0." and digits[-1] != "." else "0"


@st.composite
def json_file(draw: st.DrawFn, told: Lies) -> bytes:
    """Objects with their keys in any order; a missing key is NULL."""
    lines: list[str] = []
    for row in draw(cells(told)):
        values = {n: _json_value(n, c) for n, c in row.items()}
        for name in sorted(told.columns):
            values[name] = draw(st.sampled_from(WRONG_JSON))
        left_out = draw(st.sets(st.sampled_from(("i", "d", "m", "s")), max_size=1))
        lines.append(_json_line({n: v for n, v in values.items() if n not in left_out}))
        lines += draw(st.sampled_from(([], [], [""])))
    return ("\n".join(lines) + draw(st.sampled_from(("", "\n")))).encode()


def _json_line(values: dict[str, str]) -> str:
    """One object; what is nested lies inside of its parents."""
    tree: dict[str, Any] = {}
    for name, text in values.items():
        *way, last = NESTED.get(name, (name,))
        inside = tree
        for part in way:
            inside = inside.setdefault(part, {})
        inside[last] = text
    return _json_text(tree)


def _json_text(tree: dict[str, Any] | str) -> str:
    if isinstance(tree, str):
        return tree
    return "{" + ", ".join(f"{json.dumps(k)}: {_json_text(v)}" for k, v in tree.items()) + "}"


_ZONED = pa.timestamp("us", "UTC")
#: Arrow arrays by kind: those that can be read as it (with values that may not fit), and others.
ARRAYS: dict[Kind, Sequence[tuple[pa.DataType, Sequence[Any]]]] = {
    Kind.INT64: (
        (pa.int8(), (1, -3, None)),
        (pa.uint32(), (1, 2**32 - 1)),
        (pa.uint64(), (1, 2**63, None)),
        (pa.int64(), (2**63 - 1, -(2**63), None)),
        (pa.string(), ("1", "+7", "x", None)),
    ),
    Kind.FLOAT64: (
        (pa.float64(), (0.1, -0.0, float("nan"), float("inf"), None)),
        (pa.float32(), (0.1, 1.5, float("nan"))),
        (pa.int32(), (1, None)),
        (pa.string(), ("1.5", "nan", None)),
    ),
    Kind.DECIMAL: (
        (pa.decimal128(6, 2), (Decimal("1.50"), Decimal("-9999.99"), None)),
        (pa.decimal128(12, 4), (Decimal("1.5000"), Decimal("1.0050"), Decimal("10000.0000"))),
        (pa.int64(), (1, 9999, 10000, None)),
        (pa.string(), ("1.25", "1.234", None)),
        (pa.float64(), (1.5,)),
    ),
    Kind.BOOL: ((pa.bool_(), (True, False)), (pa.string(), ("true", "True"))),
    Kind.TEXT: (
        (pa.string(), ("a", "", "line\nbreak", None)),
        (pa.large_string(), ("b", None)),
        (pa.string_view(), ("longer than twelve bytes", None)),
        (pa.dictionary(pa.int32(), pa.string()), ("c", "a", None)),
        (pa.int64(), (1,)),
        (pa.binary(), (b"a",)),
    ),
    Kind.DATE: (
        (pa.date32(), (*DATES, None)),
        (pa.string(), ("2024-02-29", "2024-02-30", None)),
        (pa.timestamp("us"), (TIMESTAMPS[0],)),
    ),
    Kind.TIMESTAMP: (
        (pa.timestamp("us"), (*TIMESTAMPS, None)),
        (pa.timestamp("ms"), (TIMESTAMPS[1], None)),
        (pa.timestamp("s"), (TIMESTAMPS[1],)),
        (pa.timestamp("ns"), (1704103200000001000, 1704103200000001001, None)),
        (_ZONED, (TIMESTAMPS[1], None)),
        (pa.string(), ("2024-10-27 02:30:00", "2024-02-30 10:00:00", None)),
    ),
}


@st.composite
def parquet_file(draw: st.DrawFn, told: Lies, kinds: dict[str, Kind]) -> bytes:
    """An honest column has the first type of its kind, and only values that are read."""
    count = draw(st.integers(0, 5))
    arrays: dict[str, pa.Array] = {}
    for name, kind in kinds.items():
        if name == told.missing:
            continue
        type, values = ARRAYS[kind][0]
        if name in told.columns:
            type, values = draw(st.sampled_from(ARRAYS[kind]))
        elif name == "k":
            type, values = pa.int64(), (1, 2) if told.repeats else ()
        elif name in ("num", "b"):
            values = [v for v in values if v is not None]
        cells = [draw(st.sampled_from(values)) if values else at for at in range(count)]
        arrays[PATHS.get(name, name)] = pa.array(cells, type)
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer)
    return buffer.getvalue()


def gallery(name: str, kinds: dict[str, Kind], delimiter: str, *, strict: bool) -> Iterator[bytes]:
    """Files of a format with every cell and every physical type; and, where a single bad value
    must end the run (`strict`), with one for each column.
    """
    if name == "json":
        yield from _json_gallery(strict)
    elif name == "parquet":
        yield from _parquet_gallery(kinds, strict)
    else:
        yield from _csv_gallery(delimiter, strict and delimiter == ",")


def _cycled(cells: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """As many rows as the longest list; the key counts."""
    most = max(map(len, cells.values()))
    rows = [{n: c[at % len(c)] for n, c in cells.items()} for at in range(most)]
    return [row | {"k": str(at)} for at, row in enumerate(rows)]


def _csv_gallery(delimiter: str, strict: bool) -> Iterator[bytes]:
    never_null = ("num", "b")
    all_cells = {n: GOOD[n] + (() if n in never_null else BAD[n]) for n in COLUMNS}
    one_bad = [GOOD | {n: (bad,)} for n in COLUMNS for bad in BAD[n][-1:] if strict]
    for cells in ({n: tuple(c) for n, c in GOOD.items()}, all_cells, *one_bad):
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow([PATHS.get(n, n) for n in COLUMNS])
        writer.writerows([row[n] for n in COLUMNS] for row in _cycled(cells))
        yield text.getvalue().encode()


_ONE_WRONG = (
    *(
        ("k", '"1"'),
        ("k2", "1"),
        ("num", "1.5"),
        ("t", "true"),
        ("t", '""'),
        ("f", '"1"'),
        ("m", '"1.5"'),
    ),
    *(("b", '"true"'), ("b", "1"), ("d", "{}"), ("s", "1"), ("own", "[1]"), ("york", "true")),
)


def _json_gallery(strict: bool) -> Iterator[bytes]:
    good = {n: tuple(_json_value(n, c) for c in cells) for n, cells in GOOD.items()}
    never_null = ("k", "num", "b")
    wrong = {n: () if n in never_null else WRONG_JSON for n in good}
    texts = ("t", "k2")
    wrong |= {n: tuple(v for v in WRONG_JSON if v != '""') for n in texts}
    every = {n: good[n] + wrong[n] for n in good}
    single = [good | {n: (value,)} for n, value in _ONE_WRONG if strict]
    for cells in (good, every, *single):
        yield "\n".join(map(_json_line, _cycled(cells))).encode()


def _parquet_gallery(kinds: dict[str, Kind], strict: bool) -> Iterator[bytes]:
    """Each physical type in turn, in all columns at once; then in one column alone."""
    most = max(map(len, ARRAYS.values()))
    honest = dict.fromkeys(kinds, 0)
    turns = [dict.fromkeys(kinds, at) for at in range(most)]
    singles = [honest | {n: -1} for n in kinds if strict]
    for places in (honest, *turns, *singles):
        arrays: dict[str, pa.Array] = {}
        for name, kind in kinds.items():
            fixed = name in ("k", "num", "b")
            type, values = ARRAYS[kind][0 if fixed else places[name] % len(ARRAYS[kind])]
            values = [v for v in values if v != "" and not (fixed and v is None)]
            cells = range(8) if name == "k" else [values[at % len(values)] for at in range(8)]
            arrays[PATHS.get(name, name)] = pa.array(cells, pa.int64() if name == "k" else type)
        buffer = io.BytesIO()
        pq.write_table(pa.table(arrays), buffer)
        yield buffer.getvalue()


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
