"""The runs that the ledger knows, and how each of them ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from speccc.execute.ledger import Ledger, Line
from speccc.execute.runlog import goes_on

State = Literal["ok", "failed", "interrupted", "running"]


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run as its last line in the ledger tells it."""

    line: Line
    state: State

    @property
    def id(self) -> str:
        return self.line["run"]

    @property
    def address(self) -> str:
        return self.line["address"]

    @property
    def pipeline(self) -> str:
        return self.address.partition(".")[0]

    @property
    def seconds(self) -> float | None:
        """How long it took; None if that is not known."""
        try:
            ended = dt.datetime.fromisoformat(self.line["ended"])
            return (ended - dt.datetime.fromisoformat(self.line["started"])).total_seconds()
        except (KeyError, TypeError, ValueError):
            return None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the error that it ended with."""
        return _codes(self.line)

    def rows(self, ends: Literal["sources", "sinks"], what: str) -> int | None:
        """The rows of all its sources or sinks together; None where nothing is told of them."""
        told: object = self.line.get(ends)
        if not isinstance(told, dict) or not told:
            return None
        counts: list[Any] = [
            end.get(what)  # pyright: ignore[reportUnknownMemberType]
            for end in told.values()  # pyright: ignore[reportUnknownVariableType]
            if isinstance(end, dict)
        ]
        return sum(count for count in counts if isinstance(count, int))

    @property
    def rejected(self) -> int | None:
        """The rows that sources and steps put aside; None where nothing is told of them."""
        told: object = self.line.get("rejected")
        if not isinstance(told, dict) or not told:
            return None
        counts = cast("dict[str, object]", told).values()
        return sum(count for count in counts if isinstance(count, int))

    def to_json(self) -> dict[str, Any]:
        """The line, with how the run ended."""
        hidden = ("format_version", "event", "run")
        line = {key: value for key, value in self.line.items() if key not in hidden}
        return {"run": self.id, "state": self.state, **line}


def past_runs(state_folder: Path) -> tuple[list[PastRun], int]:
    """Every run that is known, the newest first, and how many lines do not read. Raises OSError."""
    lines, broken = Ledger(state_folder).read()
    last: dict[str, Line] = {}
    for line in lines:
        if line["event"] == "end" or line["run"] not in last:
            last[line["run"]] = line
    found = [PastRun(line, _state(state_folder, line)) for line in last.values()]
    return sorted(found, key=lambda run: (run.line["started"], run.id), reverse=True), broken


def _state(state_folder: Path, line: Line) -> State:
    if line["event"] == "end":
        codes = _codes(line)
        if not codes:
            return "ok"
        return "interrupted" if "interrupted" in codes else "failed"
    return "running" if goes_on(state_folder, line["run"]) else "interrupted"


def _codes(line: Line) -> tuple[str, ...]:
    error: object = line.get("error")
    codes: object = error.get("codes") if isinstance(error, dict) else None  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return tuple(map(str, codes)) if isinstance(codes, list) else ()  # pyright: ignore[reportUnknownArgumentType]
