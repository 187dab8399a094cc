"""What each target builds, and why not: docs/matrix.md, and a line of `speccc functions NAME`.

It is read from the tables that refuse, so it cannot say anything else than the compiler does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from speccc.backends.flink import functions as flink
from speccc.backends.flink import refusals as flink_refusals
from speccc.backends.flink import writing as flink_writing
from speccc.backends.sql.dialects import DIALECTS
from speccc.backends.sql.refusals import Refused
from speccc.cli.explaining import functions
from speccc.functions.model import Form, Function
from speccc.ir.rel import SinkMode
from speccc.types import Kind

_SQL = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "mariadb": "MariaDB", "sqlite": "SQLite"}
#: The targets by what a profile calls them, and as the page calls them.
TARGETS = {"pandas": "pandas", **_SQL, "flink": "FlinkSQL"}

_PAGE = """# What each target builds

A spec means the same on every target, or the target refuses it by name before anything is written
(`speccc validate`, `speccc plan`). A number says why, below. This page is written by `make docs`
from the tables that the compiler refuses by.
"""


def refused(row: Function) -> dict[str, str]:
    """Why a target does not build a function, by the target."""
    found: dict[str, str] = {}
    for target in TARGETS:
        reason = _reasons(target)[row.form].get(row.name)
        if reason:
            found[target] = reason
    return found


def refused_text(row: Function) -> str:
    """Who does not build a function, a line each ("" if all do)."""
    found = refused(row).items()
    return "\n".join(f"Refused by {TARGETS[target]}: {reason}." for target, reason in found)


def _reasons(target: str) -> Mapping[Form, Mapping[str, str]]:
    if target == "flink":
        return flink.REFUSALS
    return DIALECTS[target].refused.functions if target in DIALECTS else {form: {} for form in Form}


def page() -> str:
    """docs/matrix.md"""
    notes: dict[str, int] = {}
    lines = [_PAGE]
    for title, rows in functions.by_group():
        lines += [f"## {title.partition(',')[0]}", "", *_head()]
        lines += [_line(f"`{row.symbol or row.name}`", refused(row), notes) for row in rows]
        lines.append("")
    lines += ["## Types and other parts", "", *_head()]
    lines += [_line(what, reasons, notes) for what, reasons in _parts()]
    lines += ["", "## Why not", ""]
    lines += [f"{number}. {reason}" for reason, number in notes.items()]
    return "\n".join(lines) + "\n"


def _head() -> list[str]:
    return [f"| | {' | '.join(TARGETS.values())} |", "|" + "---|" * (len(TARGETS) + 1)]


def _line(what: str, reasons: Mapping[str, str], notes: dict[str, int]) -> str:
    cells = [
        str(notes.setdefault(reasons[target], len(notes) + 1)) if target in reasons else "✓"
        for target in TARGETS
    ]
    return f"| {what.replace('|', chr(92) + '|')} | {' | '.join(cells)} |"


def _parts() -> Iterator[tuple[str, dict[str, str]]]:
    """What a target refuses beside functions."""
    for kind in Kind:
        yield f"`{kind.value}`", _of(lambda refused, kind=kind: refused.kinds.get(kind, ""))
    for join in ("inner", "left", "full", "semi", "anti", "cross"):
        yield f"{join} join", _of(lambda refused, join=join: refused.joins.get(join, ""))
    yield "a column's own time zone", _of(lambda refused: refused.zones)
    for kind in Kind:
        asked = _of(lambda refused, kind=kind: refused.words.get(kind, ""))
        if asked:
            yield f"rows put aside, of a source with a `{kind.value}`", asked

    shapes: dict[str, dict[str, str]] = {}
    for name, dialect in DIALECTS.items():
        for part in dialect.refused.parts:
            shapes.setdefault(part.what, {})[name] = part.reason
    yield from shapes.items()
    yield from ((part.what, {"flink": part.reason}) for part in flink_refusals.STEPS)
    for mode in get_args(SinkMode):
        built = any(mode in modes for modes in flink_writing.MODES.values())
        yield f"`mode: {mode}`", {} if built else {"flink": flink_writing.WHOLE}


def _of(ask: Callable[[Refused], str]) -> dict[str, str]:
    """The reasons of those dialects that have one."""
    found = {name: ask(dialect.refused) for name, dialect in DIALECTS.items()}
    return {name: reason for name, reason in found.items() if reason}
