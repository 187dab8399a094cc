"""The seven scalar types, columns and schemas."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

MAX_DECLARED_PRECISION = 18
MAX_PRECISION = 38
MAX_SCALE = 18
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1


class Kind(StrEnum):
    BOOL = "bool"
    INT64 = "int64"
    FLOAT64 = "float64"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Type:
    """A scalar type. `precision` and `scale` are 0 unless the kind is decimal."""

    kind: Kind
    precision: int = 0
    scale: int = 0

    def __str__(self) -> str:
        if self.kind is Kind.DECIMAL:
            return f"decimal({self.precision},{self.scale})"
        return self.kind.value

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INT64, Kind.FLOAT64, Kind.DECIMAL)


BOOL = Type(Kind.BOOL)
INT64 = Type(Kind.INT64)
FLOAT64 = Type(Kind.FLOAT64)
TEXT = Type(Kind.TEXT)
DATE = Type(Kind.DATE)
TIMESTAMP = Type(Kind.TIMESTAMP)


def decimal(precision: int, scale: int) -> Type:
    """A decimal type whose precision is capped at 38: beyond it, overflow is found in the run."""
    return Type(Kind.DECIMAL, min(precision, MAX_PRECISION), scale)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a relation.

    `inexact` marks floats whose last bits depend on the order of evaluation (a float sum, say).
    """

    name: str
    type: Type
    nullable: bool
    tags: tuple[str, ...] = ()
    inexact: bool = False
    description: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.type}{'' if self.nullable else ' not null'}"


@dataclass(frozen=True, slots=True)
class Schema:
    """The ordered columns of a relation; no two share a name."""

    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __contains__(self, name: str) -> bool:
        return any(c.name == name for c in self.columns)

    def __getitem__(self, name: str) -> Column:
        """The column of that name. Raises KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    def index(self, name: str) -> int:
        """The position of a column, from 0. Raises ValueError if there is none."""
        return self.names.index(name)

    def with_column(self, name: str, **changes: object) -> Schema:
        """The same schema with some fields of one column changed."""
        return Schema(
            tuple(replace(c, **changes) if c.name == name else c for c in self.columns)  # type: ignore[arg-type]
        )

    def not_null(self, proven: Collection[str]) -> Schema:
        """The same schema, with these columns known to hold a value."""
        return Schema(
            tuple(replace(c, nullable=c.nullable and c.name not in proven) for c in self.columns)
        )
