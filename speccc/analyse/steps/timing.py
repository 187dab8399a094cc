"""Steps about time: time_window and runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from speccc.analyse.build import Build, Key, Made, completed
from speccc.analyse.nullability import proven_not_null
from speccc.analyse.scope import Place, Scope
from speccc.analyse.steps.groups import measured
from speccc.diagnostics.codes import steps, timing
from speccc.ir.expr import Aggregate
from speccc.ir.expr import Column as IrColumn
from speccc.ir.rel import WINDOW_END, WINDOW_START, Runs, Session, TimeWindow
from speccc.spec import models
from speccc.types import TIMESTAMP, Column, Schema
from speccc.types.durations import UNITS, parse_duration

#: What each kind of window is told besides its time, with an example.
_KEYS = {
    "tumble": {"size": "1 hours"},
    "hop": {"size": "1 hours", "every": "10 minutes"},
    "cumulate": {"size": "1 days", "every": "1 hours"},
    "session": {"gap": "30 minutes", "by": "[column]"},
}
_LENGTHS = ("size", "every", "gap")
_LONGEST = 36_500 * UNITS["day"]
#: A row is in so many windows at most.
MOST_WINDOWS = 10_000
#: Units of no fixed length, and the function that cuts by them.
_CALENDAR = re.compile(r"[0-9]+ (week|month|quarter|year)s?")


def time_window(step: models.TimeWindowStep, build: Build) -> list[Made] | None:
    """Each row once for each window that holds it, with the window's start and end."""
    asked = _Asked(step.time_window, build)
    fitting = asked.keys()
    lengths = asked.lengths()
    time = asked.time()
    by = build.columns(step.time_window.by or (), "time_window", "by")
    free = asked.names_are_free()
    if not (fitting and free) or lengths is None or time is None or by is None:
        return None
    known = build.schema.not_null({time.name})
    bounds = (Column(n, TIMESTAMP, False, time.tags) for n in (WINDOW_START, WINDOW_END))
    schema = Schema((*known, *bounds))
    match step.time_window.kind:
        case "session":
            names = tuple(column.name for column in by)
            session = Session(build.input.id, names, time.name, lengths["gap"])
            return [Made(session, schema, build.input.keys)]
        case "tumble":
            size = lengths["size"]
            tumble = TimeWindow(build.input.id, "hop", time.name, size, size)
            return [Made(tumble, schema, build.input.keys)]
        case ("hop" | "cumulate") as kind:
            if not asked.lengths_fit(lengths["size"], lengths["every"]):
                return None
            op = TimeWindow(build.input.id, kind, time.name, lengths["size"], lengths["every"])
            which = WINDOW_START if kind == "hop" else WINDOW_END
            keys: tuple[Key, ...] = tuple((*key, which) for key in build.input.keys)
            return [Made(op, schema, keys)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A time_window as it is written. Each check reports what is wrong."""

    shape: models.TimeWindowShape
    build: Build

    def keys(self) -> bool:
        """Whether the kind has the keys that it needs, and no others."""
        kind, wanted = self.shape.kind, _KEYS[self.shape.kind]
        before = len(self.build.reporter.diagnostics)
        for key in (*_LENGTHS, "by"):
            given = getattr(self.shape, key) is not None
            if given and key not in wanted:
                self.build.report(timing.WINDOW_OPTION, "time_window", key, key=key, kind=kind)
            elif key in wanted and not given:
                code, example = timing.WINDOW_NEEDS, wanted[key]
                self.build.report(code, "time_window", "kind", key=key, kind=kind, example=example)
        return len(self.build.reporter.diagnostics) == before

    def lengths(self) -> dict[str, int] | None:
        """The seconds of each length that is written."""
        found: dict[str, int] = {}
        given = {key: text for key in _LENGTHS if (text := getattr(self.shape, key)) is not None}
        for key, text in given.items():
            seconds = parse_duration(text)
            if seconds is None:
                unit = _CALENDAR.fullmatch(text)
                cut = f"derive 'trunc_{unit[1]}({self.shape.time})' and group by it" if unit else ""
                self.build.report(steps.BAD_DURATION, "time_window", key, text=text, note=cut)
            elif not 1 <= seconds <= _LONGEST:
                self.build.report(timing.WINDOW_LENGTH, "time_window", key, key=key, text=text)
            else:
                found[key] = seconds
        return found if len(found) == len(given) else None

    def lengths_fit(self, size: int, every: int) -> bool:
        """Whether the windows of a hop or a cumulate can be made."""
        shape, count = self.shape, -(-size // every)
        if shape.kind == "cumulate" and size % every:
            code = timing.WINDOW_STEPS
            self.build.report(code, "time_window", "every", size=shape.size, every=shape.every)
            return False
        if count > MOST_WINDOWS:
            self.build.report(timing.WINDOW_COUNT, "time_window", "every", count=f"{count:,}")
            return False
        return True

    def time(self) -> Column | None:
        """The column of the time."""
        name = self.shape.time
        if name not in self.build.schema:
            self.build.unknown_column(name, self.build.span("time_window", "time"))
            return None
        column = self.build.schema[name]
        if column.type != TIMESTAMP:
            self.build.report(
                timing.WINDOW_TIME, "time_window", "time", name=name, type=column.type
            )
            return None
        return column

    def names_are_free(self) -> bool:
        """Whether no column is called as those that a window adds."""
        span = self.build.span("time_window")
        note = "rename or drop it in a step before"
        taken = self.build.schema.names
        return all(
            self.build.new_name(name, taken, span, note) for name in (WINDOW_START, WINDOW_END)
        )


def runs(step: models.RunsStep, build: Build) -> list[Made] | None:
    """One row for each unbroken run: `by`, then the measures."""
    shape = step.runs
    by = build.columns(shape.by, "runs", "by")
    order = build.order(shape.order, "runs", "order")
    holds = build.condition(shape.while_, "runs", "while")
    proven = proven_not_null(holds) if holds is not None else frozenset[str]()
    within = build.schema.not_null(proven)
    scope = Scope(within, build.params, Place.MEASURE, filled=True)
    made = measured(build, scope, "runs", shape)
    if by is None or order is None or holds is None or made is None:
        return None
    names = tuple(c.name for c in by)
    full = completed(order, build.schema, build.input.keys, fixed=names)
    sure = tuple(n for n in build.schema.names if n in proven)
    op = Runs(build.input.id, names, full, holds, sure, made.items)
    schema = Schema((*(within[n] for n in names), *made.columns))
    return [Made(op, schema, _keys(op, build))]


def _keys(op: Runs, build: Build) -> tuple[Key, ...]:
    """A run is told by its first or its last place in an order in which no two rows are alike."""
    place = op.order[0].column
    if not build.input.unique_in((*op.by, place)):
        return ()
    return tuple(
        (*op.by, item.name)
        for item in op.measures
        if isinstance(item.expr, Aggregate)
        and item.expr.function in ("min", "max")
        and [arg.name for arg in item.expr.args if isinstance(arg, IrColumn)] == [place]
    )
