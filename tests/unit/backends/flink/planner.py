"""Flink's own planner in a JVM beside the tests: it explains statements and runs none."""

# py4j comes with the flink extra only.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OPTIONS = ["-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]


def missing() -> str:
    """What is not here of what the planner needs; empty if it can be started."""
    for module in ("pyflink", "py4j"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed: pip install 'speccc[flink]'"
    java = shutil.which("java")
    if java is None:
        return "there is no java"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    return "" if ' version "17' in said else "java is not Java 17"


def _jars() -> str:
    spec = importlib.util.find_spec("pyflink")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return str(Path(spec.submodule_search_locations[0]) / "lib" / "*")


@dataclass(frozen=True, slots=True)
class Planner:
    """A JVM with Flink on its class path; close it by `shutdown`."""

    gateway: Any

    @classmethod
    def start(cls, folder: Path) -> Planner:
        """A JVM at work in `folder`: even to explain an INSERT, Flink makes its sinks' folders."""
        from py4j.java_gateway import JavaGateway

        return cls(
            JavaGateway.launch_gateway(
                classpath=_jars(), javaopts=_OPTIONS, die_on_exit=True, cwd=str(folder)
            )
        )

    def shutdown(self) -> None:
        self.gateway.shutdown()

    def environment(self) -> Environment:
        """A fresh catalogue in batch mode."""
        api = self.gateway.jvm.org.apache.flink.table.api
        settings = api.EnvironmentSettings.newInstance().inBatchMode().build()
        details = self.gateway.new_array(api.ExplainDetail, 0)
        return Environment(api.TableEnvironment.create(settings), api.ExplainFormat.TEXT, details)


@dataclass(frozen=True, slots=True)
class Environment:
    """One catalogue: `define` takes DDL, `explain` anything that reads or writes rows."""

    tables: Any
    format: Any
    details: Any

    def define(self, statement: str) -> None:
        """Raises PlanError with the planner's words if the statement is wrong."""
        with _words(statement):
            self.tables.executeSql(statement)

    def explain(self, statement: str) -> str:
        """The plan. Raises PlanError with the planner's words if the statement is wrong."""
        with _words(statement):
            return self.tables.explainSql(statement, self.format, self.details)


class PlanError(Exception):
    """The planner refuses a statement."""


@contextmanager
def _words(statement: str) -> Iterator[None]:
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        cause: Any = error.java_exception  # pyright: ignore[reportUnknownMemberType]
        said: list[str] = []
        while cause is not None:
            said.append(str(cause.getMessage()))
            cause = cause.getCause()
        raise PlanError("\n".join([*said, statement])) from None
