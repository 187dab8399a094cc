"""The text of a module: laid out as black would, clean for ruff, safe for every name and text."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import black
import pytest

from speccc import driver
from speccc.backends.api import Target
from speccc.backends.pandas import PandasBackend
from speccc.backends.pandas.library import library
from speccc.backends.pandas.module import module
from speccc.diagnostics import Failure, Reporter
from speccc.ir.rel import Binding, Pipeline
from speccc.spec.load import load_spec
from tests.unit.backends.pandas.random_specs import Specs
from tests.unit.backends.pandas.running import bound, transformed

GOLDEN = Path(__file__).parents[3] / "golden" / "pandas"
HOSTILE = 'a"""b\'{x}\\\n# \u202e\U0001f600 \x7f{0}'

SALES = """
speccc: 1
name: sales
description: Net revenue per product
params:
  min_revenue: {type: "decimal(12,2)", default: 100}
  since: {type: date, default: 2024-01-01}
sources:
  orders:
    description: One row for each order
    connector: csv
    options: {path: data/orders.csv}
    columns:
      order_id: int64 not null
      product: text not null
      unit_price: decimal(12,2) not null
      quantity: int64 not null
      discount: float64
      booked_on: {type: date, path: Booking Date, format: DD/MM/YYYY}
    key: [order_id]
steps:
  - derive: {total: unit_price * quantity}
    description: What was paid
  - filter: total > :min_revenue and booked_on >= :since
  - dedupe: {by: [product, booked_on], order: [total desc]}
  - name: by_product
    aggregate:
      by: [product]
      measures: {revenue: sum(total), orders: count(), discount: avg(discount)}
  - expect:
      - {check: revenue > 0}
      - {row_count: {min: 1}, severity: warn}
sinks:
  sales_by_product:
    connector: csv
    options: {path: out/sales_by_product.csv}
    mode: replace
"""


def checked(text: str) -> Pipeline:
    reporter = Reporter()
    spec = load_spec(text.lstrip("\n"), "specs/x.yaml", reporter)
    assert spec is not None, reporter.diagnostics
    found = driver.check({spec.model.name: spec}, reporter)
    assert found, reporter.diagnostics
    return bound(next(iter(found.values())))


def hostile() -> Pipeline:
    """Names that Python has already, and texts that would end a literal, comment or docstring."""
    text = SALES.replace("name: sales\n", "name: json\n")
    for old, new in (
        ("product", "class"),
        ("total", "pd"),
        ("orders", "np"),
        ("min_revenue", "str"),
    ):
        text = text.replace(f"{old}:", f"{new}:").replace(f" {old}", f" {new}")
        text = text.replace(f"[{old}", f"[{new}").replace(f"({old}", f"({new}")
        text = text.replace(f":{old}", f":{new}")
    pipeline = checked(text.replace("{path: data/np.csv}", "{path: data/orders.csv}"))
    nodes = tuple(replace(n, description=HOSTILE) for n in pipeline.nodes)
    columns = tuple(replace(c, path=(HOSTILE,)) for c in pipeline.sources[0].columns)
    place = Binding("csv", {"path": HOSTILE, "delimiter": "\t"})
    source = replace(pipeline.sources[0], description=HOSTILE, columns=columns, binding=place)
    return replace(pipeline, description=HOSTILE, file=HOSTILE, nodes=nodes, sources=(source,))


def samples() -> dict[str, Pipeline]:
    found = {"sales": checked(SALES), "hostile": hostile()}
    for kind in ("derive", "filter", "aggregate", "window", "join", "expect"):
        for seed in (1, 6):
            found[f"{kind}_{seed}"] = checked(Specs(seed).spec([kind]))
    return found


SAMPLES = samples()


@pytest.mark.parametrize("name", SAMPLES)
def test_black_leaves_it_alone(name: str) -> None:
    source = module(SAMPLES[name])
    assert black.format_str(source, mode=black.Mode()) == source


def test_ruff_has_nothing_to_say(tmp_path: Path) -> None:
    for name, pipeline in SAMPLES.items():
        (tmp_path / f"{name}.py").write_text(module(pipeline), encoding="utf-8")
    command = ["ruff", "check", "--isolated", "--extend-select", "I,UP,B", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_plain_module_needs_no_black(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "black", None)
    for pipeline in (SAMPLES["sales"], driver.optimise(SAMPLES["sales"])):
        assert "def transform(" in module(pipeline)


def test_no_helper_is_carried_that_nothing_uses() -> None:
    tree = ast.parse(module(SAMPLES["sales"]))
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert defined - read == set()


def test_helpers_import_nothing_of_speccc() -> None:
    assert not [line for line in library().imports.values() if "speccc" in line]


def test_hostile_names_and_texts_run() -> None:
    pipeline = SAMPLES["hostile"]
    due = transformed(SAMPLES["sales"], {"orders": ROWS})["sales_by_product"]
    found = transformed(pipeline, {pipeline.sources[0].name: ROWS})
    assert found[pipeline.sinks[0].name] == due
    assert due


def _rows() -> list[tuple]:
    import datetime as dt
    from decimal import Decimal

    day = dt.date(2024, 5, 1)
    return [
        (1, "pen", Decimal("2.50"), 100, 0.1, day),
        (2, "ink", Decimal("60.00"), 4, None, day),
        (3, "ink", Decimal("61.00"), 4, 0.5, day),
        (4, "ink", Decimal("99.00"), 1, 0.5, day),
        (5, "old", Decimal("99.00"), 9, 0.5, dt.date(2023, 12, 31)),
    ]


ROWS = _rows()


def test_the_module_as_a_reviewer_sees_it() -> None:
    """Golden: everything before the helpers. Write it anew with SPECCC_UPDATE_GOLDEN=1."""
    import os

    shown = module(driver.optimise(SAMPLES["sales"])).partition("# Helpers")[0]
    golden = GOLDEN / "sales.txt"
    if os.environ.get("SPECCC_UPDATE_GOLDEN"):
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")


# --- the backend ----------------------------------------------------------------------------------

TARGET = Target("pandas", "pandas")


def test_artefacts_and_recipe() -> None:
    compiled = PandasBackend().compile(SAMPLES["sales"], TARGET)
    assert [a.path for a in compiled.artefacts] == ["sales.py", "requirements.txt"]
    assert compiled.recipe == {
        "runner": "pandas",
        "module": "sales.py",
        "params": [
            {"name": "min_revenue", "type": "decimal(12,2)", "default": "100.00"},
            {"name": "since", "type": "date", "default": "2024-01-01"},
        ],
        "incremental": [],
    }


def test_connectors_that_are_not_files_are_refused_all_at_once() -> None:
    sales = SAMPLES["sales"]
    table = Binding("table", {"name": "raw.orders"})
    broken = replace(
        sales,
        sources=tuple(replace(s, binding=table) for s in sales.sources),
        sinks=tuple(replace(s, binding=table) for s in sales.sinks),
    )
    with pytest.raises(Failure) as caught:
        PandasBackend().compile(broken, TARGET)
    assert [d.code.id for d in caught.value.diagnostics] == ["E0710", "E0710"]


def test_a_nested_path_in_a_flat_file_is_refused() -> None:
    sales = SAMPLES["sales"]
    columns = tuple(replace(c, path=("a", "b")) for c in sales.sources[0].columns[:1])
    broken = replace(sales, sources=(replace(sales.sources[0], columns=columns),))
    with pytest.raises(Failure) as caught:
        PandasBackend().compile(broken, TARGET)
    assert [d.code.id for d in caught.value.diagnostics] == ["E0711"]
