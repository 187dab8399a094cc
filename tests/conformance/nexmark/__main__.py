"""Prints, for each query, whether Flink plans generated SQL and SQL by hand alike, and how many
events a second each takes.

    python -m tests.conformance.nexmark [--events N] [QUERY...]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.conformance.nexmark.bench import best, seconds, write_files
from tests.conformance.nexmark.plans import OTHER, plans
from tests.conformance.nexmark.queries import QUERIES


def main(queries: Sequence[str], events: int) -> None:
    with tempfile.TemporaryDirectory(prefix="speccc-nexmark-") as name:
        folder = Path(name)
        write_files(folder, events)
        best(queries[0], folder, generated=True)  # a JVM is slow at first
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
