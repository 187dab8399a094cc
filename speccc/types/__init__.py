"""Scalar types, columns and schemas, and how two types meet. Imports only diagnostics."""

from speccc.types.model import (
    BOOL,
    DATE,
    FLOAT64,
    INT64,
    TEXT,
    TIMESTAMP,
    Column,
    Kind,
    Schema,
    Type,
    decimal,
)

__all__ = [
    "BOOL",
    "DATE",
    "FLOAT64",
    "INT64",
    "TEXT",
    "TIMESTAMP",
    "Column",
    "Kind",
    "Schema",
    "Type",
    "decimal",
]
