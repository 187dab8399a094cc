"""The evaluation corpus: requests in English, what they are given, and what is due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

EVALS = Path(__file__).parents[2] / "evals"
DATA = EVALS / "data"
HELD_OUT = EVALS / "held_out"

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


class Model(BaseModel):
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

    id: Annotated[str, Field(pattern=r"^(controlled|paraphrased|free_form|adversarial)-\d\d$")]
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
        return self.id.rpartition("-")[0]

    @property
    def number(self) -> int:
        return int(self.id.rpartition("-")[2])

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


@dataclass(frozen=True, slots=True)
class Found:
    """A case, its domain and the file in which it stands."""

    case: Case
    domain: str
    file: Path

    @property
    def held_out(self) -> bool:
        return self.file.parent == HELD_OUT

    @property
    def tables(self) -> dict[str, Path]:
        """The csv files of its inputs, by name."""
        return {name: DATA / self.domain / f"{name}.csv" for name in self.case.inputs}

    @property
    def gold(self) -> str:
        """The whole spec: a name, the sources of the inputs, and what the case says."""
        name = self.case.id.replace("-", "_")
        parts = [f"speccc: 1\nname: {name}\n"]
        given = self.case.spec or ""
        cut = re.search(r"^steps:", given, re.MULTILINE)
        assert cut is not None, f"{self.case.id} has no steps"
        parts += [given[: cut.start()], "sources:\n"]
        parts += [_source(self.domain, name) for name in self.case.inputs]
        return "".join((*parts, given[cut.start() :]))


def read(text: str) -> Group:
    """The cases of a file. Raises pydantic's ValidationError with all that is wrong."""
    return Group.model_validate(yaml.load(text, yaml.CBaseLoader))  # noqa: S506 (texts only)


@cache
def corpus() -> tuple[Found, ...]:
    """Every case, those held out too, in the order of their ids."""
    return tuple(sorted(_found(), key=lambda found: found.case.id))


def _found() -> Iterator[Found]:
    for file in sorted((*EVALS.glob("*.yaml"), *HELD_OUT.glob("*.yaml"))):
        group = read(file.read_text(encoding="utf-8"))
        yield from (Found(case, group.domain, file) for case in group.cases)


@cache
def _sources(domain: str) -> dict[str, str]:
    """The declarations in a domain's `sources.yaml`, each as its lines."""
    text = (DATA / domain / "sources.yaml").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=  \w+:\n)", text.partition("sources:\n")[2], flags=re.MULTILINE)
    return {block.split(":")[0].strip(): block for block in blocks if block}


def _source(domain: str, name: str) -> str:
    return _sources(domain)[name]
