"""Which changes of a sink's contract are breaking, and what a plan marks as new."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from speccc.lifecycle.contracts import compare_contracts, introduced, reached
from speccc.lifecycle.manifest import Manifest
from speccc.lifecycle.unit import Unit

Json = dict[str, Any]


def _column(type: str = "int64", *, nullable: bool = False) -> Json:
    return {"type": type, "nullable": nullable, "path": ["x"]}


def _contract() -> Json:
    sink = {
        "columns": {"a": _column(), "b": _column("decimal(9,2)"), "c": _column(nullable=True)},
        "mode": "merge",
        "key": ["a"],
        "place": {"connector": "csv", "path": "out/x.csv", "delimiter": ";"},
    }
    return {"sources": {}, "sinks": {"out": sink}}


def _drop(sink: Json) -> None:
    del sink["columns"]["b"]


def _add(sink: Json) -> None:
    sink["columns"]["d"] = _column()


def _type(type: str) -> Callable[[Json], None]:
    def change(sink: Json) -> None:
        sink["columns"]["b"]["type"] = type

    return change


def _nullable(name: str, value: bool) -> Callable[[Json], None]:
    def change(sink: Json) -> None:
        sink["columns"][name]["nullable"] = value

    return change


def _path(sink: Json) -> None:
    sink["columns"]["a"]["path"] = ["Order", "Id"]


def _tag(sink: Json) -> None:
    sink["columns"]["a"]["tags"] = ["personal"]


def _reorder(sink: Json) -> None:
    sink["columns"] = dict(reversed(sink["columns"].items()))


def _part(**parts: object) -> Callable[[Json], None]:
    def change(sink: Json) -> None:
        sink.update(parts)

    return change


def _no_key(sink: Json) -> None:
    del sink["key"]


def _place(**options: object) -> Callable[[Json], None]:
    def change(sink: Json) -> None:
        sink["place"] = sink["place"] | options

    return change


#: The table of docs/lifecycle.md, row by row.
ROWS: list[tuple[Callable[[Json], None], bool, str]] = [
    (_drop, True, "column 'b' dropped"),
    (_type("decimal(8,2)"), True, "column 'b' narrowed from decimal(9,2) to decimal(8,2)"),
    (_type("decimal(12,2)"), False, "column 'b' widened from decimal(9,2) to decimal(12,2)"),
    (_type("decimal(12,3)"), True, "column 'b' changed from decimal(9,2) to decimal(12,3)"),
    (_type("float64"), True, "column 'b' changed from decimal(9,2) to float64"),
    (_type("int65"), True, "column 'b' changed from decimal(9,2) to int65"),
    (_nullable("a", True), True, "column 'a' newly nullable"),
    (_nullable("c", False), False, "column 'c' never null any more"),
    (_path, True, "column 'a' is written as 'Order.Id', not 'x'"),
    (_part(mode="replace"), True, "mode merge became replace"),
    (_part(key=["a", "b"]), True, "key [a] became [a, b]"),
    (_no_key, True, "key [a] became []"),
    (_part(by=["a"]), True, "partitions by [] became [a]"),
    (_place(path="out/y.csv"), True, "moved from csv out/x.csv to csv out/y.csv"),
    (_place(connector="json"), True, "moved from csv out/x.csv to json out/x.csv"),
    (_place(delimiter=","), True, "other options: delimiter"),
    (_add, False, "column 'd' added"),
    (_tag, False, "column 'a' tagged [personal]"),
    (_reorder, False, "columns in another order"),
]


@pytest.mark.parametrize(("change", "breaking", "detail"), ROWS)
def test_a_change_of_a_contract(
    change: Callable[[Json], None], breaking: bool, detail: str
) -> None:
    before = _contract()
    after = copy.deepcopy(before)
    change(after["sinks"]["out"])
    (found,) = compare_contracts(before, after)
    assert (found.sink, found.breaking, found.detail) == ("out", breaking, detail)


def test_nothing_changes_and_everything_does() -> None:
    before = _contract()
    assert compare_contracts(before, copy.deepcopy(before)) == ()
    after = copy.deepcopy(before)
    after["sinks"]["new"] = after["sinks"].pop("out")
    found = [(c.sink, c.breaking, c.detail) for c in compare_contracts(before, after)]
    assert found == [
        ("out", True, "the sink is not written any more"),
        ("new", False, "the sink is new"),
    ]


def test_what_breaks_comes_first() -> None:
    before = _contract()
    after = copy.deepcopy(before)
    _add(after["sinks"]["out"])
    _drop(after["sinks"]["out"])
    assert [c.breaking for c in compare_contracts(before, after)] == [True, False]


def test_what_is_new_to_the_project() -> None:
    def manifest(name: str, **contract: object) -> Manifest:
        profile = {"dialect": "postgres", "connection": "${env:DATABASE_URL}"}
        return Manifest(Unit(name, "t"), {}, profile, _contract() | contract, {}, {})

    reach: Json = {"endpoints": ["https://sheets.example"], "credentials": ["SHEETS_KEY"]}
    wanted = manifest("b", **reach)
    assert [(new.kind, new.detail) for new in introduced(reached([]), wanted)] == [
        ("credential", "DATABASE_URL"),
        ("credential", "SHEETS_KEY"),
        ("endpoint", "${env:DATABASE_URL}"),
        ("endpoint", "https://sheets.example"),
        ("write mode", "merge csv out/x.csv"),
    ]
    assert [(new.kind, new.detail) for new in introduced(reached([manifest("a")]), wanted)] == [
        ("credential", "SHEETS_KEY"),
        ("endpoint", "https://sheets.example"),
    ]
    assert introduced(reached([manifest("a"), wanted]), wanted) == ()


def _of_a_sheet(dialect: str | None = None, connection: str | None = None) -> Manifest:
    contract = _contract()
    contract["sinks"]["out"] |= {"mode": "replace", "place": SHEET}
    contract |= {"credentials": ["KEY"], "variables": ["BOOK"]}
    return Manifest(
        Unit("a", "t"), {}, {"dialect": dialect, "connection": connection}, contract, {}, {}
    )


SHEET = {
    "connector": "google_sheets",
    "spreadsheet": "${env:BOOK}",
    "sheet": "Summary",
    "credentials": "${env:KEY}",
}


def test_a_place_is_named_without_its_credentials_and_an_id_is_none() -> None:
    assert [(new.kind, new.detail) for new in introduced(reached([]), _of_a_sheet())] == [
        ("credential", "KEY"),
        ("variable", "BOOK"),
        ("write mode", "replace sheet Summary of ${env:BOOK}"),
    ]


@pytest.mark.parametrize(
    ("dialect", "kind"),
    [("sqlite", "variable"), ("duckdb", "variable"), ("postgres", "credential")],
)
def test_a_connection_to_a_server_is_a_credential_and_a_path_is_none(
    dialect: str, kind: str
) -> None:
    found = introduced(reached([_of_a_sheet()]), _of_a_sheet(dialect, "${env:DATABASE}"))
    assert {(new.kind, new.detail) for new in found} == {
        ("endpoint", "${env:DATABASE}"),
        (kind, "DATABASE"),
    }


def test_other_credentials_for_the_same_place_break_nothing() -> None:
    before, after = _of_a_sheet().contract, copy.deepcopy(_of_a_sheet().contract)
    after["sinks"]["out"]["place"]["credentials"] = "${env:NEW_KEY}"
    assert [(c.breaking, c.detail) for c in compare_contracts(before, after)] == [
        (False, "other options: credentials")
    ]
