"""Units of the example pipelines: compiled, with and without what lies beside the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from speccc.backends.api import Compiled, Target
from speccc.backends.documents import documents
from speccc.diagnostics import Reporter
from speccc.driver import Compiler, check
from speccc.ir.rel import Pipeline
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec, load_target

ROOT = Path(__file__).parents[4]
EXAMPLES = sorted(file.stem for file in (ROOT / "specs").glob("*.yaml"))
TARGETS = ("duckdb", "pandas")
#: Those without rows that are put aside, without `merge`, and without windows of time.
ON_FLINK: list[str] = yaml.safe_load((ROOT / "targets/flink.yaml").read_text("utf-8"))["pipelines"]


@cache
def _specs() -> dict[str, SpecFile]:
    reporter = Reporter()
    found = {
        name: load_spec((ROOT / f"specs/{name}.yaml").read_bytes(), f"specs/{name}.yaml", reporter)
        for name in EXAMPLES
    }
    return {name: spec for name, spec in found.items() if spec is not None}


@cache
def _compiler(target: str) -> Compiler:
    reporter = Reporter()
    file = f"targets/{target}.yaml"
    profile = load_target((ROOT / file).read_bytes(), file, reporter)
    pipelines = check(_specs(), reporter)
    assert profile is not None, reporter.diagnostics
    return Compiler(profile, pipelines, _specs())


@cache
def bound(name: str, target: str) -> Pipeline:
    pipeline = _compiler(target).bind(name, Reporter())
    assert pipeline is not None
    return pipeline


def profile(target: str) -> Target:
    model = _compiler(target).target.model
    return Target(model.name, model.backend, model.dialect or "")


@cache
def compiled(name: str, target: str) -> Compiled:
    """The code alone."""
    reporter = Reporter()
    made = _compiler(target).compile(name, reporter)
    assert made is not None, reporter.diagnostics
    beside = ("README.md", f"test_{name}_{target}.py", "schedule/")
    code = tuple(a for a in made.artefacts if not a.path.startswith(beside))
    return Compiled(code, made.recipe)


def beside(name: str, target: str, pipeline: Pipeline | None = None) -> dict[str, str]:
    """What lies beside the code of an example, or of a variant of its pipeline."""
    used = pipeline or bound(name, target)
    return {a.path: a.content for a in documents(used, profile(target), compiled(name, target))}


def write(name: str, target: str, folder: Path) -> None:
    """Writes the whole unit of an example."""
    folder.mkdir(parents=True)
    for artefact in compiled(name, target).artefacts:
        _write(folder / artefact.path, artefact.content)
    for path, content in beside(name, target).items():
        _write(folder / path, content)


def write_spec(text: str, target: str, folder: Path) -> None:
    """Writes the unit of a spec whose sources and sinks say themselves where they lie."""
    reporter = Reporter()
    spec = load_spec(text, "specs/spec.yaml", reporter)
    backend = {"pandas": "backend: pandas", "duckdb": "backend: sql\ndialect: duckdb"}[target]
    content = f"speccc_target: 1\nname: {target}\n{backend}\n"
    profile = load_target(content, f"targets/{target}.yaml", reporter)
    assert spec is not None, reporter.diagnostics
    assert profile is not None, reporter.diagnostics
    specs = {spec.model.name: spec}
    pipelines = check(specs, reporter)
    assert pipelines, reporter.diagnostics
    made = Compiler(profile, pipelines, specs).compile(spec.model.name, reporter)
    assert made is not None, reporter.diagnostics
    folder.mkdir(parents=True)
    for artefact in made.artefacts:
        _write(folder / artefact.path, artefact.content)


def _write(path: Path, content: str) -> None:
    """Writes a file, and makes the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
