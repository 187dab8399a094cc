"""Rows as the tables of an example, and the example as YAML at the end of a spec."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from speccc.diagnostics.visible import width
from speccc.ir.expr import Value
from speccc.ir.rel import Row
from speccc.types.cells import print_cell

_QUOTED = re.compile(r'[,"]|^\s|\s$|^$')
_EMPTY_LIST = re.compile(r"^examples: *\[\]", re.MULTILINE)
_HAS_EXAMPLES = re.compile(r"^examples:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TableText:
    """A relation's rows, of the columns that are told."""

    columns: tuple[str, ...]
    rows: Sequence[Row]

    @property
    def problem(self) -> str:
        """Why the rows cannot stand in a table; empty if they can."""
        if not all(map(can_stand, self.rows)):
            return "a text with a line break or a control character cannot stand in a table"
        if len(self.columns) == 1 and any(row == (None,) for row in self.rows):
            return "a NULL alone in its row cannot stand in a table"
        return ""

    def __str__(self) -> str:
        lines = [self.columns, *(tuple(map(_cell, row)) for row in self.rows)]
        widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
        return "\n".join(_line(cells, widths) for cells in lines)


def can_stand(row: Row) -> bool:
    """Whether a row can be written into a table of an example."""
    return all(not isinstance(value, str) or value.isprintable() for value in row)


def with_example(
    spec: str,
    name: str,
    params: Mapping[str, Value],
    given: Mapping[str, TableText],
    then: Mapping[str, TableText],
) -> str:
    """The text of a spec, in its canonical form, with an example after all others."""
    lines = [f"  - name: {_scalar(name)}"]
    if params:
        lines += ["    params:", *(f"      {n}: {_param(v)}" for n, v in params.items())]
    for key, tables in (("given", given), ("then", then)):
        lines.append(f"    {key}:")
        for relation, table in tables.items():
            lines += [f"      {relation}: |", *(f"        {row}" for row in str(table).split("\n"))]
    spec = _EMPTY_LIST.sub("examples:", spec.rstrip("\n"))
    head = [] if _HAS_EXAMPLES.search(spec) else ["", "examples:"]
    return "\n".join([spec, *head, *lines]) + "\n"


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            quoted = '"' + value.replace('"', '""') + '"'
            return quoted if _QUOTED.search(value) else value
        case dt.datetime():
            return print_cell(value).removesuffix(".000000")
        case _:
            return print_cell(value)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [f"{cell}, {' ' * (w - width(cell))}" for cell, w in zip(cells, widths, strict=True)]
    return ("".join(padded[:-1]) + cells[-1]).rstrip()


def _param(value: Value) -> str:
    return _scalar(value) if isinstance(value, str) else _cell(value)


def _scalar(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
