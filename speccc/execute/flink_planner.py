"""Asks Flink's own planner about generated scripts: it explains every statement, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from speccc.execute.flink_engine import Environment, FlinkError, environment
from speccc.execute.scripts import statements

_NAME = r"`((?:[^`]|``)+)`"
_SET = re.compile(r"SET '([^']+)' = '([^']*)'")
_TABLE = re.compile(rf"CREATE TEMPORARY TABLE {_NAME}")
_MADE = re.compile(rf"CREATE TEMPORARY (?:TABLE|VIEW) {_NAME}")
_WRITTEN = re.compile(rf"INSERT (OVERWRITE|INTO) {_NAME}")
_ABSENT = re.compile(r"Could not find any (?:format )?factory for identifier '([^']+)'")
#: What it says of a table that is looked up, if it is none that can be.
_NO_LOOKUP = "Temporal Table Join requires primary key"
_OPTIONS = re.compile(r"\) WITH \(\n.*\n\)", re.DOTALL)

#: Tables that any Flink has. Only files take INSERT OVERWRITE, and only a hole takes updates.
_FILES = ") WITH (\n  'connector' = 'filesystem',\n  'path' = '/none',\n  'format' = 'json'\n)"
_HOLE = ") WITH (\n  'connector' = 'blackhole'\n)"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A statement that the planner refuses: the line in it, counted from 1, and Flink's words."""

    statement: str
    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the planner says of scripts. `lacking`: tables for which others stood in, with the
    connector or format that Flink's libraries here do not have.
    """

    refusals: list[Refusal] = field(default_factory=list[Refusal])
    lacking: dict[str, str] = field(default_factory=dict[str, str])


def ask(scripts: Iterable[str]) -> Verdict:
    """Explains the statements of the scripts of a unit, in their order.

    What rests on a statement that was refused is not asked. Raises Failure (E0959, E0963) without
    Java.
    """
    all_statements = [text for script in scripts for text in statements(script)]
    settings = {found[1]: found[2] for text in all_statements if (found := _SET.match(text))}
    return _Asked(environment(settings), all_statements).verdict()


class _Asked:
    def __init__(self, planner: Environment, asked: list[str]) -> None:
        self._planner = planner
        self._asked = asked
        self._tables = {found[1]: text for text in asked if (found := _TABLE.match(text))}
        self._refused: list[str] = []

    def verdict(self) -> Verdict:
        found = Verdict()
        for text in self._asked:
            if any(f"`{name}`" in text for name in self._refused):
                self._refuse(text)
                continue
            error = self._error(text, found)
            if error is not None:
                self._refuse(text)
                found.refusals.append(Refusal(text, error.line, error.said[-1]))
        return found

    def _refuse(self, text: str) -> None:
        self._refused += [made[1] for made in [_MADE.match(text)] if made]

    def _error(self, text: str, verdict: Verdict) -> FlinkError | None:
        """Why the planner refuses the statement, once what its libraries lack has a stand-in."""
        while True:
            try:
                self._show(text)
            except FlinkError as error:
                absent = _ABSENT.search(str(error))
                if absent is not None and self._stood_in(absent[1], verdict):
                    continue
                # No plain table can be looked up; names and types were seen when the view was made.
                return None if verdict.lacking and _NO_LOOKUP in str(error) else error
            else:
                return None

    def _show(self, text: str) -> None:
        insert = _WRITTEN.search(text)
        if text.startswith("CREATE"):
            self._planner.define(text)
        elif insert is not None:
            self._planner.explain(text[insert.start() :])
        elif text.startswith("SELECT"):
            self._planner.explain(text)

    def _stood_in(self, name: str, verdict: Verdict) -> bool:
        """Puts plain tables in the place of those that need it; whether there are any."""
        needing = [
            table
            for table, text in self._tables.items()
            if table not in verdict.lacking
            and re.search(rf"ormat' = '{name}'|or' = '{name}'", text)
        ]
        for table in needing:
            verdict.lacking[table] = name
            self._planner.define(f"DROP TEMPORARY TABLE `{table}`")
            self._planner.define(_OPTIONS.sub(self._stand_in(table), self._tables[table]))
        return bool(needing)

    def _stand_in(self, table: str) -> str:
        written = (found for text in self._asked if (found := _WRITTEN.search(text)))
        updated = any(found[1] == "INTO" and found[2] == table for found in written)
        return _HOLE if updated else _FILES
