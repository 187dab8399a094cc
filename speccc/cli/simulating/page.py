"""The report of a simulation: what was measured, for people, for programs, and as a page."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from jinja2 import Environment, StrictUndefined

from speccc.cli.simulating.asked import Asked, Simulated
from speccc.cli.simulating.pacing import Measured
from speccc.cli.simulating.percentiles import percentiles
from speccc.cli.simulating.traffic import SECOND
from speccc.cli.views.runs import run_text
from speccc.cli.views.tables import table_text
from speccc.connectors.reach import place
from speccc.diagnostics import InternalError
from speccc.execute.report import Report as RunReport
from speccc.types.durations import print_duration

#: Of the chart, in its own units; with more seconds than bars, a bar stands for several.
_WIDTH, _HEIGHT, _BARS = 880, 160, 220
_LATE = "Late: the event time is more than max_lateness before one that came earlier."

_LATENCY = (
    "For each record, from the moment at which it was written to that at which the last row of the"
    " run was in the sink: of a file, when it took its place; of a topic, the time of its newest"
    " message. The run began when all records were written."
)


class Table(TypedDict):
    """A table of the page, and a sentence below it."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    says: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked for, and what was measured. `began` is a moment of UTC, in words.

    `consumed` is what a run of the pipeline on the records measured, if there was one; `appeared`
    are the moments, in seconds since 1970, at which the last rows of its sinks were there, where
    that is known.
    """

    asked: Asked
    simulated: Simulated
    measured: Measured
    began: str
    consumed: RunReport | None = None
    appeared: Mapping[str, float] = field(default_factory=dict[str, float])

    def figures(self) -> dict[str, Any]:
        """As JSON; what was not measured is not in it."""
        measured, unit = self.measured, self.asked.unit
        return {
            "format_version": "1.0",
            "pipeline": unit.pipeline,
            "target": unit.target,
            "seed": self.asked.seed,
            "began": self.began,
            "seconds": round(measured.seconds, 3),
            "interrupted": measured.interrupted,
            "sources": {name: self._source(name) for name in measured.sources},
            **({"delay_ms": self._delays()} if measured.delays else {}),
            **({"latency_ms": self._latencies()} if self.appeared and measured.records else {}),
            **({"run": dict(self.consumed)} if self.consumed else {}),
        }

    def _source(self, name: str) -> dict[str, Any]:
        counts, clock = self.measured.sources[name], self.simulated.clocks.get(name)
        timed = {"out_of_order": counts.disordered, "late": counts.late}
        [source] = [s for s in self.simulated.sources if s.name == name]
        assert source.binding is not None
        return {
            "place": place(source.binding.connector, source.binding.options),
            "records": counts.records,
            "bytes": counts.bytes,
            **({} if clock is None else timed),
        }

    def _delays(self) -> Mapping[str, float]:
        """How long after it was due a record was written."""
        return percentiles((delay, 1) for delay in self.measured.delays)

    def _latencies(self) -> dict[str, Mapping[str, float]]:
        """By sink, how long after a record was written all rows of the run were there."""
        written = [(moment, number) for moment, number in self.measured.written if number]
        return {
            sink: percentiles((end - moment, number) for moment, number in written)
            for sink, end in self.appeared.items()
        }

    def text(self) -> str:
        """For a terminal."""
        figures = self.figures()
        header, rows = self._table(figures)
        lines = [table_text(header, rows, [False, *(True for _ in header[1:])])]
        if "delay_ms" in figures:
            delays = ", ".join(f"{name} {ms:g} ms" for name, ms in figures["delay_ms"].items())
            lines.append(f"written after they were due: {delays}")
        for sink, latency in figures.get("latency_ms", {}).items():
            shown = ", ".join(f"{name} {ms / 1000:,.2f} s" for name, ms in latency.items())
            lines.append(f"from written to all rows of {sink}: {shown}")
        lines.append(f"in {figures['seconds']:g} s" + self._ended())
        if self.consumed is not None:
            lines.append(run_text(self.asked.unit.address, self.consumed))
        return "\n".join(lines)

    def page(self) -> str:
        """As one HTML document that needs nothing else."""
        figures = self.figures()
        header, rows = self._table(figures)
        says = [_LATE] if self.simulated.clocks else []
        tables: list[Table] = [
            {"title": "Produced", "header": header, "rows": rows, "says": " ".join(says)}
        ]
        if "delay_ms" in figures:
            delays = figures["delay_ms"]
            row = ["milliseconds", *(f"{ms:,.3f}" for ms in delays.values())]
            title, says = (
                "Written after it was due",
                "How far the producer was behind its own plan.",
            )
            tables.append({"title": title, "header": ("", *delays), "rows": [row], "says": says})
        if self.consumed is not None:
            tables += _run_tables(self.consumed)
        if "latency_ms" in figures:
            tables.append(_latency_table(figures["latency_ms"]))
        return _TEMPLATE.render(
            title=f"Simulated traffic: {self.asked.unit.address}",
            about=self._about(figures),
            tables=tables,
            bars=self._bars() if self.measured.delays else [],
            most=f"{max(self.measured.by_second.values(), default=0):,}",
            seconds=f"{self.measured.seconds:.0f}",
            width=_WIDTH,
            height=_HEIGHT,
        )

    def _table(self, figures: Mapping[str, Any]) -> tuple[tuple[str, ...], list[list[str]]]:
        keys = ["records", "bytes"] + (["out_of_order", "late"] if self.simulated.clocks else [])
        rows = [
            [name, *(f"{source[key]:,}" if key in source else "" for key in keys)]
            for name, source in figures["sources"].items()
        ]
        return ("source", *(key.replace("_", " ") for key in keys)), rows

    def _about(self, figures: Mapping[str, Any]) -> str:
        traffic, seconds = self.asked.traffic, f"{figures['seconds']:,.1f}"
        asked = f"{float(traffic.rate):g} records a second"
        if traffic.duration % SECOND == 0:
            asked += f" for {print_duration(traffic.duration // SECOND)}"
        bursts = "; at other rates in between" if traffic.bursts else ""
        began = f"It began at {self.began}, took {seconds} seconds{self._ended()}."
        return f"Asked for: {asked}{bursts}, with seed {self.asked.seed}. {began}"

    def _ended(self) -> str:
        return ", and was interrupted" if self.measured.interrupted else ""

    def _bars(self) -> Sequence[Mapping[str, object]]:
        counts, last = self.measured.by_second, int(self.measured.seconds)
        each = last // _BARS + 1
        sums = [
            sum(counts[second] for second in range(first, first + each))
            for first in range(0, last + 1, each)
        ]
        most, width = max(sums) or 1, _WIDTH / len(sums)
        return [
            {
                "x": f"{at * width:.2f}",
                "y": f"{_HEIGHT - _HEIGHT * records / most:.2f}",
                "width": f"{width * 0.9:.2f}",
                "height": f"{_HEIGHT * records / most:.2f}",
                "second": at * each,
                "records": f"{records:,}",
            }
            for at, records in enumerate(sums)
        ]


def _latency_table(latencies: Mapping[str, Mapping[str, float]]) -> Table:
    first = next(iter(latencies.values()))
    return {
        "title": "From written to all rows of a sink",
        "header": ("seconds", *first),
        "rows": [
            [sink, *(f"{ms / 1000:,.3f}" for ms in found.values())]
            for sink, found in latencies.items()
        ],
        "says": _LATENCY,
    }


def _run_tables(run: RunReport) -> list[Table]:
    """What the pipeline made of the records."""
    rows = [
        *((f"read from {name}", source["read"]) for name, source in run["sources"].items()),
        *((f"late in {name}", number) for name, number in run.get("late", {}).items()),
        *((f"rejected by {name}", number) for name, number in run.get("rejected", {}).items()),
        *((f"written to {name}", sink["written"]) for name, sink in run["sinks"].items()),
    ]
    broken = [
        (f"{rule['severity']}: {rule['step']}, {rule['rule']}", rule["broken"])
        for rule in run["expectations"]
        if rule["broken"]
    ]
    found: list[Table] = [
        {
            "title": "Consumed by a run after that",
            "header": ("", "rows"),
            "rows": [(name, f"{number:,}") for name, number in (*rows, *broken)],
            "says": "" if run["error"] is None else f"It failed: {run['error']['message']}",
        },
        {
            "title": "Time of the run",
            "header": ("phase", "seconds"),
            "rows": [(name, f"{seconds:.2f}") for name, seconds in run["phases"].items()],
            "says": "",
        },
    ]
    return [table for table in found if table["rows"] or table["says"]]


def _template() -> str:
    found = pkgutil.get_data(__package__ or "", "page.html.j2")
    if found is None:
        raise InternalError("no template page.html.j2")
    return found.decode("utf-8")


_TEMPLATE = Environment(
    undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
).from_string(_template())
