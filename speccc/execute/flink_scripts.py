"""What runs of generated FlinkSQL scripts have in common: values and places in their statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from speccc.diagnostics import InternalError
from speccc.execute.flink_engine import FlinkError
from speccc.execute.scripts import ScriptError, script, statements
from speccc.types.cells import read_cell
from speccc.types.parse import parse_type

#: What stands before the INSERT statements that are one job, and behind them.
_TOGETHER, _END = "EXECUTE STATEMENT SET\nBEGIN\n", "END"

#: How Flink says that a number, or a date beyond the year 9999, is out of range.
_OVERFLOW = re.compile(r"ArithmeticException|DateTimeException: For input string: '[+-]\d")

#: The name of a table in the statement that makes it.
TABLE = re.compile(r"CREATE TEMPORARY TABLE `((?:[^`]|``)*)`")


def read(recipe: Mapping[str, Any], folder: Path, phase: str) -> list[str]:
    """The statements of a script; those of a statement set are single ones, as the others."""
    found = (text.removeprefix(_TOGETHER) for text in statements(script(recipe, folder, phase)))
    return [text for text in found if text != _END]


def values(
    params: Iterable[Mapping[str, Any]], given: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What stands in the scripts for a parameter, and what is to stand there.

    Raises ScriptError for one that is missing, or does not read.
    """
    for param in params:
        name: str = param["name"]
        default: str | None = param["default"]
        text = given.get(name, default)
        if text is None:
            raise ScriptError("param", f"parameter '{name}' must be given")
        if read_cell(text, parse_type(param["type"])[0]) is None:
            raise ScriptError("param", f"parameter '{name}': {text!r} does not read")
        yield param["stands"], f"CAST({literal(text)} AS {param['stored']}) /* :{name} */"


def filled(statement: str, values: Mapping[str, str]) -> str:
    """The statement with the values of a run in place of those that stand there."""
    if not values:
        return statement
    stands = re.compile("|".join(map(re.escape, values)))
    return stands.sub(lambda found: values[found[0]], statement)


def table_of(statement: str) -> str | None:
    """The table that a statement makes, if it makes one."""
    found = TABLE.match(statement)
    return None if found is None else found[1].replace("``", "`")


def with_option(statement: str, key: str, before: str, after: str) -> str:
    """The statement that makes a table with another value of an option."""
    old = f"  {literal(key)} = {literal(before)}"
    if statement.count(old) != 1:
        raise InternalError(f"table {table_of(statement)} has no {key} {before}")
    return statement.replace(old, f"  {literal(key)} = {literal(after)}")


def explained(error: FlinkError) -> ScriptError:
    """The error in our terms."""
    return ScriptError("overflow" if _OVERFLOW.search(str(error)) else "io", error.said[-1])


def literal(value: str) -> str:
    """A text as FlinkSQL has it."""
    return "'" + value.replace("'", "''") + "'"
