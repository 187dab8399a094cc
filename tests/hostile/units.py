"""Whole units of a spec as a user writes it: compiled, and run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speccc.backends.api import Compiled
from speccc.diagnostics import Diagnostic, Reporter
from speccc.driver import Compiler, check
from speccc.execute.report import Report
from speccc.execute.runners import RUNNERS
from speccc.spec.load import load_spec, load_target

#: Profiles by what the tests call them.
PROFILES = {
    "pandas": "backend: pandas\n",
    "duckdb": "backend: sql\ndialect: duckdb\n",
    "duckdb tables": "backend: sql\ndialect: duckdb\nconnection: shop.db\n",
    "sqlite": "backend: sql\ndialect: sqlite\nconnection: shop.db\n",
    "postgres": 'backend: sql\ndialect: postgres\nconnection: "${env:DATABASE_URL}"\n',
    "mariadb": 'backend: sql\ndialect: mariadb\nconnection: "${env:DATABASE_URL}"\n',
    "flink": "backend: flink\n",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """`compiled` is None if something is refused; then there are diagnostics."""

    compiled: Compiled | None
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def files(self) -> Mapping[str, str]:
        """Text by path, whatever is generated."""
        assert self.compiled is not None, [str(d) for d in self.diagnostics]
        return {artefact.path: artefact.content for artefact in self.compiled.artefacts}

    def run(self, root: Path, connection: str = "", **params: str) -> Report:
        """A run from files that were written and read again, as from `generated/`."""
        assert self.compiled is not None, [str(d) for d in self.diagnostics]
        code = root / "code"
        for path, content in self.files().items():
            (code / path).parent.mkdir(parents=True, exist_ok=True)
            (code / path).write_text(content, encoding="utf-8")
        recipe: Any = json.loads(json.dumps(self.compiled.recipe))
        go = RUNNERS[recipe["runner"]].load()
        return go(recipe, code, root, params, connection=connection)


def unit(spec: str, profile: str, *, documents: bool = False) -> Unit:
    """The spec for a target. What is refused has been given a place. `documents`: with what lies
    beside the code, which takes far longer than the code.
    """
    reporter = Reporter()
    document = load_spec(spec, "specs/hostile.yaml", reporter)
    target = load_target(
        f"speccc_target: 1\nname: there\n{PROFILES[profile]}", "targets/there.yaml", reporter
    )
    specs = {} if document is None else {"hostile": document}
    pipelines = check(specs, reporter)
    compiled = None
    if target is not None and "hostile" in pipelines:
        compiler = Compiler(target, pipelines, specs)
        compile_it = compiler.compile if documents else compiler.unoptimised
        compiled = compile_it("hostile", reporter)
    refused = [d for d in reporter.diagnostics if d.severity == "error"]
    assert bool(refused) == (compiled is None), [str(d) for d in refused]
    assert all(d.span is not None for d in refused), [str(d) for d in refused]
    return Unit(compiled, refused)
