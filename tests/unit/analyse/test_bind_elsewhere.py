"""Bindings of what is no file: what is refused where, and what the contract says of them."""

from __future__ import annotations

import pytest

from speccc.analyse.bind import Binder
from speccc.cli.compiling import contract_of
from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.ir.rel import Pipeline
from speccc.spec.load import load_spec, load_target

SPEC = """\
speccc: 1
name: shop
sources:
  orders:
    columns: {id: int64}
steps:
  - filter: id > 0
sinks:
  first: {mode: replace}
  second: {mode: replace}
"""
SHEET = "connector: google_sheets, options: {spreadsheet: 1AbC, credentials: '${env:KEY}', "
API = "connector: http, options: {url: https://a.example.com/x, format: json, "
CSV = "connector: csv, options: {path: "


def _bound(orders: str, first: str, second: str) -> tuple[Pipeline | None, list[str]]:
    bind = {"orders": orders, "first": first, "second": second}
    lines = "".join(f"  shop.{name}: {{{value}}}}}\n" for name, value in bind.items())
    head = "speccc_target: 1\nname: here\nbackend: pandas\nbind:\n"
    reporter = Reporter()
    spec = load_spec(SPEC, "specs/shop.yaml", reporter)
    target = load_target(head + lines, "targets/here.yaml", reporter)
    assert spec is not None
    assert target is not None, reporter.diagnostics
    pipelines = check({"shop": spec}, reporter)
    found = Binder(target, pipelines, {"shop": spec}, reporter).bind(pipelines["shop"])
    return found, [f"{d.code.id} {d.message}" for d in reporter.diagnostics]


def test_addresses_and_names_of_secrets_are_in_the_contract() -> None:
    headers = "headers: {Authorization: '${env:TOKEN}'}"
    book = SHEET.replace("1AbC", "'${env:BOOK}'")
    found, wrong = _bound(API + headers, book + "sheet: One", CSV + "out/x.csv")
    assert wrong == []
    assert found is not None
    contract = contract_of(found)
    assert contract["endpoints"] == ["https://a.example.com", "https://sheets.googleapis.com"]
    assert contract["credentials"] == ["KEY", "TOKEN"]
    assert contract["variables"] == ["BOOK"]


@pytest.mark.parametrize(
    ("orders", "first", "second", "told"),
    [
        (CSV + "a.csv", SHEET + "sheet: One", SHEET + "sheet: Two", ""),
        (
            CSV + "a.csv",
            SHEET + "sheet: One",
            SHEET + "sheet: One",
            "E0740 the sinks 'first' and 'second' both write 'sheet One of 1AbC'",
        ),
        (
            CSV + "a.csv",
            SHEET + "sheet: One, range: A1:B",
            CSV + "b.csv",
            "E0735 the option 'range' must be left out: a sink is written as a whole",
        ),
        (
            API + "paging: {kind: page, parameter: p, size: ten}",
            CSV + "a.csv",
            CSV + "b.csv",
            "E0735 the option 'paging.size' must be a whole number from 1 to 100000",
        ),
        (
            API + "records: [], timeout: 0",
            CSV + "a.csv",
            CSV + "b.csv",
            "E0735 the option 'records' must be a name, or a list of names that leads down",
        ),
        (
            API.replace("https", "http") + "query: {q: '${env:Q}'}",
            CSV + "a.csv",
            CSV + "b.csv",
            "E0735 the option 'url' must be a URL of https, for secrets are sent to it",
        ),
        (
            API.replace("https://", "https://me:secret@"),
            CSV + "a.csv",
            CSV + "b.csv",
            "E0735 the option 'url' must be a URL of http or https, without a user and without '#'",
        ),
        (CSV + "a.csv", API.rstrip(", "), CSV + "b.csv", "E0737 a sink cannot use"),
    ],
)
def test_bindings_that_are_refused(orders: str, first: str, second: str, told: str) -> None:
    _, wrong = _bound(orders, first, second)
    assert bool(wrong) == bool(told)
    assert not told or wrong[0].startswith(told)


def test_an_unknown_option_is_told_once() -> None:
    _, wrong = _bound(API + "urll: x", CSV + "a.csv", CSV + "b.csv")
    assert [text[:5] for text in wrong] == ["E0733"]


@pytest.mark.parametrize(
    ("binding", "refused"),
    [
        ("connector: table, options: {name: mart.first}", False),
        ("connector: csv, options: {path: out/first}", True),
    ],
)
def test_partitions_of_a_table_are_read_and_those_of_a_folder_are_not(
    binding: str, refused: bool
) -> None:
    reporter = Reporter()
    reads = "  rows: {connector: pipeline, options: {sink: shop.first}}"
    later = SPEC.replace("name: shop", "name: later").replace(
        "  orders:\n    columns: {id: int64}", reads
    )
    partition = SPEC.replace("first: {mode: replace}", "first: {mode: partition, by: [id]}")
    loaded = [
        load_spec(text, f"specs/{i}.yaml", reporter) for i, text in enumerate([partition, later])
    ]
    specs = {spec.model.name: spec for spec in loaded if spec is not None}
    places = {name: CSV + f"out/{name}.csv}}" for name in ("later.first", "later.second")}
    bind = "".join(f"  {n}: {{{b}}}\n" for n, b in (places | {"shop.first": binding}).items())
    head = "speccc_target: 1\nname: here\nbackend: sql\ndialect: duckdb\nconnection: x.db\nbind:\n"
    target = load_target(head + bind, "targets/here.yaml", reporter)
    assert target is not None, reporter.diagnostics
    pipelines = check(specs, reporter)
    found = Binder(target, pipelines, specs, reporter).bind(pipelines["later"])
    assert [d.code.id for d in reporter.diagnostics] == (["E0744"] if refused else [])
    if found is not None and found.sources[0].binding is not None:
        assert found.sources[0].binding.options == {"name": "mart.first"}
