"""How fast the generated job of a query is, and that by hand.

Both read the same files of JSON lines in one task, and write into a hole; the faster of two runs
counts.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

from speccc.backends.api import Artefact
from speccc.execute.flink_engine import Environment, environment
from speccc.execute.scripts import statements
from tests.conformance.nexmark import generator
from tests.conformance.nexmark.plans import by_hand, compiled, define_tables
from tests.conformance.nexmark.queries import pipelines

_OPTIONS = re.compile(r"\) WITH \(\n.*\n\)", re.DOTALL)
_HOLE = ") WITH (\n  'connector' = 'blackhole'\n)"
_RUNS = 2


def seconds(query: str, folder: Path) -> tuple[float, float]:
    """How long the generated job takes, and that by hand."""
    return best(query, folder, generated=True), best(query, folder, generated=False)


def best(query: str, folder: Path, *, generated: bool) -> float:
    """The seconds of one of the two."""
    taken: list[float] = []
    for _ in range(_RUNS):
        engine = environment(compiled(query).recipe["settings"])
        inserts = (
            _generated(engine, query, folder) if generated else _by_hand(engine, query, folder)
        )
        start = time.perf_counter()
        engine.insert(inserts)
        taken.append(time.perf_counter() - start)
    return min(taken)


def _generated(engine: Environment, query: str, folder: Path) -> list[str]:
    """Defines all but the sinks as it was generated; the INSERT statements."""
    sources = {source["table"]: source["name"] for source in compiled(query).recipe["sources"]}
    found = _statements(query)
    for text in found:
        if text.startswith("CREATE"):
            name = sources.get(text.split("`")[1])
            engine.define(_placed(text, folder, name))
    return [text for text in found if text.startswith("INSERT")]


def _placed(text: str, folder: Path, source: str | None) -> str:
    """The definition of a table, over the files of its source; one of no source is a hole."""
    if source is not None:
        return re.sub(r"'path' = '[^']*'", f"'path' = '{folder / source}'", text)
    return _OPTIONS.sub(_HOLE, text) if text.startswith("CREATE TEMPORARY TABLE") else text


def _statements(query: str) -> list[str]:
    together = "EXECUTE STATEMENT SET\nBEGIN\n"
    scripts = sorted((a for a in compiled(query).artefacts if a.path.endswith(".sql")), key=_path)
    return [
        text.removeprefix(together) for script in scripts for text in statements(script.content)
    ]


def _path(artefact: Artefact) -> str:
    return artefact.path


def _by_hand(engine: Environment, query: str, folder: Path) -> list[str]:
    define_tables(engine, pipelines()[query], str(folder))
    columns = ", ".join(f"`{name}` {type_}" for name, type_ in _columns(engine, by_hand(query)))
    engine.define(f"CREATE TEMPORARY TABLE `result` ({columns}{_HOLE}")
    return [f"INSERT INTO `result`\n{by_hand(query)}"]


def _columns(engine: Environment, query: str) -> list[tuple[str, str]]:
    """The columns of a query, with their types."""
    schema = engine.tables.sqlQuery(query).getResolvedSchema()
    types = [column.getDataType().getLogicalType() for column in schema.getColumns()]
    names = [column.getName() for column in schema.getColumns()]
    return [
        (name, re.sub(r" (NOT NULL|\*ROWTIME\*)", "", type_.asSerializableString()))
        for name, type_ in zip(names, types, strict=True)
    ]


def write_files(folder: Path, events: int) -> None:
    """The tables, each alone in a folder of its name."""
    generator.write(folder, events)
    for file in sorted(folder.glob("*.jsonl")):
        (folder / file.stem).mkdir()
        file.rename(folder / file.stem / "rows")
