"""Starts runs quickly: the libraries are there already, and each run is a fork.

Reads a request a line, `{"engine", "unit", "root"}`; answers with the run's process id, and when it
has ended with its exit status (negative: the signal). A run with `stop` waits for SIGCONT; one with
`wrap` writes its calls to a log, and fails at one of them.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import signal
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.csv
import pyarrow.parquet

from speccc.execute.report import Report
from speccc.execute.runners import RUNNERS, Request, Runner, run_unit
from tests.faults.wrapping import wrap

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
    recipe = json.loads((unit / "recipe.json").read_text(encoding="utf-8"))
    if request["engine"] == "pandas":
        main = _module(unit / recipe["module"]).main
        if not recipe["incremental"]:
            return functools.partial(main, ["--root", str(root)])
    asked = Request("reading", request["engine"], recipe, unit, root, {})
    return lambda: 1 if run_unit(asked)["error"] else 0


def _run_pandas(
    recipe: Any, folder: Path, root: Path, params: Mapping[str, str], **_: Any
) -> Report:
    """The generated module, in this process."""
    module = _module(folder / recipe["module"])
    report = module.Report()
    module.run(root, dict(params), report=report)
    return json.loads(report.as_json())


def _one_thread(database: str, *, config: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """strace counts the calls of each thread for itself."""
    return _connect(database, config={**config, "threads": 1})


def main() -> None:
    duckdb.connect = _one_thread  # type: ignore[assignment]
    RUNNERS["pandas"] = Runner("", (), lambda: _run_pandas)
    for line in sys.stdin:
        request = json.loads(line)
        work = _work(request)
        child = os.fork()
        if child == 0:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(nowhere, standard)
            if "stop" in request:
                os.kill(os.getpid(), signal.SIGSTOP)
            if "wrap" in request:
                log, point = request["wrap"]
                wrap(Path(request["root"], "out"), Path(log), point and tuple(point))
            os._exit(work())
        print(child, flush=True)  # noqa: T201
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
