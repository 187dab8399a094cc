"""What lies beside the code: its wording, its form, and that no text of a spec can break it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import black
import pytest

from speccc.backends.documents.files import fits_in_a_folder
from speccc.ir.rel import Binding, Pipeline
from tests.unit.backends.documents.units import EXAMPLES, ROOT, TARGETS, beside, bound

GOLDEN = ROOT / "tests/golden/documents"
UNITS = [(name, target) for name in EXAMPLES for target in TARGETS]
RUFF = Path(sys.executable).with_name("ruff")
HOSTILE = (
    "a\"b'c\\ `x` */ {{ 7*7 }} {% raw %} \"\"\" ''' \u202e\x00 | \n\n# head <b> \U0001f600 \x1b[1m"
)


@pytest.mark.parametrize("target", TARGETS)
def test_golden(target: str) -> None:
    """UPDATE_GOLDEN=1 writes what there is now; look at the difference before it is committed."""
    found = {f"{target}/{path}": text for path, text in beside("sales_analytics", target).items()}
    if os.environ.get("UPDATE_GOLDEN"):
        for path, text in found.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_text(text, encoding="utf-8")
    kept = {path: (GOLDEN / path).read_text(encoding="utf-8") for path in found}
    assert found == kept


@pytest.mark.parametrize(("name", "target"), UNITS)
def test_the_readme_tells_what_an_operator_asks(name: str, target: str) -> None:
    readme = beside(name, target)["README.md"]
    pipeline = bound(name, target)
    for heading in ("What it does", "When it runs again", "Run it", "Schedule it"):
        assert f"## {heading}\n" in readme
    for end in (*pipeline.sources, *pipeline.sinks):
        assert f"### `{end.name}`" in readme
        assert all(f"| `{column.name}` |" in readme for column in end.columns)
    assert all(
        f"**`{node.step}`**" in readme
        for node in pipeline.nodes
        if node.op.__class__.__name__ not in ("Scan", "ScanRejected")
    )
    assert "None" not in readme
    assert "\n\n\n" not in readme


def test_lineage_and_tags_are_told() -> None:
    readme = beside("orders_enriched", "pandas")["README.md"]
    assert (
        "| `customer_name` | `text not null` | `personal` | `customers.customer_name` |" in readme
    )
    daily = beside("bank_transactions_daily", "pandas")["README.md"]
    assert "| `net` | `decimal(38,2) not null` |  | `transactions.amount` |" in daily


def test_only_surprises_that_can_happen_are_told() -> None:
    assert "In a csv source" in beside("sales_analytics", "pandas")["README.md"]
    assert "Local times" not in beside("sales_analytics", "pandas")["README.md"]
    assert "Local times" in beside("bank_transactions_daily", "pandas")["README.md"]


def test_flink_has_no_tests_of_its_own() -> None:
    found = beside("sales_analytics", "flink")
    assert not [path for path in found if path.startswith("test_")]
    assert "That needs Java 17" in found["README.md"]
    assert "- A number that overflows is not found" in found["README.md"]
    assert "or a number overflows" not in found["README.md"]


def _hostile(pipeline: Pipeline) -> Pipeline:
    """The pipeline with a wild text wherever a spec may hold any."""
    sources = tuple(
        replace(
            source,
            description=HOSTILE,
            binding=Binding("csv", {"path": f"data/{HOSTILE}"}),
            columns=tuple(
                replace(c, path=(c.name + HOSTILE,), description=HOSTILE) for c in source.columns
            ),
        )
        for source in pipeline.sources
    )
    examples = tuple(
        replace(
            example,
            name=HOSTILE,
            given=tuple(
                replace(
                    given,
                    rows=tuple(
                        tuple(HOSTILE if isinstance(v, str) else v for v in row)
                        for row in given.rows
                    ),
                )
                for given in example.given
            ),
        )
        for example in pipeline.examples
    )
    return replace(
        pipeline,
        file=f"specs/{HOSTILE}.yaml",
        description=HOSTILE,
        owner=HOSTILE,
        schedule=("0 9 * * MON", "Europe/Berlin"),  # the analysis lets nothing else pass
        nodes=tuple(replace(node, description=HOSTILE) for node in pipeline.nodes),
        sources=sources,
        examples=examples,
    )


@pytest.mark.parametrize("target", TARGETS)
def test_black_and_ruff_are_content(target: str, tmp_path: Path) -> None:
    for name in EXAMPLES:
        file = f"test_{name}_{target}.py"
        (tmp_path / file).write_text(beside(name, target)[file], encoding="utf-8")
    wild = beside("sales_analytics", target, _hostile(bound("sales_analytics", target)))
    (tmp_path / "test_wild.py").write_text(
        wild[f"test_sales_analytics_{target}.py"], encoding="utf-8"
    )
    for file in tmp_path.glob("*.py"):
        source = file.read_text(encoding="utf-8")
        assert black.format_str(source, mode=black.Mode()) == source, file.name
    command = [str(RUFF), "check", "--isolated", "--extend-select", "I,UP,B", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_hostile_text_shows_and_does_nothing(target: str) -> None:
    found = beside("sales_analytics", target, _hostile(bound("sales_analytics", target)))
    for text in found.values():
        assert "49" not in text.replace("{{ 7*7 }}", "")[:400]
        assert not {"\u202e", "\x00", "\x1b"} & set(text)
    assert "\n# head" not in found["README.md"]
    assert found["README.md"].count("\n```") % 2 == 0


def _with_path(pipeline: Pipeline, path: str) -> Pipeline:
    source = replace(pipeline.sources[0], binding=Binding("csv", {"path": path}))
    return replace(pipeline, sources=(source, *pipeline.sources[1:]))


@pytest.mark.parametrize(
    "path",
    ["/data/orders.csv", "../orders.csv", "a/../../b.csv", "out/pandas/sales_by_product.csv"],
)
def test_no_file_is_written_outside_of_a_folder_or_twice(path: str) -> None:
    pipeline = bound("sales_analytics", "pandas")
    assert fits_in_a_folder(pipeline)
    other = _with_path(pipeline, path)
    assert not fits_in_a_folder(other)
    tests = beside("sales_analytics", "pandas", other)["test_sales_analytics_pandas.py"]
    assert "test_the_sinks_keep_their_schema" in tests
    assert "running_twice" not in tests
    assert path not in tests


def test_without_examples_there_are_properties() -> None:
    pipeline = replace(bound("sales_analytics", "pandas"), examples=())
    tests = beside("sales_analytics", "pandas", pipeline)["test_sales_analytics_pandas.py"]
    assert "EXAMPLE" not in tests
    assert tests.count("@given(TABLES)") == 3
    assert black.format_str(tests, mode=black.Mode()) == tests
