"""What the grammar's parts mean: expressions, items, and problems in their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from speccc.translate.model import NO_WORDS, Question, Words

#: A column as it is used: its name, and where.
Used = tuple[str, Words]


class Rows(str):
    """A noun among the columns that are used: it is to stand for the rows."""

    __slots__ = ()


class Counted(Rows):
    """A noun of which each row must be one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Value:
    """An expression of the language. `operators` of one precedence (`+` or `*`) stand in it without
    brackets; `worded`: as words, of which nobody knows how strongly they bind. `bare`: the place of
    a word without quotes that no column is called. `doubt`: what an expression may mean besides,
    unless it is said. `rounded_after`: its 'rounded' stands behind a comma. `said`: the word that
    only may mean the column. `present`: it says only that a column has a value.
    """

    text: str
    used: tuple[Used, ...] = field(default=(), compare=False)
    operators: frozenset[str] = frozenset()
    worded: bool = False
    column: str = ""
    date: str = ""
    literal: bool = False
    doubt: str = ""
    rounded_after: bool = field(default=False, compare=False)
    bare: Words = field(default=NO_WORDS, compare=False)
    said: str = field(default="", compare=False)
    present: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """What groups rows: columns, and those that have to be made for it, as items."""

    names: tuple[Value, ...]
    made: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a clause asks for: its kind, and what belongs to it.

    `loose`: it holds wherever it was said, so its columns tell where its step stands. Of "left" it
    was said that rows are left out, of "ignored" that they are as if they were not there.
    """

    kind: str
    args: tuple[Any, ...]
    words: Words = field(default=NO_WORDS, compare=False)
    used: tuple[Used, ...] = field(default=(), compare=False)
    loose: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Described:
    """Rows as a noun tells them. `condition`: which of them, None for all; `noun`: the word for
    them and its place, None if there is none; `thing`: the column that tells apart what the noun
    stands for, if that is not a row. `count`: how many rows such a thing has (sign, number, noun).
    """

    condition: Value | None
    noun: tuple[str, Words] | None = None
    thing: str = ""
    count: tuple[str, str, tuple[str, Words]] | None = None
    strict: bool = False

    @property
    def row(self) -> Used:
        """The noun as what a row is to be; `strict` if a column tells such things apart."""
        name, words = self.noun or ("rows", NO_WORDS)
        return (Counted(name) if self.strict else Rows(name)), words


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a reading from being right."""

    question: Question


def is_tuple(part: Any) -> bool:
    """Whether it is a tuple; says nothing of what is in it."""
    return isinstance(part, tuple)


def is_list(part: Any) -> bool:
    """Whether it is a list; says nothing of what is in it."""
    return isinstance(part, list)
