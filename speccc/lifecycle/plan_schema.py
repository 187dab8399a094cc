"""The shape of a plan as JSON, and of a plan in a file: read from, and made into a JSON Schema.

pydantic is slow to import: only `apply FILE`, `show FILE` and the schema's writer need this.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from speccc.lifecycle.contracts import ContractChange, Introduced
from speccc.lifecycle.plan import Action, FileChange, Plan, UnitChange
from speccc.lifecycle.reasons import Cause, Reason
from speccc.lifecycle.saved import SavedPlan
from speccc.lifecycle.unit import Unit, digest_of
from speccc.spec.schema import DIALECT

Digest = Annotated[str, Field(description="`sha256:` and a hex digest, or `link:` and a target.")]


class _Part(BaseModel):
    """Other keys are ignored: a later minor version may add some."""

    model_config = ConfigDict(extra="ignore")


class ReasonPart(_Part):
    """Why something changes. It explains; it never drives an action."""

    cause: Literal[
        "new",
        "spec changed",
        "target changed",
        "upstream changed",
        "compiler changed",
        "removed",
        "renamed",
        "missing",
        "hand-edited",
        "orphaned",
    ]
    detail: str = Field(description="The node or the file concerned; may be empty.")

    def value(self) -> Reason:
        return Reason(Cause(self.cause), self.detail)


class FileChangePart(_Part):
    """What happens to a file: the digests before and after, null where there is none."""

    actions: list[Literal["create", "update", "delete"]] = Field(min_length=1, max_length=1)
    before: Digest | None
    after: Digest | None


class FilePart(_Part):
    """A file under the generated folder."""

    path: str = Field(description="Relative to the generated folder.")
    change: FileChangePart
    reason: ReasonPart
    saved_to_trash: bool = Field(
        description="The bytes on disk are not speccc's: they are saved first."
    )

    def value(self) -> FileChange:
        pure = PurePosixPath(self.path)
        if pure.is_absolute() or ".." in pure.parts or str(pure) != self.path:
            raise ValueError("a path leads out of the generated folder")
        change = self.change
        action = Action(change.actions[0])
        if (action is Action.DELETE) is not (change.after is None):
            raise ValueError("an action does not fit its digests")
        return FileChange(
            self.path,
            action,
            change.before,
            change.after,
            self.reason.value(),
            self.saved_to_trash,
        )


class UnitChangePart(_Part):
    """What happens to a unit: the digests of its spec before and after."""

    actions: list[Literal["create", "update", "move", "delete"]] = Field(min_length=1, max_length=1)
    before: Digest | None
    after: Digest | None


class ContractChangePart(_Part):
    """One change of the contract of a sink."""

    sink: str
    breaking: bool = Field(description="`apply` refuses it without --allow-breaking.")
    detail: str
    consumers: list[str] = Field(description="The pipelines that read the sink.")


class IntroducedPart(_Part):
    """What no unit of the project had before."""

    kind: Literal["endpoint", "credential", "variable", "write mode"]
    detail: str


class UnitPart(_Part):
    """A unit that changes: one pipeline for one target."""

    address: str = Field(description="pipeline.target")
    pipeline: str
    target: str
    previous_address: str | None = Field(description="Of the unit that is moved here.")
    change: UnitChangePart
    reasons: list[ReasonPart]
    contract_changes: list[ContractChangePart]
    introduces: list[IntroducedPart]
    files: list[FilePart]

    def value(self) -> UnitChange:
        previous = self.previous_address
        return UnitChange(
            Unit(self.pipeline, self.target),
            Action(self.change.actions[0]),
            tuple(reason.value() for reason in self.reasons),
            tuple(file.value() for file in self.files),
            self.change.before,
            self.change.after,
            None if previous is None else Unit.of(previous.replace(".", "/")),
            tuple(
                ContractChange(c.sink, c.breaking, c.detail, tuple(c.consumers))
                for c in self.contract_changes
            ),
            tuple(Introduced(new.kind, new.detail) for new in self.introduces),
        )


class SummaryPart(_Part):
    """How many units are added, changed, moved, destroyed and left as they are."""

    add: int
    change: int
    move: int
    destroy: int
    stray_files: int
    unchanged: int
    breaking: int = Field(description="How many changes of contracts are breaking.")


class PlanPart(_Part):
    """A plan, as `speccc plan --json` prints it: what `apply` would do."""

    model_config = ConfigDict(title="speccc plan")

    format_version: Annotated[str, Field(pattern=r"^1\.\d+$")]
    summary: SummaryPart
    resource_changes: list[UnitPart] = Field(description="Removals come last.")
    stray_files: list[FilePart] = Field(description="Files in no unit's folder; they are removed.")

    def value(self) -> Plan:
        return Plan(
            tuple(change.value() for change in self.resource_changes),
            tuple(file.value() for file in self.stray_files),
            self.summary.unchanged,
        )


class RestsOnPart(_Part):
    """The digests that must still hold when the plan is applied."""

    generated_folder: str
    documents: dict[str, str]
    complete: bool
    files: dict[str, str]


class PlanFilePart(_Part):
    """A saved plan, as `speccc plan --out FILE` writes it."""

    compiler: str
    plan: PlanPart
    rests_on: RestsOnPart
    contents: dict[str, str]


def read_plan_file(document: dict[str, Any]) -> SavedPlan | None:
    """The plan in a document; None if it is not of this shape, or contradicts itself."""
    try:
        file = PlanFilePart.model_validate(document, strict=True)
        plan = file.plan.value()
    except (ValidationError, ValueError):
        return None
    contents = {path: digest_of(text.encode()) for path, text in file.contents.items()}
    if contents != {f.path: f.after for f in plan.files if f.after is not None}:
        return None
    rests_on = file.rests_on
    return SavedPlan(
        plan,
        rests_on.generated_folder,
        file.compiler,
        rests_on.documents,
        rests_on.complete,
        rests_on.files,
        file.contents,
    )


def schema_text() -> str:
    """The JSON Schema of a plan, as the package carries it."""
    schema = {"$schema": DIALECT, **PlanPart.model_json_schema(mode="serialization")}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
