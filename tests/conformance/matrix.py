"""22 queries on every engine, over two schemas: is each result the answer?"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.conformance import compare, project
from tests.conformance.data import QUERIES, Data, as_floats
from tests.conformance.engines import ENGINES, Engine

#: The schemas by their name in the report; the value is whether decimals are floats.
SCHEMAS = {"tpch": False, "tpch_float": True}


@dataclass(frozen=True)
class Outcome:
    """What became of a query on an engine."""

    status: Literal["equal", "refused", "different"]
    rows: int = 0
    reason: str | None = None

    @property
    def for_decimals(self) -> bool:
        """Whether it was refused, and for decimals only."""
        return self.status == "refused" and "decimal" in (self.reason or "")


#: By schema, query and engine.
Matrix = Mapping[str, Mapping[str, Mapping[str, Outcome]]]


def matrix(data: Data, workers: int) -> Matrix:
    """Every query on every engine, each engine and schema in a project of its own."""
    with tempfile.TemporaryDirectory(prefix="speccc-tpch-") as name:
        scratch = Path(name)
        floats = as_floats(data.folder, scratch / "floats")
        with ThreadPoolExecutor(workers) as pool:
            columns = {
                (schema, engine.name): pool.submit(
                    column,
                    engine,
                    schema,
                    scratch / f"{schema}_{engine.name}",
                    floats if SCHEMAS[schema] else data.folder,
                    data,
                )
                for schema in SCHEMAS
                for engine in ENGINES
            }
        return {
            schema: {
                query: {e.name: columns[schema, e.name].result()[query] for e in ENGINES}
                for query in QUERIES
            }
            for schema in SCHEMAS
        }


def column(engine: Engine, schema: str, root: Path, folder: Path, data: Data) -> dict[str, Outcome]:
    """What becomes of every query on one engine."""
    root.mkdir()
    project.copied(root, floats=SCHEMAS[schema])
    loaded = engine.load(root, folder, schema)
    built = project.Project(root, engine.name, loaded.environment)
    refused = built.plan()
    ready = [query for query in QUERIES if query not in refused]
    if refused:
        built.only(ready)
        assert not built.plan()
    built.apply()
    errors = built.run()
    outcomes = {query: _refusal(reasons) for query, reasons in refused.items()}
    for query in ready:
        if error := errors.get(query, "it did not run"):
            outcomes[query] = Outcome("different", reason=error)
            continue
        types = built.types(query)
        rows = loaded.read(query, types)
        order = built.order(query) if engine.ordered else ()
        reason = compare.difference(types, rows, data.answers[query], order)
        outcomes[query] = Outcome("different" if reason else "equal", len(rows), reason)
    return outcomes


def _refusal(reasons: Sequence[str]) -> Outcome:
    """All reasons are told if one is not about decimals; else the first stands for all."""
    others = [reason for reason in reasons if "decimal" not in reason]
    return Outcome("refused", reason="; ".join(others or reasons[:1]))


def faults(found: Matrix) -> list[str]:
    """What must not be: rows that differ, and a refusal that is not SQLite's of decimals."""
    return [
        f"{query} on {engine}, {schema}: {outcome.status}, {outcome.reason}"
        for schema, queries in found.items()
        for query, engines in queries.items()
        for engine, outcome in engines.items()
        if outcome.status != "equal"
        and not (schema == "tpch" and engine == "sqlite" and outcome.for_decimals)
    ]
