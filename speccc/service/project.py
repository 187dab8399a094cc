"""What the service does with its project: the work of the commands, as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speccc.cli.commands.explain import answers_to
from speccc.cli.compiling import check_all, spec_files
from speccc.cli.session import Session
from speccc.cli.work import Selection, open_work
from speccc.diagnostics import Diagnostic, Failure, Reporter, render
from speccc.diagnostics.codes import service as codes
from speccc.driver import check
from speccc.spec.load import load_spec

#: What the text of a spec is called that a request brings.
SENT = "request.yaml"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a project. Every request reads it anew."""

    root: Path

    def session(self) -> Session:
        """What a command would have, of this request alone."""
        return Session(folder=self.root, root=self.root)

    def validate(self, text: str | None) -> dict[str, Any]:
        """The JSON document of the diagnostics of a spec, or of the project. Raises Failure."""
        session = self.session()
        inventory = open_work(session).inventory
        if text is None:
            check_all(inventory)
            return document(session, inventory.reporter.diagnostics)
        session.texts[SENT] = text
        reporter = Reporter()
        spec = load_spec(text, SENT, reporter, inventory.parser.catalog)
        if spec is not None:
            specs = {**spec_files(inventory, inventory.specs), spec.model.name: spec}
            check(specs, reporter)
        return document(session, reporter.diagnostics)

    def plan(self, pipelines: tuple[str, ...], target: str | None) -> dict[str, Any]:
        """What apply would do. Raises Failure with all that is wrong."""
        plan, _, _ = open_work(self.session()).plan(Selection(pipelines, target))
        return plan.to_json()

    def csv(self, path: str) -> Path:
        """A csv file below the root, links followed. Raises Failure (E1095)."""
        root = self.root.resolve()
        try:
            found = (root / path).resolve()
            inside = found.is_relative_to(root) and found.suffix == ".csv" and found.is_file()
        except (OSError, ValueError):  # a name too long, or with a NUL
            inside = False
        if not inside:
            raise Failure([codes.OUTSIDE.at(None, path=path)])
        return root / path


def explain(name: str) -> dict[str, Any]:
    """All that goes by a name: `found` is empty if nothing does."""
    return {"found": [answer.data for answer in answers_to(name)]}


def document(session: Session, diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> Any:
    """The JSON document of diagnostics."""
    return json.loads(render.render_json(diagnostics, session.sources(diagnostics)))
