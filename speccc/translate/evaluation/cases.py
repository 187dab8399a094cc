"""The form of an evaluation set: requests in English, what they are given, and what is due."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Stratum = Literal["controlled", "paraphrased", "free_form", "adversarial"]
Domain = Literal[
    "ecommerce", "education", "energy", "fintech", "gaming", "health", "hr", "iot", "logistics",
    "marketing", "public_sector",
]  # fmt: skip
Topic = Literal[
    "source", "destination", "column", "measure", "threshold", "period", "grouping", "order",
    "meaning", "missing_values", "duplicates", "join_key", "unit", "contradiction",
]  # fmt: skip
Reason = Literal[
    "streaming", "code", "changes_a_source", "machine_learning", "other_system", "personal_data",
    "injection", "not_in_the_language", "not_a_pipeline",
]  # fmt: skip
STRATA: tuple[str, ...] = get_args(Stratum)


class Model(BaseModel):
    """Frozen, and without unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Model):
    """What must be asked, and the words of the request that leave it open."""

    topic: Topic
    words: str


class Refusal(Model):
    """Why a request is refused, and the words that are to be named."""

    reason: Reason
    words: str


class Case(Model):
    """One request. Exactly one of `spec`, `ask` and `refuse` is due."""

    id: Annotated[str, Field(pattern=r"^(controlled|paraphrased|free_form|adversarial)-\d{2,3}$")]
    request: str
    inputs: list[str] = []
    params: dict[str, str] = {}
    spec: str | None = None
    names: list[str] = []
    extra_columns: bool = False
    stated: list[Literal["schedule", "mode", "key"]] = []
    ask: list[Question] = []
    refuse: Refusal | None = None
    note: str = ""

    @property
    def stratum(self) -> str:
        """How the request is written; the first part of the id."""
        return self.id.rpartition("-")[0]

    @property
    def number(self) -> int:
        """Which one of its stratum it is."""
        return int(self.id.rpartition("-")[2])

    @property
    def place(self) -> tuple[str, int]:
        """What cases are sorted by."""
        return self.stratum, self.number

    @model_validator(mode="after")
    def _one_thing_is_due(self) -> Self:
        if sum(map(bool, (self.spec, self.ask, self.refuse))) != 1:
            raise ValueError(f"{self.id}: exactly one of spec, ask and refuse is due")
        if not self.spec and (self.params or self.names or self.extra_columns or self.stated):
            raise ValueError(f"{self.id}: only a spec has params, names, columns and parts")
        return self


class Group(Model):
    """The cases of one domain."""

    domain: Domain
    cases: Annotated[list[Case], Field(min_length=1)]


def read(text: str) -> Group:
    """The cases of a file. Raises pydantic's ValidationError, or YAMLError, with what is wrong."""
    return Group.model_validate(yaml.load(text, yaml.CBaseLoader))  # noqa: S506 (texts only)


def declarations(text: str) -> dict[str, str]:
    """The sources that a `sources.yaml` declares, by name, each as its lines."""
    blocks = re.split(r"^(?=  \w+:\n)", text.partition("sources:\n")[2], flags=re.MULTILINE)
    return {block.split(":")[0].strip(): block for block in blocks if block}


def gold_of(case: Case, sources: dict[str, str]) -> str:
    """The whole spec that is due: a name, the declarations of the inputs, and what the case says.

    Raises ValueError if the case says no steps, KeyError for an input that is not declared.
    """
    given = case.spec or ""
    cut = re.search(r"^steps:", given, re.MULTILINE)
    if cut is None:
        raise ValueError(f"{case.id} has no steps")
    parts = [f"speccc: 1\nname: {case.id.replace('-', '_')}\n", given[: cut.start()], "sources:\n"]
    parts += [sources[name] for name in case.inputs]
    return "".join((*parts, given[cut.start() :]))
