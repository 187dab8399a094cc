"""Flink in a JVM beside this process: a cluster of one for every statement."""

# py4j is of the flink extra, and knows no types.
# pyright: reportMissingImports=false, reportMissingTypeStubs=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import atexit
import importlib.util
import logging
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import execution, flink_runs
from speccc.execute.java import VERSIONS, java
from speccc.execute.scratch import scratch

#: What started quickest of what was measured.
_OPTIONS = ("-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=OFF")


class FlinkError(Exception):
    """Flink refuses a statement, or fails at it: `said` is what it says, outermost first.

    `line`: of the statement, counted from 1; the first, if it does not say.
    """

    def __init__(self, said: Sequence[str], line: int = 1) -> None:
        super().__init__("; ".join(said))
        self.said = tuple(said)
        self.line = line


class FlinkGone(FlinkError):
    """Nobody answers any more."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One catalogue of tables and views."""

    tables: Any
    jvm: Any

    def define(self, statement: str) -> None:
        """A statement that reads no rows. Raises FlinkError."""
        with _words():
            self.tables.executeSql(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query: few, for each costs a millisecond. Raises FlinkError."""
        with _words():
            cells = self.tables.executeSql(query).collect()
            found: list[tuple[Any, ...]] = []
            while cells.hasNext():
                row = cells.next()
                found.append(tuple(row.getField(at) for at in range(row.getArity())))
            return found

    def insert(self, statements: Sequence[str]) -> None:
        """INSERT statements as one job; returns when it is done. Raises FlinkError."""
        with _words():
            together = self.tables.createStatementSet()
            for statement in statements:
                together.addInsertSql(statement)
            getattr(together.execute(), "await")()

    def explain(self, statement: str) -> str:
        """The plan of a statement that reads or writes rows. Raises FlinkError."""
        with _words():
            details = self.jvm.gateway.new_array(self.jvm.api.ExplainDetail, 0)
            return self.tables.explainSql(statement, self.jvm.api.ExplainFormat.TEXT, details)


def environment(settings: Mapping[str, str] | None = None) -> Environment:
    """A fresh catalogue, in batch mode if the settings do not ask for that of streams. The JVM is
    started when it is first needed, and ends with this process.

    Raises Failure (E0959, E0963) if there is no Java for it.
    """
    jvm = _jvm()
    configuration = jvm.flink.configuration.Configuration()
    asked = {"parallelism.default": "1"} | dict(settings or {})
    for key, value in asked.items():
        configuration.setString(key, value)
    made = jvm.api.EnvironmentSettings.newInstance().withConfiguration(configuration)
    streams = asked.get("execution.runtime-mode") == "streaming"
    made = made.inStreamingMode() if streams else made.inBatchMode()
    return Environment(jvm.api.TableEnvironment.create(made.build()), jvm)


def stop() -> None:
    """Ends the JVM, if there is one."""
    if _jvm.cache_info().currsize:
        _jvm().end()
        _jvm.cache_clear()


@dataclass(frozen=True, slots=True)
class _Jvm:
    """`held` is closed when it has ended: its temporary folder goes."""

    gateway: Any
    process: Any
    held: ExitStack

    @property
    def flink(self) -> Any:
        return self.gateway.jvm.org.apache.flink

    @property
    def api(self) -> Any:
        return self.flink.table.api

    def end(self) -> None:
        self.gateway.close()
        self.gateway._gateway_client.is_connected = False  # what is forgotten is not told to it
        self.process.kill()
        self.process.wait()
        self.held.close()


@cache
def _jvm() -> _Jvm:
    command = java()
    if command is None:
        versions = " or ".join(map(str, VERSIONS))
        raise Failure([execution.NO_JAVA.at(None, versions=versions)])
    from py4j import java_gateway

    launch: Any = java_gateway.launch_gateway
    held = ExitStack()
    temporary = held.enter_context(scratch())
    try:
        port, token, process = launch(
            classpath=_jars(),
            javaopts=[*_OPTIONS, f"-Djava.io.tmpdir={temporary}"],
            java_path=str(command),
            die_on_exit=True,
            enable_auth=True,
            return_proc=True,
        )
    except (OSError, ValueError):  # it tells its port first of all
        held.close()
        raise Failure([flink_runs.NO_JVM.at(None, java=command)]) from None
    logging.getLogger("py4j").propagate = False
    logging.getLogger().addFilter(_is_not_py4js)
    reached = java_gateway.GatewayParameters(port=port, auth_token=token)
    jvm = _Jvm(java_gateway.JavaGateway(gateway_parameters=reached), process, held)
    atexit.register(stop)
    return jvm


def _is_not_py4js(record: logging.LogRecord) -> bool:
    """py4j shows the stack of what ends a call, which is raised besides and told in our words."""
    return record.msg not in _PY4J_SAYS


_PY4J_SAYS = ("Exception while sending command.", "KeyboardInterrupt while sending command.")


def _jars() -> str:
    """The class path: Flink's own libraries, which a wheel brings along."""
    found = importlib.util.find_spec("pyflink")
    places = (found.submodule_search_locations if found else None) or []
    return os.pathsep.join(str(Path(place) / "lib" / "*") for place in places)


#: Exceptions that tell the line of a statement, by their class.
_LINES: dict[str, Callable[[Any], int]] = {
    "CalciteContextException": lambda error: error.getPosLine(),
    "SqlParseException": lambda error: error.getPos().getLineNum(),
}


#: The planner (2.3.0) may find no plan for a query that is right, or stumble over it, most often
#: over conditions of constants: no compiler of specs can know.
_NO_PLAN = "CannotPlanException: "
_STUMBLES = frozenset({
    *("NullPointerException", "ClassCastException", "AssertionError", "CyclicMetadataException"),
    *("IndexOutOfBoundsException", "ArrayIndexOutOfBoundsException"),
})  # fmt: skip
_CANNOT = (
    "unexpected correlate variable",
    "requires order by clause with non-constant fields",
)
_PLANNERS = ("org.apache.calcite.", "org.apache.flink.table.planner.")
_NO_ROWS = "tuples=[[]]"
NEVER = (
    "Flink's planner finds out that a condition never holds, and fails on windows of no rows: "
    "leave the condition out, or all that comes of it"
)
UNPLANNED = "Flink's planner finds no plan for these steps: say the same in others"


def _is_the_planners(cause: Any) -> bool:
    """Whether an exception of Java's comes from planning, not from a job."""
    return any(frame.getClassName().startswith(_PLANNERS) for frame in cause.getStackTrace())


@contextmanager
def _words() -> Generator[None]:
    """Java's exceptions become FlinkError, with the words of all causes; FlinkGone, if it ended."""
    from py4j.protocol import Py4JError, Py4JJavaError, Py4JNetworkError

    try:
        yield
    except Py4JJavaError as error:
        said: list[str] = []
        line = 1
        cause: Any = error.java_exception
        stumbled = False
        while cause is not None:
            kind = cause.getClass().getSimpleName()
            said.append(f"{kind}: {cause.getMessage()}")
            line = _LINES[kind](cause) if kind in _LINES else line
            stumbled = kind in _STUMBLES and _is_the_planners(cause)
            cause = cause.getCause()
        if said[-1].startswith(_NO_PLAN):
            said.append(NEVER if _NO_ROWS in said[-1] else UNPLANNED)
        elif stumbled or any(words in said[-1] for words in _CANNOT):
            said.append(UNPLANNED)
        raise FlinkError(said, max(line, 1)) from None
    except (Py4JNetworkError, Py4JError) as error:
        stop()
        raise FlinkGone([f"its JVM ended: {' '.join(f'{error}'.split())}"]) from None
    except BaseException as error:  # interrupted: what is computed there would go on
        stop()
        if isinstance(error.__context__, KeyboardInterrupt):  # py4j stumbles as it cleans up
            raise error.__context__ from None
        raise
