"""Where engines differ in what looks the same, and what a spec makes of it: docs/surprises.md.

The table is `surprises.yaml`; `tests/differential/test_surprises.py` runs every line of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

import yaml

#: The engines of the page, in its order, as it calls them.
ENGINES = {
    "pandas": "pandas",
    "duckdb": "DuckDB",
    "postgres": "PostgreSQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
}

_PAGE = """# Surprises

The same words mean different things to different engines. In a spec they mean one thing, whatever
the target: the second column says which. The others show what an engine makes of what looks the
same when one writes it by hand; where it says nothing, the engine agrees.

This page is written by `make docs`, and every cell of it is run against the real engine by the
tests (PostgreSQL in a C locale, the others as they are installed, with their default settings).

"""

_END = """
Beside these: a NULL in a join's key matches nothing (pandas matches NULL with NULL); NULL is a
group of its own (pandas drops it); NULLs are last in every order (PostgreSQL puts them first when
descending, MariaDB and SQLite when ascending); ties never decide silently, for every order is
completed by the remaining columns. [semantics.md](semantics.md) has the whole.
"""


@dataclass(frozen=True, slots=True)
class Native:
    """What an engine is asked, in its own words, and what it answers.

    `same`: it says what the language says, and writes it in another way (1 for true).
    """

    runs: str
    gives: str
    same: bool = False


@dataclass(frozen=True, slots=True)
class Surprise:
    """One line: an expression of the language, over the column x of `rows` if there are some."""

    title: str
    spec: str
    gives: str
    why: str
    about: tuple[str, ...]
    rows: tuple[Any, ...]
    native: dict[str, Native]


@cache
def surprises() -> tuple[Surprise, ...]:
    """Every line of the table."""
    text = (
        resources.files("speccc.cli.explaining")
        .joinpath("surprises.yaml")
        .read_text(encoding="utf-8")
    )
    return tuple(_surprise(line) for line in cast("list[dict[str, Any]]", yaml.safe_load(text)))


def _surprise(line: dict[str, Any]) -> Surprise:
    native = {engine: Native(**answer) for engine, answer in line["native"].items()}
    return Surprise(
        title=line["title"],
        spec=line["spec"],
        gives=line["gives"],
        why=line.get("why", ""),
        about=tuple(line.get("about", ())),
        rows=tuple(line.get("rows", ())),
        native=native,
    )


def page() -> str:
    """docs/surprises.md"""
    heads = ["written", "in a spec", *ENGINES.values()]
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    lines += [_row(line) for line in surprises()]
    return _PAGE + "\n".join(lines) + "\n" + _END


def _row(line: Surprise) -> str:
    over = f" over {', '.join(map(_plain, line.rows))}" if line.rows else ""
    said = f"`{line.gives}`" + (f"<br>{line.why}" if line.why else "")
    native = [_cell(line, engine) for engine in ENGINES]
    return "| " + " | ".join([f"{_code(line.spec)}{over}", said, *native]) + " |"


def _cell(line: Surprise, engine: str) -> str:
    answer = line.native.get(engine)
    if answer is None or answer.same or answer.gives == line.gives:
        return ""
    return f"`{answer.gives}`<br>{_code(answer.runs)}"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|").replace("\t", "⇥")


def _plain(value: object) -> str:
    return f"`{value!r}`"
