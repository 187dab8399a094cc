"""What an expression may see, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from speccc.ir.rel import Parameter
from speccc.types import Schema


class Place(Enum):
    """Where an expression stands: it decides which calls and columns are allowed."""

    SCALAR = "a scalar expression"
    MEASURE = "a measure"
    WINDOW = "a column of a window step"
    JOIN = "a join's where"


@dataclass(frozen=True, slots=True)
class Scope:
    """`schema` is the input's (of a join: the left's); `right` only in a join's where.

    `grouped` are the columns of an aggregate's `by`; `siblings` the new columns of the same step,
    which do not see each other. `sparse`: a call may meet no row, whatever the groups are;
    `filled`: each call meets one.
    """

    schema: Schema
    params: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    place: Place = Place.SCALAR
    right: Schema | None = None
    grouped: frozenset[str] = frozenset()
    siblings: frozenset[str] = frozenset()
    sparse: bool = False
    filled: bool = False
