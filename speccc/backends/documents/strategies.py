"""A hypothesis strategy for each source column, from its type and the values worth trying."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import assert_never

from speccc.analyse.lineage import Origin
from speccc.backends.documents.given import given_tables
from speccc.backends.documents.pools import pools, unique_columns
from speccc.backends.documents.python import Call, Raw, text
from speccc.ir import rel
from speccc.types import Kind, Type
from speccc.types.cells import Cell

#: Whole digits of a random decimal: sums of them stay far from an overflow.
_WHOLE_DIGITS = 4
_YEARS = (2024, 2026)


def rows(pipeline: rel.Pipeline) -> Call:
    """The strategy that draws rows for every source."""
    found = pools(pipeline)
    drawn = {source.name: _rows(pipeline, source, found) for source in given_tables(pipeline)}
    return Call("st.fixed_dictionaries", [drawn])


def tables(pipeline: rel.Pipeline) -> Call | Raw:
    """The strategy of a test: drawn rows, in most cases beside those of an example."""
    if not pipeline.examples:
        return Raw("RANDOM")
    bases = [Raw("{}"), *(Raw(f"EXAMPLE_{number}") for number in _numbers(pipeline))]
    return Call("st.builds", [Raw("added"), Call("st.sampled_from", [bases]), Raw("RANDOM")])


def unique(pipeline: rel.Pipeline) -> dict[str, list[list[str]]]:
    """The column sets of each source in which its rows differ."""
    return {
        s.name: [list(key) for key in unique_columns(pipeline, s)] for s in given_tables(pipeline)
    }


def _rows(
    pipeline: rel.Pipeline, source: rel.Source, found: dict[Origin, tuple[Cell, ...]]
) -> Call:
    columns = {
        c.name: _column(c, found.get(Origin(source.name, c.name), ())) for c in source.columns
    }
    like = [Raw(f"*EXAMPLE_{number}[{text(source.name)}]") for number in _numbers(pipeline)]
    return Call("rows", [source.name, columns, *([like] if like else [])])


def _numbers(pipeline: rel.Pipeline) -> range:
    return range(1, len(pipeline.examples) + 1)


def _column(column: rel.SourceColumn, values: Sequence[Cell]) -> Raw | Call:
    offered = [*([None] if column.nullable else []), *values]
    others = _others(column.type, values)
    return Call("some", [offered, others]) if offered else others


def _others(type: Type, values: Sequence[Cell]) -> Raw:
    """Any value of a type, within bounds that keep sums and products small."""
    match type.kind:
        case Kind.BOOL:
            return Raw("st.booleans()")
        case Kind.INT64:
            return Raw("st.integers(-999, 999)")
        case Kind.FLOAT64:
            return Raw("st.floats(-1e6, 1e6)")
        case Kind.DECIMAL:
            whole = 10 ** min(type.precision - type.scale, _WHOLE_DIGITS) - 1
            bound = f"{whole}.{'9' * type.scale}" if type.scale else str(whole)
            return Raw(f'st.decimals("-{bound}", "{bound}", places={type.scale})')
        case Kind.TEXT:
            return Raw("TEXT")
        case Kind.DATE:
            first, last = _years(values)
            return Raw(f"st.dates(dt.date({first}, 1, 1), dt.date({last}, 12, 31))")
        case Kind.TIMESTAMP:
            first, last = _years(values)
            return Raw(f"st.datetimes(dt.datetime({first}, 1, 1), dt.datetime({last}, 12, 31))")
        case _:
            assert_never(type.kind)


def _years(values: Sequence[Cell]) -> tuple[int, int]:
    """The years around the values worth trying."""
    years = [value.year for value in values if isinstance(value, dt.date)]
    return (min(years), max(years)) if years else _YEARS
