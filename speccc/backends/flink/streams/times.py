"""Times in messages of Avro: microseconds since 1970, which Flink takes for milliseconds (2.3.0).

So their columns are numbers, which are the same bytes, and the times are worked out here. The clock
of a source has milliseconds, and stays a time.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from speccc.backends.flink.conversions import CLOCK, DATE_OF_TIME, raised
from speccc.backends.flink.glot import Flink
from speccc.backends.flink.streams.fields import Field
from speccc.backends.sql import trees
from speccc.types import INT64, Kind

_WRITTEN = (
    f"(((TIMESTAMPDIFF(DAY, DATE '1970-01-01', {DATE_OF_TIME}) "
    "* 24 + CAST(DATE_FORMAT(_a, 'HH') AS BIGINT)) * 60 + CAST(DATE_FORMAT(_a, 'mm') AS BIGINT)) "
    "* 60 + CAST(DATE_FORMAT(_a, 'ss') AS BIGINT)) * 1000000 "
    "+ CAST(DATE_FORMAT(_a, 'SSSSSS') AS BIGINT)"
)
#: What is beyond a millisecond; of times before 1970, too, it is not below zero.
_BEYOND = "MOD(MOD(_a, 1000) + 1000, 1000)"
_MILLISECOND = f"CAST(TO_TIMESTAMP_LTZ((_a - {_BEYOND}) / 1000, 3) AS TIMESTAMP(3))"
_READ = (
    f"CAST(CONCAT(DATE_FORMAT({_MILLISECOND}, 'yyyy-MM-dd HH:mm:ss.SSS'), "
    f"LPAD(CAST({_BEYOND} AS STRING), 3, '0')) AS TIMESTAMP(6))"
)


#: A clock in microseconds is one far beyond this: the schema that a message brings is not seen.
_CLOCK = (
    "CASE WHEN _a <= TIMESTAMP '9999-12-31 23:59:59.999' THEN _a "
    f"ELSE {raised('_b', CLOCK, Kind.TIMESTAMP)} END"
)


def is_number(field: Field) -> bool:
    """Whether a field is a time that stands as a number."""
    return field.type is not None and field.type.kind is Kind.TIMESTAMP and not field.clock


def in_numbers(field: Field) -> Field:
    """The field with numbers in the place of times, those within it too."""
    if is_number(field):
        return replace(field, type=INT64)
    return replace(field, fields=tuple(map(in_numbers, field.fields)))


def written(time: exp.Expr) -> exp.Expr:
    """The number of a time."""
    return trees.fill(_WRITTEN, Flink, time)


def read_clock(time: exp.Expr, unread: exp.Expr) -> exp.Expr:
    """The clock of a source, or an error with the text `unread` if it is no time."""
    return trees.fill(_CLOCK, Flink, time, unread)


def read(number: exp.Expr) -> exp.Expr:
    """The time of a number."""
    return trees.fill(_READ, Flink, number)
