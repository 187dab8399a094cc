"""Where a sentence says that data lies: connector, options and, of a source, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from speccc.diagnostics.codes import requests as codes
from speccc.translate.model import (
    NO_WORDS,
    InputColumn,
    InputTable,
    Question,
    Request,
    Words,
    ask,
)
from speccc.translate.offline.rules import slug
from speccc.translate.offline.values import Item

_FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json",
    ".parquet": "parquet", ".xlsx": "excel",
}  # fmt: skip
_SHEETS = ("spreadsheet", "sheet", "range", "credentials", "sheets", "same_spreadsheet")


@dataclass
class End:
    """A source or a destination as it was said: `read` or `write`, and items about it."""

    kind: str
    items: list[Item] = field(default_factory=list[Item])
    words: list[Words] = field(default_factory=list[Words])
    noun: Any = None

    def said(self, kind: str) -> Item | None:
        """The last item of a kind."""
        return next((item for item in reversed(self.items) if item.kind == kind), None)

    def all_of(self, kind: str) -> list[Item]:
        """All items of a kind."""
        return [item for item in self.items if item.kind == kind]

    def text(self, kind: str) -> str:
        item = self.said(kind)
        return str(item.args[0]) if item is not None else ""

    @property
    def at(self) -> Words:
        return self.words[0] if self.words else NO_WORDS

    @property
    def is_sheet(self) -> bool:
        return any(self.said(kind) for kind in _SHEETS)


def as_source(
    end: End, request: Request, declared: Sequence[InputColumn], *, single: bool
) -> InputTable | Question:
    """The table that a source is, with its columns, or what is to be asked."""
    known = end.text("known")
    if known:
        return _known(known, end, request)
    found = place_of(end, [])
    if isinstance(found, Question):
        return found
    name, place = found
    table = InputTable(name, (), place["connector"], place["options"])
    path = str(table.options.get("path", ""))
    for other in (*request.given, *request.known):
        if path and other.options.get("path") == path:
            return other
    if path and "/" not in path:
        same = [t for t in request.given if PurePosixPath(t.options.get("path", "")).name == path]
        if len(same) == 1:
            return same[0]
    if declared:
        return replace(table, columns=tuple(declared))
    noun = str(end.noun[0]) if end.noun else ""
    for other in request.given:
        if noun and noun == other.name:
            return replace(other, connector=table.connector, options=table.options)
    if single and len(request.given) == 1:
        (other,) = request.given
        return replace(other, name=other.name, connector=table.connector, options=table.options)
    return ask(codes.NO_COLUMNS, end.at, source=request.words(end.at) or name)


def _known(name: str, end: End, request: Request) -> InputTable | Question:
    """The table of that name: a given one, or the only one of the project that it can be."""
    for table in request.given:
        if table.name == name:
            return table
    tables = [table for table in request.known if table.name == name]
    most = max(tables, key=lambda table: len(table.columns))
    others = [t for t in tables if not _is_part(t, most)]
    if others:
        shown = " or ".join(dict.fromkeys(_shown(table) for table in (most, *others)))
        return ask(codes.NOT_SAID, end.at, question=f"which '{name}' is meant: {shown}?")
    return most


def _is_part(table: InputTable, whole: InputTable) -> bool:
    """Whether a table is the same as another one, of which it may declare fewer columns."""
    same = (table.connector, table.options) == (whole.connector, whole.options)
    return same and all(column in whole.columns for column in table.columns)


def _shown(table: InputTable) -> str:
    return f"{table.connector} {', '.join(map(str, table.options.values()))}"


def place_of(end: End, reads: Sequence[End]) -> tuple[str, dict[str, Any]] | Question:
    """A name for the place, and its connector and options. `reads`: what 'same' stands for."""
    same = end.said("same") or end.said("same_spreadsheet")
    if same is not None and len(reads) != 1:
        return ask(codes.NOT_SAID, same.words, question="the same as what?")
    origin = reads[0] if same is not None and reads else None
    if end.is_sheet or (origin is not None and origin.is_sheet):
        return _sheet(end, origin)
    if end.said("same") is not None:
        return ask(codes.NOT_SAID, end.at, question="is the source itself to be replaced?")
    if end.text("table"):
        name = end.text("table")
        return slug(name), {"connector": "table", "options": {"name": name}}
    path = end.text("file")
    if path:
        return _file(end, path)
    if end.text("named") and end.kind == "write":
        return slug(end.text("named")), {}
    if end.text("known"):
        question = f"where does '{end.text('known')}' lie, if it is to be written?"
        return ask(codes.NOT_SAID, end.at, question=question)
    return ask(codes.NO_SOURCE if end.kind == "read" else codes.NO_DESTINATION, end.at)


def _file(end: End, path: str) -> tuple[str, dict[str, Any]] | Question:
    pure = PurePosixPath(path)
    connector = _FORMATS.get(pure.suffix.lower())
    if connector is None:
        return ask(
            codes.NOT_SAID, end.at, "csv, json, parquet or xlsx", question=f"what is '{path}'?"
        )
    options: dict[str, Any] = {"path": path}
    if end.text("delimiter"):
        options["delimiter"] = end.text("delimiter")
    elif pure.suffix.lower() == ".tsv":
        options["delimiter"] = "\t"
    name = slug(pure.stem)
    return (name if name[:1].isalpha() else f"f_{name}"), {
        "connector": connector,
        "options": options,
    }


def _sheet(end: End, origin: End | None) -> tuple[str, dict[str, Any]] | Question:
    """A Google sheet. `range Sales!A1:G` names the sheet as well."""
    spreadsheet = end.text("spreadsheet") or (origin.text("spreadsheet") if origin else "")
    before, mark, cells = end.text("range").partition("!")
    if not mark:
        before, cells = "", before
    sheet = end.text("sheet") or before
    if not spreadsheet:
        return ask(codes.NOT_SAID, end.at, question="which spreadsheet? its id is in its address")
    if not sheet:
        return ask(codes.NOT_SAID, end.at, question="which sheet of the spreadsheet?")
    options = {"spreadsheet": spreadsheet, "sheet": sheet}
    if cells:
        options["range"] = cells
    credentials = end.text("credentials") or (origin.text("credentials") if origin else "")
    options["credentials"] = credentials or "GOOGLE_CREDENTIALS"
    return slug(sheet), {"connector": "google_sheets", "options": options}
