"""Whole runs of generated scripts on DuckDB: files in, files and a report out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from speccc.diagnostics import InternalError
from speccc.execute import duckdb_runner
from speccc.execute.duckdb_runner import ScriptError, relations, run
from speccc.ir.rel import Pipeline
from tests.unit.backends.sql.running import checked, compiled, run_files, run_rows, write

ORDERS = """
    sources:
      orders:
        connector: csv
        options: {path: data/orders.csv}
        columns:
          order_id: int64 not null
          product: text
          price: decimal(9,2)
        key: [order_id]
"""
SALES = f"""
    params:
      least: {{type: "decimal(9,2)", default: 1}}
    {ORDERS.strip()}
    steps:
      - filter: price >= :least
      - name: by_product
        aggregate: {{by: [product], measures: {{total: sum(price), orders: count()}}}}
      - name: checked
        expect:
          - {{unique: [product]}}
          - {{name: enough, check: total > 5, severity: warn}}
          - {{row_count: {{max: 3}}}}
      - sort: [total desc]
    sinks:
      sales: {{connector: csv, options: {{path: out/deep/sales.csv}}, mode: replace}}
"""
LINES = "order_id,product,price\n1,Pen,2.50\n2,Ink,9.99\n3,Pen,0.50\n4,,3\n"


@pytest.fixture
def sales(tmp_path: Path) -> Callable[..., dict]:
    """Runs SALES below tmp_path on lines of orders."""

    def go(lines: str = LINES, **params: str) -> dict:
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data/orders.csv").write_text(lines, encoding="utf-8")
        return dict(run_files(checked(SALES), tmp_path, **params))

    return go


def test_a_run_writes_and_reports(sales: Callable[..., dict], tmp_path: Path) -> None:
    report = sales()
    written = (tmp_path / "out/deep/sales.csv").read_text(encoding="utf-8")
    assert written == "product,total,orders\nInk,9.99,1\n,3.00,1\nPen,2.50,1\n"
    assert set(report.pop("phases")) == {"extract", "transform", "load"}
    assert report == {
        "sources": {"orders": {"read": 4}},
        "nulled": {},
        "watermarks": {},
        "sinks": {"sales": {"written": 3}},
        "expectations": [{"step": "checked", "rule": "enough", "severity": "warn", "broken": 2}],
        "error": None,
    }


def test_a_parameter_is_read_strictly(sales: Callable[..., dict]) -> None:
    assert sales(least="0.5")["sinks"] == {"sales": {"written": 3}}
    error = sales(least="1e3")["error"]
    assert error["kind"] == "param"
    assert "'least' has no value that reads as decimal(9,2)" in error["message"]
    assert "there is no parameter 'most'" in sales(most="1")["error"]["message"]


def test_a_parameter_without_default_must_be_given(tmp_path: Path) -> None:
    text = SALES.replace('{type: "decimal(9,2)", default: 1}', "decimal(9,2)")
    report = run_files(checked(text), tmp_path)
    assert report["error"] is not None
    assert report["error"]["kind"] == "param"


BROKEN = {
    "order_id,product,price\n1,Pen,2\n1,Pen,x\n,Ink,1\n": (
        "contract",
        (
            "source 'orders', column 'order_id': NULL in 1 row, but is not null (first: row 3); "
            "source 'orders', column 'price': 1 row not to be read as decimal(9,2) "
            "(first: row 2, 'x'); "
            "source 'orders': the key (order_id) is not unique in 2 rows (first: row 1)"
        ),
    ),
    "order_id,product\n1,Pen\n": (
        "contract",
        (
            "source 'orders', column 'price': 'price' is missing in the data "
            "(available: order_id, product)"
        ),
    ),
    "order_id,product,price\n1,a,6\n2,b,6\n3,c,6\n4,d,6\n": (
        "expectation",
        "step 'checked': 'row_count: max 3' is broken (4 rows)",
    ),
}


@pytest.mark.parametrize("lines", BROKEN)
def test_a_broken_run_writes_nothing(
    lines: str, sales: Callable[..., dict], tmp_path: Path
) -> None:
    kind, message = BROKEN[lines]
    report = sales(lines)
    assert report["error"] == {"kind": kind, "message": message}
    assert report["sinks"] == {}
    assert not (tmp_path / "out").exists()


def test_a_failed_expectation_is_in_the_report_too(sales: Callable[..., dict]) -> None:
    [broken] = sales("order_id,product,price\n1,a,6\n2,b,6\n3,c,6\n4,d,6\n")["expectations"]
    assert broken == {
        "step": "checked", "rule": "row_count: max 3", "severity": "fail", "broken": 4
    }  # fmt: skip


def test_a_missing_file_is_an_error_of_io(tmp_path: Path) -> None:
    error = run_files(checked(SALES), tmp_path)["error"]
    assert error is not None
    assert error["kind"] == "io"
    assert "orders.csv" in error["message"]


def test_dry_runs_write_nothing(sales: Callable[..., dict], tmp_path: Path) -> None:
    sales(least="100")  # writes the scripts, and no row
    before = (tmp_path / "out/deep/sales.csv").read_text(encoding="utf-8")
    unit = compiled(checked(SALES))
    dry = run(unit.recipe, tmp_path / "generated", tmp_path, {}, dry_run=True)
    assert (dry["error"], dry["sources"]) == (None, {"orders": {"read": 4}})
    assert dry["sinks"] == {"sales": {"written": 3}}  # would be
    told: list[str] = []
    some = run(unit.recipe, tmp_path / "generated", tmp_path, {}, limit=2, progress=told.append)
    assert (some["error"], some["sources"]) == (None, {"orders": {"read": 2}})
    assert told == ["extract", "transform"]
    assert (tmp_path / "out/deep/sales.csv").read_text(encoding="utf-8") == before


def test_a_source_may_be_the_file_that_is_written(tmp_path: Path) -> None:
    text = SALES.replace("out/deep/sales.csv", "data/orders.csv")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(LINES)
    assert run_files(checked(text), tmp_path)["error"] is None
    assert (tmp_path / "data/orders.csv").read_text().startswith("product,total,orders\nInk")
    assert [f.name for f in (tmp_path / "data").iterdir()] == ["orders.csv"]


def test_an_empty_text_cannot_go_to_csv(tmp_path: Path) -> None:
    text = f"""
    {ORDERS.strip()}
    steps:
      - set: {{product: "coalesce(product, '')"}}
    sinks:
      fine: {{connector: json, options: {{path: out/fine.jsonl}}, mode: replace}}
      empty: {{connector: csv, options: {{path: out/empty.csv}}, mode: replace}}
    """
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(LINES)
    report = run_files(checked(text), tmp_path)
    assert report["error"] is not None
    assert "sink 'empty', column 'product': an empty text in 1 row" in report["error"]["message"]
    assert not (tmp_path / "out/fine.jsonl").exists()


EVERYTHING = """
    sources:
      given:
        connector: json
        options: {path: given.jsonl}
        columns:
          b: bool
          i: int64 not null
          f: float64
          d: decimal(9,3)
          s: text
          day: date
          at: timestamp
    steps:
      - filter: true
    sinks:
      text: {connector: csv, options: {path: out.csv, delimiter: ";"}, mode: replace}
      lines: {connector: json, options: {path: out.jsonl}, mode: replace}
      table: {connector: parquet, options: {path: out.parquet}, mode: replace}
"""
GIVEN = (
    r'{"b": true, "i": 1, "f": 1e20, "d": 1.5, "s": "a;\"b\"\né\\", '
    r'"day": "0044-03-15", "at": "2024-01-01 10:00:00"}'
    "\n"
    '{"b": false, "i": -9223372036854775808, "f": -0.0, "d": -0.001, "s": "NULL", '
    '"day": "2024-02-29", "at": "1969-12-31 23:59:59.999999"}\n'
    '{"i": 3}\n'
)


def test_how_values_are_written(tmp_path: Path) -> None:
    (tmp_path / "given.jsonl").write_text(GIVEN, encoding="utf-8")
    assert run_files(checked(EVERYTHING), tmp_path)["error"] is None
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == (
        "b;i;f;d;s;day;at\n"
        'true;1;1e+20;1.500;"a;""b""\né\\";0044-03-15;2024-01-01 10:00:00.000000\n'
        "false;-9223372036854775808;0.0;-0.001;NULL;2024-02-29;1969-12-31 23:59:59.999999\n"
        ";3;;;;;\n"
    )
    first, second, third = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert first == (
        r'{"b": true, "i": 1, "f": 1e+20, "d": 1.500, "s": "a;\"b\"\né\\", '
        r'"day": "0044-03-15", "at": "2024-01-01 10:00:00.000000"}'
    )
    assert json.loads(second)["at"] == "1969-12-31 23:59:59.999999"
    assert third == (
        '{"b": null, "i": 3, "f": null, "d": null, "s": null, "day": null, "at": null}'
    )
    types = duckdb.connect().execute(f"DESCRIBE FROM '{tmp_path}/out.parquet'").fetchall()
    assert [row[1] for row in types] == [
        "BOOLEAN", "BIGINT", "DOUBLE", "DECIMAL(9,3)", "VARCHAR", "DATE", "TIMESTAMP"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["in.jsonl", "it's [odd]*?.jsonl", 'a"b%$~.jsonl'])
def test_odd_paths(name: str, tmp_path: Path) -> None:
    text = EVERYTHING.replace("{path: given.jsonl}", f"{{path: {json.dumps(name)}}}")
    root = tmp_path / "it's [a] root"
    root.mkdir()
    (root / name).write_text(GIVEN, encoding="utf-8")
    assert run_files(checked(text), root)["error"] is None


def test_the_scripts_alone_from_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = compiled(checked(SALES))
    write(unit, tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/orders.csv").write_text(LINES)
    (tmp_path / "out/deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    engine = duckdb.connect()
    engine.execute("SET VARIABLE least = 3")
    for artefact in unit.artefacts:
        engine.execute(artefact.content)
    assert (
        tmp_path / "out/deep/sales.csv"
    ).read_text() == "product,total,orders\nInk,9.99,1\n,3.00,1\n"


def test_typed_rows_in_memory(tmp_path: Path) -> None:
    pipeline = checked(SALES)
    unit = compiled(pipeline)
    write(unit, tmp_path)
    schema = pipeline.node("orders").schema
    made = relations(unit.recipe, tmp_path, {"orders": (schema, [])}, {})
    assert made == {"sales": []}
    with pytest.raises(ScriptError, match="reads as decimal"):
        relations(unit.recipe, tmp_path, {"orders": (schema, [])}, {"least": "x"})


@pytest.mark.internal_error
def test_a_script_that_does_not_parse_is_our_own_bug(tmp_path: Path) -> None:
    pipeline: Pipeline = checked(SALES)
    unit = compiled(pipeline)
    write(unit, tmp_path)
    (tmp_path / "01_setup.sql").write_text("SELEC 1")
    with pytest.raises(InternalError, match="a generated script is wrong"):
        run(unit.recipe, tmp_path, tmp_path, {})


def test_what_a_thread_of_duckdb_says_is_told_in_words(tmp_path: Path) -> None:
    unit = compiled(checked(SALES))
    write(unit, tmp_path)
    told = {"exception_type": "IO", "exception_message": 'no "x": No space left'}
    said = json.dumps(told, separators=(",", ":"))
    (tmp_path / "01_setup.sql").write_text(f"SELECT error('Async write failed: {said}')")
    error = run(unit.recipe, tmp_path, tmp_path, {})["error"]
    assert error == {"kind": "io", "message": 'no "x": No space left'}


STUMBLED = """
    sources:
      orders: {columns: {amount: int64 not null}}
    steps:
      - derive: {kind: case when amount < 0 then 'return' end}
      - filter: kind = 'sale'
    sinks:
      sales: {mode: replace}
"""


def test_where_duckdb_stumbles_over_its_statistics_it_goes_on_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[dict[str, str]] = []
    duckdb_runner._shared()
    start = duckdb_runner._started
    monkeypatch.setattr(
        duckdb_runner, "_started", lambda **more: started.append(more) or start(**more)
    )
    made = run_rows(checked(STUMBLED), {"orders": [(1,), (2,)]})
    assert made == {"sales": []}
    assert started == [{"disabled_optimizers": "statistics_propagation"}]  # else: needed no more
