"""What the parts of a spec do, in plain English: one sentence for each source, step and sink."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from speccc.connectors.catalogue import CONNECTORS
from speccc.spec.document import Path

Data = Mapping[str, Any]


def sentences(document: Data, binds: Mapping[str, Data]) -> Iterator[tuple[Path, str]]:
    """Every part of a spec by its path, from top to bottom, and what it does."""
    if "schedule" in document:
        yield ("schedule",), _schedule(document["schedule"])
    for name, param in cast("Data", document.get("params", {})).items():
        yield ("params", name), _param(name, param)
    for name, source in cast("Data", document["sources"]).items():
        yield ("sources", name), _source(name, {**source, **binds.get(name, {})})
    for at, step in enumerate(cast("Sequence[Data]", document["steps"])):
        yield ("steps", at), step_sentence(step)
    for name, sink in cast("Data", document["sinks"]).items():
        yield ("sinks", name), _sink(name, {**sink, **binds.get(name, {})})


def step_sentence(step: Data) -> str:
    """What a step does."""
    operator = next(key for key in step if key in _STEPS)
    start = f"To '{step['from']}': " if "from" in step else ""
    result = f" The result is '{step['name']}'." if "name" in step else ""
    return f"{start}{_STEPS[operator](step[operator])}.{result}"


def _schedule(schedule: Data) -> str:
    return f"Run on the schedule {schedule['cron']}, in {schedule.get('timezone', 'UTC')}."


def _param(name: str, param: Any) -> str:
    if isinstance(param, str):
        return f"Every run is given {name}, a {param}."
    default = f"; {param['default']} if it is not given" if "default" in param else ""
    return f"A run may be given {name}, a {param['type']}{default}."


def _source(name: str, source: Data) -> str:
    columns = cast("Data", source.get("columns", {}))
    shown = ", ".join(f"{n} {c if isinstance(c, str) else c['type']}" for n, c in columns.items())
    key = f"; no two rows have the same {_and(source['key'])}" if source.get("key") else ""
    clock = _event_time(source["event_time"]) if source.get("event_time") else ""
    return f"Read '{name}' from {_place(source)}: {shown or 'the columns it has'}{key}{clock}."


def _event_time(clock: Data) -> str:
    return f"; by {clock['column']}, at which a row may be {clock['max_lateness']} late"


def _sink(name: str, sink: Data) -> str:
    start = f"Write '{sink['from']}'" if "from" in sink else "Write the result"
    return f"{start} as '{name}' to {_place(sink)}, {_MODES[sink['mode']](sink)}."


def _place(end: Data) -> str:
    connector = CONNECTORS.get(str(end.get("connector")))
    if connector is None:
        return str(end.get("connector", "where the target profile says"))
    options = cast("Data", end.get("options", {}))
    shown = ", ".join(f"{k} {v}" for k, v in options.items())
    return f"{connector.name.replace('_', ' ')} ({shown})"


_MODES: dict[str, Callable[[Data], str]] = {
    "replace": lambda _: "in the place of what was there",
    "merge": lambda s: f"updating rows with the same {_and(s.get('key', ()))} and adding the rest",
    "append": lambda s: f"adding rows whose {_and(s.get('key', ()))} is not there yet",
    "partition": lambda s: f"in the place of the rows with the same {_and(s.get('by', ()))}",
}


def _and(names: Sequence[str]) -> str:
    *some, last = names or ("",)
    return f"{', '.join(some)} and {last}" if some else last


def _list(items: Any) -> str:
    return ", ".join(cast("Sequence[str]", items))


def _each(pairs: Data, between: str = " = ") -> str:
    return "; ".join(f"{name}{between}{value}" for name, value in pairs.items())


def _order(items: Sequence[str]) -> str:
    return ", ".join(f"{i.removesuffix(' desc')} descending" if i.endswith(" desc") else i
                     for i in items)  # fmt: skip


def _per(by: Sequence[str]) -> str:
    return f"For each {_and(by)}" if by else "For all rows together"


def _join(join: Data) -> str:
    keys = f" where {_list(join['keys'])}" if join.get("keys") else ""
    also = f", and {join['where']}" if join.get("where") else ""
    take = f"; take {_list(join['take'])}" if join.get("take") else ""
    matches = {
        "at_most_one": "; at most one row matches",
        "exactly_one": "; exactly one row matches",
    }.get(join.get("matches", "any"), "")
    return f"{_JOINS[join['kind']]} '{join['with']}'{keys}{also}{take}{matches}"


_JOINS = {
    "inner": "Keep the rows that have a match, and join them with",
    "left": "Keep every row, and join what matches from",
    "full": "Keep every row of both sides, joined where they match, with",
    "semi": "Keep the rows that have a match in",
    "anti": "Keep the rows that have no match in",
    "cross": "Join every row with every row of",
}


def _within(reconcile: Data) -> str:
    return f", within {reconcile['within']}" if "within" in reconcile else ""


def _rule(rule: Data) -> str:
    kind = next(key for key in rule if key in _RULES)
    after = {"warn": " (a warning)", "quarantine": " (a row that breaks it is set aside)"}
    return _RULES[kind](rule[kind]) + after.get(rule.get("severity", "fail"), "")


_RULES: dict[str, Callable[[Any], str]] = {
    "check": lambda c: f"{c} in every row",
    "not_null": lambda n: f"{_and(n)} never missing",
    "unique": lambda n: f"{_and(n)} unique",
    "references": lambda r: f"{_list(r['keys'])} found in '{r['with']}'",
    "row_count": lambda r: f"number of rows {_each(r, ' ')}",
    "reconcile": lambda r: f"{_list(r['columns'])} the same as in '{r['with']}'{_within(r)}",
}

_ON_ERROR = {
    "fail": "a value that does not read ends the run",
    "set_null": "a value that does not read becomes missing",
    "quarantine": "a row with a value that does not read is set aside",
}

_WINDOWS: dict[str, Callable[[Data], str]] = {
    "tumble": lambda w: f"into a window of {w['size']}, one after the other",
    "hop": lambda w: f"into the windows of {w['size']}, a new one every {w['every']}",
    "cumulate": lambda w: f"into windows that grow by {w['every']} until {w['size']}",
    "session": lambda w: (
        f"{'of each ' + _and(w['by']) + ' ' if w['by'] else ''}into a session, which ends with a "
        f"pause of more than {w['gap']}"
    ),
}

_STEPS: dict[str, Callable[[Any], str]] = {
    "select": lambda s: f"Keep only the columns {_list(s)}",
    "rename": lambda s: f"Rename {_list(s)}",
    "drop": lambda s: f"Leave out the columns {_list(s)}",
    "derive": lambda s: f"Add {_each(s)}",
    "set": lambda s: f"Change {_each(s)}",
    "cast": lambda s: f"Read {_each(s['columns'], ' as ')}; {_ON_ERROR[s['on_error']]}",
    "fill": lambda s: f"Where it is missing, put {_each(s['values'])}",
    "filter": lambda s: f"Keep only the rows where {s}",
    "dedupe": lambda s: (
        f"Of the rows with the same {_and(s['by'])} keep the first, in the order "
        f"{_order(s['order'])}"
    ),
    "distinct": lambda s: f"Keep {_list(s)}, each combination once",
    "sort": lambda s: f"Order by {_order(s)}",
    "limit": lambda s: f"Keep the first {s} rows",
    "join": _join,
    "union": lambda s: f"Add the rows of {_list(s['with'])}",
    "except": lambda s: f"Keep the rows that are not in '{s['with']}', each once",
    "intersect": lambda s: f"Keep the rows that are also in '{s['with']}', each once",
    "aggregate": lambda s: f"{_per(s['by'])} compute {_each(s['measures'])}",
    "window": lambda s: (
        f"{_per(s['by'])}, in the order {_order(s['order'])}, add {_each(s['derive'])}"
    ),
    "pivot": lambda s: (
        f"{_per(s['by'])} compute {s['measure']}, in a column for each of these values of "
        f"{s['column']}: {_each(s['into'])}"
    ),
    "unpivot": lambda s: (
        f"Turn the columns {_list(s['columns'])} into rows: the name as {s['name']}, "
        f"the value as {s['value']}"
    ),
    "time_window": lambda s: f"Put each row {_WINDOWS[s['kind']](s)}, by {s['time']}",
    "runs": lambda s: (
        f"{_per(s['by'])}, in the order {_order(s['order'])}, and for each unbroken run of rows "
        f"where {s['while']}, compute {_each(s['measures'])}"
    ),
    "expect": lambda s: f"Check that {'; '.join(map(_rule, s))}",
}
