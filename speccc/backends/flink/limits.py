"""What the FlinkSQL of a pipeline does not do as other targets do: said in its files."""

from __future__ import annotations

from collections.abc import Callable

from speccc.ir.rel import Pipeline


def limits(pipeline: Pipeline) -> list[str]:
    """Sentences, those that are true of this pipeline."""
    return [says for holds, says in _LIMITS if holds(pipeline)]


def _reads(connector: str) -> Callable[[Pipeline], bool]:
    return lambda p: any(s.binding and s.binding.connector == connector for s in p.sources)


def _parquet(pipeline: Pipeline) -> bool:
    ends = (*pipeline.sources, *pipeline.sinks)
    return any(end.binding and end.binding.connector == "parquet" for end in ends)


_LIMITS: tuple[tuple[Callable[[Pipeline], bool], str], ...] = (
    (
        lambda _: True,
        (
            "A number that overflows is not found: an int64 wraps around, a decimal becomes NULL, "
            "a float64 infinite."
        ),
    ),
    (
        _reads("csv"),
        (
            "By hand, a csv file must have exactly the declared columns, in their order: Flink "
            "reads by place. `speccc run` gives it a copy that has."
        ),
    ),
    (
        _reads("json"),
        (
            'The type of a JSON value is not seen: the string "12" reads as a number, and the '
            "number 12 as a text."
        ),
    ),
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
    (
        lambda p: bool(p.params),
        (
            "FlinkSQL has no variables: a parameter stands in the scripts as its value, marked by "
            "a comment. `speccc run` puts the value of the run there."
        ),
    ),
    (
        lambda _: True,
        (
            "By hand, a sink is a folder of files, and several sinks are not replaced all at once. "
            "`speccc run` makes one file of each."
        ),
    ),
)
