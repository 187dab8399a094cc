"""Prints, for each query, whether Flink plans generated SQL and SQL by hand alike, and how many
events a second each takes.

    python -m tests.conformance.nexmark.bench [--events N] [QUERY...]

Both jobs read the same files of JSON lines in one task, and write into a hole. The first job of all
is run once before, as a JVM is slow at first; then the faster of two runs counts.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from speccc.execute.flink_engine import Environment, environment
from speccc.execute.scripts import statements
from tests.conformance.nexmark import generator
from tests.conformance.nexmark.plans import OTHER, by_hand, compiled, define_tables, plans
from tests.conformance.nexmark.queries import QUERIES, pipelines

_OPTIONS = re.compile(r"\) WITH \(\n.*\n\)", re.DOTALL)
_HOLE = ") WITH (\n  'connector' = 'blackhole'\n)"
_RUNS = 2


def seconds(query: str, folder: Path) -> tuple[float, float]:
    """How long the generated job takes, and that by hand."""
    return _best(query, folder, generated=True), _best(query, folder, generated=False)


def _best(query: str, folder: Path, *, generated: bool) -> float:
    taken: list[float] = []
    for _ in range(_RUNS):
        engine = environment(compiled(query).recipe["settings"])
        inserts = _generated(engine, query, folder) if generated else _by_hand(engine, query, folder)
        start = time.perf_counter()
        engine.insert(inserts)
        taken.append(time.perf_counter() - start)
    return min(taken)


def _generated(engine: Environment, query: str, folder: Path) -> list[str]:
    """Defines all but the sinks as it was generated; the INSERT statements."""
    recipe = compiled(query).recipe
    places = {source["table"]: folder / source["name"] for source in recipe["sources"]}
    inserts: list[str] = []
    for name, text in _statements(query):
        if text.startswith("INSERT"):
            inserts.append(text)
        elif text.startswith("CREATE"):
            table = text.split("`")[1]
            if table in places:
                text = re.sub(r"'path' = '[^']*'", f"'path' = '{places[table]}'", text)
            elif text.startswith("CREATE TEMPORARY TABLE"):
                text = _OPTIONS.sub(_HOLE, text)
            engine.define(text)
    return inserts


def _statements(query: str) -> list[tuple[str, str]]:
    together = "EXECUTE STATEMENT SET\nBEGIN\n"
    return [
        (artefact.path, text.removeprefix(together))
        for artefact in sorted(compiled(query).artefacts, key=lambda a: a.path)
        if artefact.path.endswith(".sql")
        for text in statements(artefact.content)
    ]


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


def _files(folder: Path, events: int) -> None:
    """The tables, each alone in a folder of its name."""
    generator.write(folder, events)
    for file in sorted(folder.glob("*.jsonl")):
        (folder / file.stem).mkdir()
        file.rename(folder / file.stem / "rows")


def main(queries: Sequence[str], events: int) -> None:
    with tempfile.TemporaryDirectory(prefix="speccc-nexmark-") as name:
        folder = Path(name)
        _files(folder, events)
        _best(queries[0], folder, generated=True)
        print(f"{'':6}{'plan':11}{'generated':>12}{'by hand':>12}   events a second")
        for query in queries:
            alike = "equal" if plans(query).equal else "different"
            generated, hand = (events / taken for taken in seconds(query, folder))
            why = "" if alike == "equal" else f"   {OTHER[query]}"
            print(f"{query:6}{alike:11}{generated:12,.0f}{hand:12,.0f}{why}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compares generated SQL with SQL by hand.")
    parser.add_argument("queries", nargs="*", metavar="QUERY")
    parser.add_argument("--events", type=int, default=50_000)
    given = parser.parse_args()
    main(given.queries or QUERIES, given.events)
