"""The form of a domain pack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

#: Words in lower case, as somebody says them.
Phrase = Annotated[str, Field(pattern=r"^[a-z]+( [a-z]+)*$")]
#: A column's name in lower case; `*` stands for any characters.
Pattern = Annotated[str, Field(pattern=r"^[a-z*][a-z0-9_*]*$")]
Noun = Annotated[str, Field(pattern=r"^[a-z]+$")]
Kind = Literal["number", "time", "text", "bool"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sense(_Model):
    """What people call a column, and what it is called in data. `kinds`: of which types it is."""

    says: Annotated[tuple[Phrase, ...], Field(min_length=1)]
    columns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]


class Pack(_Model):
    """A domain: `rows` are nouns for the rows of one table, each group of one meaning; `columns`
    are words for columns; `times` are columns with the time that a row is about, which "latest"
    is about when nothing else is said; `decimals` are units to which one rounds.
    """

    name: Noun
    description: str
    rows: tuple[Annotated[tuple[Noun, ...], Field(min_length=2)], ...] = ()
    columns: tuple[Sense, ...] = ()
    times: tuple[Pattern, ...] = ()
    decimals: dict[Phrase, Annotated[int, Field(ge=0, le=6)]] = {}

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Self:
        _once("noun", (noun for group in self.rows for noun in group))
        _once("phrase", (phrase for sense in self.columns for phrase in sense.says))
        return self


def _once(what: str, texts: Iterable[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise ValueError(f"the {what} '{text}' has two meanings")
        seen.add(text)
