"""What requests and answers hold, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from speccc.translate.drafting import LONGEST_REQUEST

_Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,62}$")]
_File = Annotated[str, Field(min_length=1, max_length=300)]


class Body(BaseModel):
    """An object with these keys and no others; in JSON they are written in camel case."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        serialize_by_alias=True,
    )


class Answer(Body):
    """What we make ourselves, by the names of the attributes."""

    model_config = ConfigDict(validate_by_name=True)


class GenerateRequest(Body):
    """A request in English, who answers for the pipeline, and what it is to be called."""

    instructions: str = Field(min_length=1, max_length=LONGEST_REQUEST)
    owner_email: str = Field(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")
    pipeline_name: _Name
    inputs: list[_File] = Field(
        default=[], max_length=20, description="csv files that it is about, in the project."
    )
    domain: str = Field(
        default="", max_length=50, description="A pack of words: ecommerce, fintech, iot."
    )


class AskedQuestion(Answer):
    """What has to be answered first; `start` and `end` are characters of the instructions."""

    code: str
    question: str
    words: str
    start: int
    end: int
    closest: str


class GenerateAnswer(Answer):
    """What became of a request. Without success there are `questions`, and the rest is empty.

    `config` is the text of the spec, to be reviewed and committed; `code` and `tests` are files by
    name; `strategy` is how it would be run; `raw_response` is all that the translator gave.
    """

    success: bool
    config: str = ""
    code: dict[str, str] = {}
    tests: dict[str, str] = {}
    strategy: dict[str, Any] = {}
    raw_response: dict[str, Any] = {}
    questions: list[AskedQuestion] = []


class ValidateRequest(Body):
    """A spec to check among those of the project; without one, the project is checked."""

    spec: str | None = Field(default=None, max_length=1_000_000)


class PlanRequest(Body):
    """Which units are meant; everything, if nothing is named."""

    pipelines: list[_Name] = Field(default=[], max_length=1000)
    target: _Name | None = None


class ExplainRequest(Body):
    """The code of a diagnostic, a function, an operator or a step."""

    name: str = Field(min_length=1, max_length=100)
