"""The shapes of the steps about time: windows of time, and unbroken runs of rows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from speccc.spec.fields import Expression, Model, Name, OrderText

Length = Annotated[
    str, Field(description="A whole number of seconds, minutes, hours or days: '10 minutes'.")
]


class TimeWindowShape(Model):
    """The kind of windows, the column of the time, and their lengths."""

    kind: Literal["tumble", "hop", "cumulate", "session"] = Field(
        description="tumble: one after the other; hop: a new one in each 'every'; cumulate: each "
        "'every' longer, up to 'size'; session: as long as no pause is longer than 'gap'."
    )
    time: Name = Field(description="The timestamp; a row without one is in no window.")
    size: Length | None = Field(default=None, description="How long a window is.")
    every: Length | None = Field(
        default=None, description="hop: from one start to the next; cumulate: from end to end."
    )
    gap: Length | None = Field(
        default=None, description="A session goes on while the pause is at most this."
    )
    by: list[Name] | None = Field(
        default=None, description="The columns that sessions are told apart by; [] is all rows."
    )


class UnbrokenRunShape(Model):
    """The groups, their order, what holds in a run, and what is computed for each run."""

    by: list[Name] = Field(description="The columns of a group; [] is the whole input.")
    order: Annotated[list[OrderText], Field(min_length=1)] = Field(
        description="The order within a group; NULLs are last."
    )
    while_: Expression = Field(
        alias="while", description="An expression that is TRUE in each row of a run."
    )
    measures: Annotated[dict[Name, Expression], Field(min_length=1)] = Field(
        description="New columns: expressions over aggregate calls."
    )
