"""How fast is the generated code, beside an expert's pandas and TPC-H's standard SQL?

    python -m benchmarks [--scales 0.1 1] [--schemas float decimal] [--only duckdb]

Prints a table of medians and their ratios; `build/bench_code.json` is the same as data.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from benchmarks import duckdb_side, pandas_side
from benchmarks.timing import Pair, geometric_mean
from tests.conformance import project
from tests.conformance.data import as_floats, generated

REPORT = Path("build/bench_code.json")
CACHE = Path(".cache")
SIDES = {"pandas": pandas_side.compared, "duckdb": duckdb_side.compared}
#: What the report calls a comparison. Decimals are TPC-H's own schema, SQL's figure is of them; the
#: expert's pandas is for floats.
NAMES = {
    ("pandas", "float"): "pandas_float",
    ("duckdb", "float"): "duckdb_float",
    ("duckdb", "decimal"): "duckdb",
}
#: Repetitions of each query, by side.
REPETITIONS = {"pandas": 9, "duckdb": 15}


def data(scale: str, schema: str) -> Path:
    """The tables at a scale, made once."""
    folder = generated(CACHE / f"tpch-{scale}", scale)
    if schema == "decimal":
        return folder
    floats = folder.with_name(folder.name + "-floats")
    return floats if floats.is_dir() else as_floats(folder, floats)


def measured(scale: str, schema: str, side: str) -> dict[str, Pair]:
    """Every query, printed as it is done."""
    with tempfile.TemporaryDirectory(prefix="speccc-bench-") as name:
        root = Path(name)
        project.copied(root, floats=schema == "float")
        (root / "data").symlink_to(data(scale, schema).resolve())
        built = project.Project(root, side, {})
        refused = built.plan()
        assert not refused, refused
        built.apply()
        print(f"\n{side}, scale {scale}, {schema}, load {os.getloadavg()[0]:.1f}")
        print(f"{'query':8}{'generated ms':>14}{'reference ms':>14}{'ratio':>8}", flush=True)
        pairs: dict[str, Pair] = {}
        for query, pair in SIDES[side](root, REPETITIONS[side]):
            pairs[query] = pair
            print(_line(query, pair.generated, pair.reference), flush=True)
    print(
        _line(
            "mean",
            geometric_mean([p.generated for p in pairs.values()]),
            geometric_mean([p.reference for p in pairs.values()]),
        ),
        flush=True,
    )
    return pairs


def _line(name: str, generated: float, reference: float) -> str:
    ratio = generated / reference
    return f"{name:8}{generated * 1000:14.1f}{reference * 1000:14.1f}{ratio:8.2f}"


def as_json(pairs: dict[str, Pair]) -> dict[str, object]:
    """Milliseconds and ratios, and the geometric mean of the ratios."""
    return {
        "ratio": round(geometric_mean([p.ratio for p in pairs.values()]), 3),
        "queries": {
            query: {
                "generated_ms": round(pair.generated * 1000, 2),
                "reference_ms": round(pair.reference * 1000, 2),
                "ratio": round(pair.ratio, 3),
            }
            for query, pair in pairs.items()
        },
    }


def main() -> None:
    """Measure what the command line asks for, and write the report."""
    parser = argparse.ArgumentParser(description="how fast the generated code is")
    parser.add_argument("--scales", nargs="+", default=["0.1", "1"])
    parser.add_argument("--schemas", nargs="+", default=["float", "decimal"])
    parser.add_argument("--only", nargs="+", choices=SIDES, default=list(SIDES))
    options = parser.parse_args()
    report: dict[str, dict[str, object]] = {}
    for scale in options.scales:
        found = report.setdefault(f"sf{scale}", {})
        for schema in options.schemas:
            for side in options.only:
                if (side, schema) in NAMES:
                    found[NAMES[side, schema]] = as_json(measured(scale, schema, side))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
