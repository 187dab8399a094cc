"""The source of the snippets, by the names they define, with what each of them needs."""

from __future__ import annotations

import ast
import functools
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from speccc.backends.pandas.syntax import printed

_PACKAGE = "speccc.backends.pandas.snippets"
#: In the order in which they stand in a generated module.
MODULES = (
    "errors",
    "cells",
    "contract",
    "files",
    "rejects",
    "csv_files",
    "environment",
    "spreadsheets",
    "excel_files",
    "google_sheets",
    "http_pages",
    "http_sources",
    "values",
    "arithmetic",
    "texts",
    "dates",
    "joins",
    "sets",
    "groups",
    "windows",
    "checks",
    "output",
    "sheet_output",
    "sinks",
    "watermarks",
    "command",
)
_SOURCES = {name: (pkgutil.get_data(_PACKAGE, f"{name}.py") or b"").decode() for name in MODULES}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A function, class or constant: its source, and every name that stands in it."""

    name: str
    source: str
    mentions: frozenset[str]
    constant: bool


@dataclass(frozen=True, slots=True)
class Library:
    """`imports`: the name an import binds, to the statement."""

    snippets: dict[str, Snippet]
    imports: dict[str, str]

    def needed(self, names: Iterable[str]) -> tuple[Snippet, ...]:
        """The snippets of these names and all that they depend on, in the library's order."""
        wanted: set[str] = set()
        waiting = [n for n in names if n in self.snippets]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting += [n for n in self.snippets[name].mentions if n in self.snippets]
        return tuple(s for s in self.snippets.values() if s.name in wanted)


def mentioned(source: str) -> frozenset[str]:
    """The names that a function, class or statement reads and does not bind itself."""
    tree = ast.parse(source)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return frozenset({node.id for node in names} - bound)


@functools.cache
def library() -> Library:
    """The whole library, parsed once."""
    snippets: dict[str, Snippet] = {}
    imports: dict[str, str] = {}
    for source in _SOURCES.values():
        for statement in cst.parse_module(source).body:
            names, constant = _defined(statement)
            for name in names:
                text = printed(statement.with_changes(leading_lines=[])).strip()
                snippets[name] = Snippet(name, text, mentioned(text), constant)
            imports.update(_imported(statement))
    return Library(snippets, imports)


def _defined(statement: cst.CSTNode) -> tuple[list[str], bool]:
    match statement:
        case cst.FunctionDef() | cst.ClassDef():
            return [statement.name.value], False
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[target])]):
            return [n.value for n in m.findall(target, m.Name()) if isinstance(n, cst.Name)], True
        case _:
            return [], False


def _imported(statement: cst.CSTNode) -> dict[str, str]:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Import(names=names)]):
            return {
                printed(n.asname.name if n.asname else n.name): f"import {printed(n).rstrip(', ')}"
                for n in names
            }
        case cst.SimpleStatementLine(body=[cst.ImportFrom(module=module, names=names)]):
            where = printed(module) if module else ""
            if (
                where.startswith(_PACKAGE)
                or where == "__future__"
                or isinstance(names, cst.ImportStar)
            ):
                return {}
            return {printed(n.name): f"from {where} import {printed(n.name)}" for n in names}
        case _:
            return {}
