"""Starts runs quickly: the libraries are there already, and each run is a fork.

Reads a request a line, `{"engine", "unit", "root", "stop"}`; answers with the run's process id, and
when it has ended with its exit status (negative: the signal). A run with `stop` waits for SIGCONT.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import signal
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.csv
import pyarrow.parquet

from speccc.execute.duckdb_runner import run as run_scripts

assert pd.DataFrame
assert pyarrow.csv
assert pyarrow.parquet

_connect = duckdb.connect


@functools.cache
def _module(file: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("generated", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generated"] = module
    spec.loader.exec_module(module)
    return module


def _work(request: dict[str, Any]) -> Callable[[], int]:
    """What a run does, with everything loaded that can be."""
    unit, root = Path(request["unit"]), Path(request["root"])
    if request["engine"] == "pandas":
        return functools.partial(_module(unit / "reading.py").main, ["--root", str(root)])
    recipe = json.loads((unit / "recipe.json").read_text(encoding="utf-8"))
    return lambda: 1 if run_scripts(recipe, unit, root, {})["error"] else 0


def _one_thread(database: str, *, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """strace counts the calls of each thread for itself."""
    return _connect(database, config={**config, "threads": 1})


def main() -> None:
    duckdb.connect = _one_thread  # type: ignore[assignment]
    for line in sys.stdin:
        request = json.loads(line)
        work = _work(request)
        child = os.fork()
        if child == 0:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(nowhere, standard)
            if request["stop"]:
                os.kill(os.getpid(), signal.SIGSTOP)
            os._exit(work())
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
