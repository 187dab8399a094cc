"""Are TPC-H's 22 queries answered alike by all engines, and Nexmark's by both modes of Flink?

Prints the matrix; exits with 1 if not.

    python -m tests.conformance

`build/conformance.json` is the same as data.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from tests.conformance.data import data
from tests.conformance.matrix import Matrix, Outcome, faults, matrix
from tests.conformance.nexmark import matrix as nexmark
from tests.conformance.nexmark.matrix import Modes
from tests.support import flink

REPORT = Path("build/conformance.json")
CACHE = Path(".cache")


def written(found: Matrix, streams: Mapping[str, Modes]) -> None:
    """The matrix as data; `streams` are Nexmark's queries, if there is a Flink."""
    REPORT.parent.mkdir(exist_ok=True)
    report = {
        schema: {
            query: {engine: asdict(outcome) for engine, outcome in engines.items()}
            for query, engines in queries.items()
        }
        for schema, queries in {**found, **({"nexmark": streams} if streams else {})}.items()
    }
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def printed(found: Matrix) -> str:
    """The matrix as a table for each schema."""
    lines: list[str] = []
    for schema, queries in found.items():
        engines = list(next(iter(queries.values())))
        lines += ["", schema.ljust(12) + "".join(engine.ljust(12) for engine in engines)]
        for query, outcomes in queries.items():
            cells = (_cell(outcomes[engine]).ljust(12) for engine in engines)
            lines.append(query.ljust(12) + "".join(cells).rstrip())
    return "\n".join(lines)


def _cell(outcome: Outcome) -> str:
    return f"equal {outcome.rows}" if outcome.status == "equal" else outcome.status


def main() -> int:
    """Exit code 0 if nothing differs, and only SQLite refuses, and only decimals."""
    tables = data(CACHE)
    print(f"TPC-H: {tables.origin}", flush=True)
    found = matrix(tables, workers=min(os.cpu_count() or 1, 4))
    print(printed(found), flush=True)
    streams: Mapping[str, Modes] = {}
    if not flink.absent():
        print(
            f"\nNexmark: {nexmark.FEW:,} events as a stream, {nexmark.MANY:,} in batch", flush=True
        )
        streams = nexmark.matrix(lambda line: print(line, flush=True), workers=2)
    written(found, streams)
    wrong = [*faults(found), *nexmark.faults(streams)]
    print("\n" + ("\n".join(wrong) if wrong else "Every result is the answer."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
