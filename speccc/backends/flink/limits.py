"""What the FlinkSQL of a pipeline does not do as other targets do: said in its files."""

from __future__ import annotations

from collections.abc import Callable

from speccc.backends.used import Function, used
from speccc.ir.rel import Pipeline


def limits(pipeline: Pipeline) -> list[str]:
    """Sentences, those that are true of this pipeline."""
    return [says for holds, says in _LIMITS if holds(pipeline)]


def stream_limits(pipeline: Pipeline) -> list[str]:
    """The same for a job over streams."""
    return [says for holds, says in _STREAM_LIMITS if holds(pipeline)]


def _reads(connector: str) -> Callable[[Pipeline], bool]:
    return lambda p: any(s.binding and s.binding.connector == connector for s in p.sources)


def _parquet(pipeline: Pipeline) -> bool:
    ends = (*pipeline.sources, *pipeline.sinks)
    return any(end.binding and end.binding.connector == "parquet" for end in ends)


def _calls(*names: str) -> Callable[[Pipeline], bool]:
    def holds(pipeline: Pipeline) -> bool:
        parts = (part for node in pipeline.nodes for part in used(node, pipeline))
        return any(isinstance(part, Function) and part.name in names for part in parts)

    return holds


_Limit = tuple[Callable[[Pipeline], bool], str]
_OVERFLOW: _Limit = (
    lambda _: True,
    (
        "A number that overflows is not found: an int64 wraps around, a decimal becomes NULL, "
        "a float64 infinite."
    ),
)
_CALENDAR: _Limit = (
    _calls("add_days", "add_months"),
    (
        "A date that is moved out of the years 1 to 9999 is not found, nor are days and months "
        "beyond 32 bits: they wrap around."
    ),
)
_JSON_TYPES: _Limit = (
    _reads("json"),
    (
        'The type of a JSON value is not seen: the string "12" reads as a number, and the '
        "number 12 as a text."
    ),
)
_PARAMETERS: _Limit = (
    lambda p: bool(p.params),
    (
        "FlinkSQL has no variables: a parameter stands in the scripts as its value, marked by "
        "a comment. `speccc run` puts the value of the run there."
    ),
)

_LIMITS: tuple[_Limit, ...] = (
    _OVERFLOW,
    _CALENDAR,
    (
        _reads("csv"),
        (
            "By hand, a csv file must have exactly the declared columns, in their order: Flink "
            "reads by place. `speccc run` gives it a copy that has."
        ),
    ),
    _JSON_TYPES,
    (
        lambda p: any(c.zone not in ("", "UTC") for s in p.sources for c in s.columns),
        (
            "A local time before 1900 takes the first standard time of its zone, not the local "
            "mean time of the place."
        ),
    ),
    (
        _parquet,
        (
            "Parquet needs the jar flink-sql-parquet on Flink's class path, and its columns must "
            "have exactly the declared types."
        ),
    ),
    _PARAMETERS,
    (
        lambda _: True,
        (
            "By hand, a sink is a folder of files, and several sinks are not replaced all at once. "
            "`speccc run` makes one file of each."
        ),
    ),
)

_STREAM_LIMITS: tuple[_Limit, ...] = (
    _OVERFLOW,
    _CALENDAR,
    _JSON_TYPES,
    (
        lambda p: any(s.event_time for s in p.sources),
        (
            "Which rows are late depends on the order in which they come. Where several tasks "
            "read one source, its clock is that of the slowest."
        ),
    ),
    (
        lambda _: True,
        (
            "A value that breaks the contract of a source ends the job when it is looked at: not "
            "in a row that comes too late, or that a filter leaves out before."
        ),
    ),
    (
        lambda p: any(s.key for s in p.sources),
        (
            "By hand, nobody looks whether rows of a source share their key: a stream would have "
            "to be remembered as a whole. `speccc run` looks at files."
        ),
    ),
    _PARAMETERS,
    (
        lambda p: any(s.mode == "merge" for s in p.sinks),
        (
            "By hand, a sink of mode merge is a folder of changes, in Debezium's form. "
            "`speccc run` makes rows of them."
        ),
    ),
)
