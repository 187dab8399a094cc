"""A copy of the TPC-H project for one engine and one schema, and the command as a user runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.data import PROJECT

COMMAND = Path(sys.executable).with_name("speccc")
_PLAN = "plan.json"
_PARTS = ("speccc.yaml", "specs", "targets")
_DECIMAL = re.compile(r"decimal\(\d+,\d+\)")
_LISTED = re.compile(r"^pipelines:.*\n", re.MULTILINE)


class Failed(Exception):
    """A command ended as it should not."""


@dataclass(frozen=True)
class Project:
    """The project in `root`, for one target; the commands run in `environment`."""

    root: Path
    target: str
    environment: Mapping[str, str]

    def plan(self) -> dict[str, list[str]]:
        """Save a plan; by query, why the target cannot build it: then there is no plan.

        Raises Failed if that is about no query.
        """
        command = ("plan", "--target", self.target, "--out", _PLAN)
        done = self._speccc("--error-format", "json", *command)
        found: dict[str, list[str]] = {}
        for said in json.loads(done.stderr)["diagnostics"] if done.returncode else ():
            if said["severity"] == "error":
                if not said["range"]:  # it is about no spec
                    raise Failed(done.stderr)
                query = Path(said["range"]["filename"]).stem
                found.setdefault(query, []).append(f"{said['code']} {said['detail']}")
        return found

    def only(self, queries: Sequence[str]) -> None:
        """Ask the target for these queries."""
        profile = self.root / "targets" / f"{self.target}.yaml"
        listed = f"pipelines: [{', '.join(queries)}]\n"
        profile.write_text(profile.read_text(encoding="utf-8") + listed, encoding="utf-8")

    def apply(self) -> None:
        """Generate the code as planned. Raises Failed if that fails."""
        done = self._speccc("apply", _PLAN)
        if done.returncode != 0:
            raise Failed(done.stderr)

    def run(self) -> dict[str, str | None]:
        """Run every query; by query, the error it ended with."""
        done = self._speccc("run", "--all", "--target", self.target, "--json")
        try:
            runs = json.loads(done.stdout)["runs"]
        except ValueError:
            raise Failed(done.stderr) from None
        return {
            run["address"].partition(".")[0]: None if not run["error"] else json.dumps(run["error"])
            for run in runs
        }

    def manifest(self, query: str) -> dict[str, Any]:
        """What was generated for a query."""
        file = self.root / "generated" / query / self.target / "manifest.json"
        return json.loads(file.read_text(encoding="utf-8"))

    def types(self, query: str) -> dict[str, str]:
        """The types of the columns of the result."""
        columns = self.manifest(query)["contract"]["sinks"]["result"]["columns"]
        return {name: column["type"] for name, column in columns.items()}

    def order(self, query: str) -> list[str]:
        """The columns by which the result is sorted."""
        steps = self.manifest(query)["spec"]["canonical"]["steps"]
        sorts = [step["sort"] for step in steps if "sort" in step]
        return [key.partition(" ")[0] for key in sorts[-1]] if sorts else []

    def _speccc(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *args],
            cwd=self.root,
            env={**os.environ, "NO_COLOR": "1", **self.environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


def copied(root: Path, *, floats: bool) -> None:
    """The project in `root`, each target asked for every query; if `floats`, without decimals."""
    for part in _PARTS:
        copy = shutil.copytree if (PROJECT / part).is_dir() else shutil.copy
        copy(PROJECT / part, root / part)
    for file, text in _texts(root / "targets"):
        file.write_text(_LISTED.sub("", text), encoding="utf-8")
    if floats:
        for file, text in (*_texts(root), *_texts(root / "specs")):
            file.write_text(_DECIMAL.sub("float64", text), encoding="utf-8")


def _texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.glob("*.yaml")):
        yield file, file.read_text(encoding="utf-8")
