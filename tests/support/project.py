"""A speccc project in a temporary folder, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("speccc")
#: Seconds after which a command that goes on fails its test.
_PATIENCE = 240


@dataclass(frozen=True)
class Project:
    """The folder `root` holds a `speccc.yaml`, and what the test writes into it."""

    root: Path

    def write(self, path: str, text: str) -> Path:
        """Write a file, its folders too; returns its full path."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def files(self, under: str = ".") -> list[str]:
        """Every file below a folder, as sorted paths relative to the root."""
        found = (self.root / under).rglob("*")
        return sorted(str(f.relative_to(self.root)) for f in found if f.is_file())

    def speccc(
        self, *args: str, exit_code: int = 0, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `speccc ARGS` here, in a process of its own, off a terminal.

        Fails the test unless it exits with `exit_code`, if it meets an internal error, or if it
        does not end.
        """
        done = subprocess.run(
            [COMMAND, *args],
            cwd=self.root,
            env={**os.environ, "NO_COLOR": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=_PATIENCE,
        )
        output = f"speccc {' '.join(args)}\n{done.stdout}{done.stderr}"
        assert "E9901" not in output, output
        assert "Traceback" not in output, output
        assert done.returncode == exit_code, f"exit code {done.returncode}: {output}"
        return done
