"""Generated tests pass on right code, fail on broken code, and see rows that reach the sinks.

On the examples' right code they run under generated/.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings

from tests.unit.backends.documents.units import EXAMPLES, TARGETS, write, write_spec


def _pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The tests of a folder in a process of their own, warnings being errors."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-W",
        "error",
        "-p",
        "no:cacheprovider",
        "-x",
        *options,
    ]
    return subprocess.run(
        [*command, str(folder)], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


def test_all_units_are_collected_together(tmp_path: Path) -> None:
    for name in EXAMPLES:
        for target in TARGETS:
            write(name, target, tmp_path / name / target)
    done = _pytest(tmp_path, "--collect-only")
    assert done.returncode == 0, done.stdout
    for name in EXAMPLES:
        for target in TARGETS:
            assert f"{name}/{target}/test_{name}_{target}.py::" in done.stdout
    tests = "".join(p.read_text(encoding="utf-8") for p in tmp_path.rglob("test_*.py"))
    assert "import speccc" not in tests


_APPEND = "place.open('ab').write((partial[path] / part).read_bytes())"
#: Every type, from every connector, with formats, a path into nested data, a key of two columns.
SPEC = """\
speccc: 1
name: everything
params:
  least: int64
  since: date
  from_time: {type: timestamp, default: 2026-01-01 00:00:00}
  word: {type: text, default: "it's"}
  share: {type: float64, default: 0.5}
  wanted: {type: bool, default: true}
sources:
  lines:
    connector: json
    options: {path: in/lines.jsonl}
    columns:
      id: {type: int64 not null, path: [about, id]}
      part: {type: text not null, path: [about, part]}
      ratio: float64
      price: decimal(9,3)
      is_new: bool
      day: {type: date, format: DD.MM.YYYY}
      at: {type: timestamp, path: [about, at], zone: Europe/Berlin}
    key: [id, part]
  cells:
    connector: csv
    options: {path: in/cells.csv, delimiter: ";"}
    columns:
      id: int64
      ratio: {type: float64, path: The ratio}
      price: decimal(9,3)
      is_new: bool
      day: {type: date, format: YYYY/MM/DD}
      at: {type: timestamp, format: DD.MM.YYYY HH:mm:ss}
      note: text
    on_error: set_null
  blocks:
    connector: parquet
    options: {path: in/blocks.parquet}
    columns:
      id: int64 not null
      ratio: float64 not null
      price: decimal(9,3) not null
      is_new: bool not null
      day: date not null
      at: timestamp not null
      note: text not null
steps:
  - name: all_cells
    from: cells
    filter: id >= :least and (day > :since or at >= :from_time or note = :word or ratio > :share)
  - name: per_id
    aggregate:
      by: [id]
      measures: {cells: count(), ratio: avg(ratio), price: sum(price)}
  - name: lined
    from: lines
    join: {with: per_id, kind: left, keys: [id], take: [cells, price as total], matches: any}
  - name: chosen
    from: blocks
    filter: is_new = :wanted
sinks:
  lines_out: {from: lined, mode: replace, connector: json, options: {path: out/lined.jsonl}}
  sums: {from: per_id, mode: replace, connector: parquet, options: {path: out/sums.parquet}}
  chosen_blocks:
    from: chosen
    mode: replace
    connector: csv
    options: {path: out/deeper/chosen.csv}
"""


@pytest.mark.parametrize("target", TARGETS)
def test_every_type_and_connector_without_examples(target: str, tmp_path: Path) -> None:
    write_spec(SPEC, target, tmp_path / "unit")
    done = _pytest(tmp_path)
    assert done.returncode == 0, done.stdout


#: What is broken: the unit, its file, the text that is there and the one that comes in; and the
#: start of the test that finds it.
BROKEN = (
    ("sales_analytics", "pandas", "sales_analytics.py", '"quantity"] > 0', '"quantity"] < 0', "1"),
    (
        "sales_analytics",
        "pandas",
        "sales_analytics.py",
        "(partial[path] / part).replace(place)",
        _APPEND,
        "run",
    ),
    ("sales_analytics", "duckdb", "03_pipeline.sql", "<> 'cancelled'", "= 'cancelled'", "1"),
    ("sales_analytics", "duckdb", "03_pipeline.sql", '"quantity" DESC', '"quantity"', "2"),
    ("top_products", "duckdb", "03_pipeline.sql", "LIMIT 5", "LIMIT 1", "1"),
)


@pytest.mark.parametrize(("name", "target", "file", "right", "wrong", "found"), BROKEN)
def test_broken_code_is_found(
    name: str, target: str, file: str, right: str, wrong: str, found: str, tmp_path: Path
) -> None:
    write(name, target, tmp_path / "unit")
    code = tmp_path / "unit" / file
    source = code.read_text(encoding="utf-8")
    assert right in source
    code.write_text(source.replace(right, wrong), encoding="utf-8")
    done = _pytest(tmp_path)
    assert done.returncode == 1, done.stdout
    assert f"FAILED unit/test_{name}_{target}.py::test_{found}" in done.stdout


@pytest.fixture
def module(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ModuleType]:
    """The generated test module of an example on pandas."""
    name = str(request.param)
    write(name, "pandas", tmp_path / "unit")
    file = tmp_path / "unit" / f"test_{name}_pandas.py"
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    yield loaded
    sys.modules.pop(f"{name}_generated")


@pytest.mark.parametrize("module", EXAMPLES, indirect=True)
def test_random_rows_reach_the_sinks(module: Any) -> None:
    ends: Counter[str] = Counter()

    @settings(module.SETTINGS, max_examples=40)
    @given(module.TABLES)
    def count(tables: Any) -> None:
        found = module.outcome(tables)
        reached = not isinstance(found, str) and any(table.rows for table in found.values())
        ends["rows" if reached else "none"] += 1

    count()
    assert ends["rows"] >= 10, ends
