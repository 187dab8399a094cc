"""The catalogue of operators and functions, for a terminal, for programs, and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from speccc.functions.catalogue import AGGREGATE, SCALAR, WINDOW
from speccc.functions.model import Exact, Form, Function, Signature

#: Title of each group, in the order of the page; a row's `group` is the key.
GROUPS = {
    "operator": "Operators",
    "null": "NULL and comparison",
    "math": "Numbers",
    "text": "Text",
    "date": "Dates and timestamps",
    "aggregate": "Aggregates, in 'measures' of an aggregate step",
    "window": "Window functions, in a window step",
}

_WORDS = {"T": "any", "N": "number"}

_PAGE = """# Functions

Every operator and function that an expression may use; `speccc functions NAME` shows one of them.
This page is written by `make docs` from the catalogue that the compiler itself uses.

- *any* is one type, the same throughout a call; *number* is int64, decimal or float64.
- A *literal* is written out: no column, no computation.
- An int64 or a decimal may stand where a float64 is due, an int64 where a decimal is.
- If nothing else is said, a result is NULL where an argument is, and every engine gives the same
  bits.
- What each means to the last bit is in [semantics.md](semantics.md).
"""


def catalogue() -> Iterator[Function]:
    """Every row once: a function that takes a frame is an aggregate."""
    yield from SCALAR.values()
    yield from AGGREGATE.values()
    yield from (row for row in WINDOW.values() if row.form is Form.WINDOW)


def find(name: str) -> list[Function]:
    """The rows of that name or symbol: some names have two, an aggregate and a window function."""
    return [row for row in catalogue() if name in (row.name, row.symbol)]


def function_text(row: Function) -> str:
    """A row for people."""
    lines = [f"{row.symbol or row.name} ({_kind(row)})", "", row.doc, ""]
    lines += [f"    {shown(row, signature)}" for signature in row.signatures]
    return "\n".join([*lines, "", *(f"{said}." for said in _facts(row))])


def to_json(row: Function) -> dict[str, Any]:
    """A row for programs."""
    return {
        "function": row.name,
        "form": row.form,
        "group": row.group,
        "explanation": row.doc,
        "signatures": [shown(row, signature) for signature in row.signatures],
        "nulls": row.nulls,
        "exactness": row.exact,
    } | ({"symbol": row.symbol} if row.symbol else {})


def list_text() -> str:
    """Every row by group, a line each."""
    width = max(len(row.symbol or row.name) for row in catalogue())
    lines: list[str] = []
    for title, rows in by_group():
        lines += [title, *(f"  {row.symbol or row.name:<{width}}  {row.doc}" for row in rows), ""]
    framed = " ".join(sorted(row.name for row in catalogue() if row.framed))
    lines += [f"In a window step also, with a frame: {framed}.", ""]
    return "\n".join([*lines, "'speccc functions round' says more of one of them."])


def page() -> str:
    """docs/functions.md"""
    lines = [_PAGE]
    for title, rows in by_group():
        heading = title.partition(",")[0]
        lines += [f"## {heading}", ""]
        if "," in title:
            lines += [f"They stand {title.partition(', ')[2]}.", ""]
        lines += ["| written | meaning |", "|---|---|", *map(_row, rows), ""]
    framed = ", ".join(f"`{row.name}`" for row in catalogue() if row.framed)
    lines.append(f"With a frame, as in `sum(price) over (last 5 rows)`, these do too: {framed}.")
    return "\n".join(lines) + "\n"


def shown(row: Function, signature: Signature) -> str:
    """A call and its type: `round(decimal, int64 literal) -> decimal`."""
    given = [_parameter(pattern) for pattern in signature.params]
    result = signature.shown.partition("->")[2].strip()
    return f"{_call(row, given, signature)} -> {_WORDS.get(result, result)}"


def _call(row: Function, given: list[str], signature: Signature) -> str:
    match row.symbol, given:
        case "", _:
            more = ", …" if signature.variadic else ""
            order = " order by …" if row.ordered else ""
            return f"{row.name}({', '.join(given)}{more}{order})"
        case "in", [first, second]:
            return f"{first} in ({second}, …)"
        case symbol, [only]:
            return f"{only} {symbol}" if symbol.startswith("is") else f"{symbol} {only}"
        case symbol, _:
            return f" {symbol} ".join(given)


def _parameter(pattern: str) -> str:
    kind = pattern.removesuffix("!")
    return _WORDS.get(kind, kind) + (" literal" if pattern.endswith("!") else "")


def _kind(row: Function) -> str:
    if row.symbol:
        return "operator"
    return "function" if row.form is Form.SCALAR else f"{row.form} function"


def _facts(row: Function) -> Iterator[str]:
    """What holds of a row besides its meaning, as sentences without their full stop."""
    patterns = {pattern for signature in row.signatures for pattern in signature.params}
    if patterns & {"T", "T!"}:
        yield "'any' is one type, the same throughout the call"
    if patterns & {"N"}:
        yield "'number' is int64, decimal or float64"
    if "int64!" in patterns:
        most = f" to {row.literal_max}" if row.literal_max < 2**31 - 1 else " on"
        yield f"A literal int64 is from {row.literal_min}{most}"
    yield f"NULL: {row.nulls}"
    yield f"Across engines: {row.exact}"
    if row.framed:
        yield f"In a window step it needs a frame: {row.name}(…) over (last 5 rows)"


def by_group() -> Iterator[tuple[str, list[Function]]]:
    for group, title in GROUPS.items():
        yield title, [row for row in catalogue() if row.group == group]


def _row(row: Function) -> str:
    calls = "<br>".join(f"`{shown(row, signature)}`" for signature in row.signatures)
    said = [row.doc]
    if row.nulls != "NULL if any argument is NULL":
        said.append(f"*{_sentence(row.nulls)}*")
    if row.exact is not Exact.YES:
        said.append(f"*{_sentence(row.exact)}*")
    return f"| {_escaped(calls)} | {_escaped(' '.join(said))} |"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
