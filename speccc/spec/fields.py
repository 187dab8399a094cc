"""What the models are made of: names, expressions, types and other texts with a role."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from speccc.spec.roles import Role

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"

_SCALAR = ["string", "number", "boolean"]
_TYPES = ["int64", "float64", "decimal(12,2)", "text", "bool", "date", "timestamp"]

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
#: A source or a step, or the rows that one puts aside.
Relation = Annotated[str, Field(pattern=NAME_PATTERN[:-1] + r"(\.rejected)?$")]
Names = Annotated[list[Name], Field(min_length=1)]
Text = Annotated[str, WithJsonSchema({"type": _SCALAR})]
Description = Annotated[
    str, WithJsonSchema({"type": _SCALAR, "description": "For readers; it changes nothing."})
]
Expression = Annotated[
    str,
    Role.EXPRESSION,
    WithJsonSchema({"type": _SCALAR, "description": "An expression of the spec language."}),
]
LiteralText = Annotated[
    str,
    WithJsonSchema({"type": _SCALAR, "description": "A literal, typed by the column or param."}),
]
TypeText = Annotated[
    str,
    Field(
        description="bool, int64, float64, decimal(p,s), text, date or timestamp; "
        "optionally 'not null'.",
        examples=[*_TYPES, *(f"{name} not null" for name in _TYPES)],
    ),
]
Item = Annotated[str, Field(description="A name, or 'old as new'.")]
OrderText = Annotated[
    str, Field(description="A column, optionally followed by 'desc'; NULLs are last.")
]
KeyText = Annotated[str, Field(description="One name for both sides, or 'left = right'.")]
Table = Annotated[str, Field(description="CSV with a header line, in a '|' block.")]
OnError = Literal["fail", "set_null", "quarantine"]
Severity = Literal["fail", "warn", "quarantine"]


def _title(model: type[Any]) -> str:
    """What messages call a part of a document: "filter step", "event time", "sink"."""
    words = re.sub(r"(Model|Shape)$", "", model.__name__)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower()


class Model(BaseModel):
    """The base of all models: no unknown keys, never changed."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        defer_build=True,
        model_title_generator=_title,
    )
