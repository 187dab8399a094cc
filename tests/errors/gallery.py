"""The museum's pieces: each folder is a small wrong project and what speccc says about it.

The files of a piece lie flat beside its `rendered.txt`: `target.yaml` is a target profile,
`speccc.yaml` the project file, every other YAML file a spec, a CSV file the data of a run.
`UPDATE_GOLDEN=1` hangs the texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import io
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from speccc.cli.main import run

FOLDER = Path(__file__).parent
RENDERED = "rendered.txt"
_PROJECT = "speccc.yaml"
_TARGET = "target.yaml"
_HEAD = re.compile(r"^(?:error|warning)\[(E\d{4})\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One wrong project. Its folder is called after the code that it shows first."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def code(self) -> str:
        return self.name.partition("_")[0]

    @property
    def files(self) -> list[Path]:
        return sorted(f for f in self.folder.iterdir() if f.suffix in (".yaml", ".csv"))

    @property
    def command(self) -> tuple[str, ...]:
        """With data a run finds the mistake, with a target profile `plan`, else `validate`."""
        if list(self.folder.glob("*.csv")):
            return ("run", "shop")
        return ("plan",) if (self.folder / _TARGET).exists() else ("validate",)

    @property
    def rendered(self) -> str:
        return (self.folder / RENDERED).read_text(encoding="utf-8")


def pieces() -> list[Piece]:
    """Every piece, by name."""
    return [Piece(f) for f in sorted(FOLDER.glob("E[0-9]*_*")) if f.is_dir()]


def render(piece: Piece, root: Path) -> tuple[int, str]:
    """The exit code and what the command prints to stderr, the piece laid out below `root`."""
    (root / _PROJECT).write_text("speccc_project: 1\n", encoding="utf-8")
    for file in piece.files:
        shutil.copyfile(file, _place(root, file.name))
    if piece.command[0] == "run":
        speccc(root, "apply", "--auto-approve")
    return speccc(root, *piece.command)


def _place(root: Path, name: str) -> Path:
    """Where a file of a piece lies in its project."""
    below = {_PROJECT: root, _TARGET: root / "targets"}.get(name, root / "specs")
    if name.endswith(".csv"):
        below = root / "data"
    below.mkdir(exist_ok=True)
    return below / name


def speccc(root: Path, *args: str) -> tuple[int, str]:
    """The exit code of a command in the project at `root`, and what it prints to stderr."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        exit_code = run(["-C", str(root), *args])
    return exit_code, err.getvalue()


def codes_in(rendered: str) -> list[str]:
    """The codes of the findings in a rendered text, in their order."""
    return _HEAD.findall(rendered)
