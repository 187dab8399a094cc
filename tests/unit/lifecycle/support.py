"""A project with small specs, and a compiler that writes one file for each step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from speccc.lifecycle.cache import Cache
from speccc.lifecycle.diff import Scope, make_plan
from speccc.lifecycle.inventory import Inventory, take_inventory
from speccc.lifecycle.observe import observe
from speccc.lifecycle.plan import Plan
from speccc.lifecycle.project import open_project
from speccc.lifecycle.unit import Product, Unit
from speccc.lifecycle.wanted import Wanted, want
from tests.support.project import Project

SPEC = """\
speccc: 1
name: {name}
sources:
  rows:
    columns: {{a: int64, b: int64}}
steps:
  - filter: a > 1
  - derive:
      c: a + b
sinks:
  out:
    mode: replace
"""

TARGET = """\
speccc_target: 1
name: {name}
backend: pandas
"""


@dataclass
class Compiler:
    """Writes `step_<n>.txt` for each step. `flavour` stands for the compiler's version."""

    flavour: str = "1"
    compiled: list[str] = field(default_factory=list[str])

    def __call__(self, inventory: Inventory, units: Sequence[Unit]) -> Mapping[Unit, Product]:
        self.compiled += [unit.address for unit in units]
        return {unit: self._one(inventory, unit) for unit in units}

    def _one(self, inventory: Inventory, unit: Unit) -> Product:
        model = inventory.spec_file(unit.pipeline).model
        steps = {
            f"step_{number}.txt": f"{self.flavour} {step.model_dump_json(exclude_none=True)}\n"
            for number, step in enumerate(model.steps)
        }
        return Product(steps, {"runner": "none", "params": []}, {"sources": {}, "sinks": {}})


def make_project(project: Project, *names: str) -> None:
    """Specs of these names and one target, `files`."""
    for name in names:
        project.write(f"specs/{name}.yaml", SPEC.format(name=name))
    project.write("targets/files.yaml", TARGET.format(name="files"))


@dataclass(frozen=True)
class State:
    inventory: Inventory
    wanted: dict[Unit, Wanted]
    plan: Plan


def state(root: Path, compiler: Compiler, cache: Cache | None = None) -> State:
    """The plan of everything in the project at `root`."""
    cache = cache or Cache(None)
    inventory = take_inventory(open_project(root, cache), cache)
    inventory.reporter.checkpoint()
    wanted = want(inventory, inventory.units, cache, compiler)
    scope = Scope(lambda _: True, inventory.why_gone, whole=True)
    plan = make_plan(wanted, observe(inventory.project.generated_folder), scope)
    return State(inventory, wanted, plan)


def summary(plan: Plan) -> str:
    """The plan as its JSON without digests: what a test compares."""
    lines = [
        f"{change.action} {change.unit.address}: {'; '.join(map(str, change.reasons))}"
        for change in plan.changes
    ]
    lines += [f"{file.action} {file.path}: {file.reason}" for file in plan.strays]
    return "\n".join(lines)


def rewrite(path: Path, old: str, new: str) -> None:
    """Replaces text in a file; fails if it is not there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def load(path: Path) -> dict[str, object]:
    return json.loads(path.read_text(encoding="utf-8"))
