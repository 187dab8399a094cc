"""Avro records and JSON Schemas as columns: what is nested by its path, what is none by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from speccc.cli.importing.source import schema_yaml
from speccc.diagnostics import Failure, Reporter
from speccc.driver import check
from speccc.spec.load import load_spec
from speccc.translate.model import InputTable
from speccc.translate.schemas import read_schema


def avro(*fields: Any, **more: Any) -> InputTable:
    """A record of fields, each (name, type) or as Avro has it."""
    shown = [f if isinstance(f, dict) else {"name": f[0], "type": f[1]} for f in fields]
    record = {"type": "record", "name": "shop.Order", "fields": shown, **more}
    return read_schema(json.dumps(record), "x.avsc", "x")


def of_json(properties: dict[str, Any], *required: str, **more: Any) -> InputTable:
    schema = {"type": "object", "properties": properties, "required": required, **more}
    return read_schema(json.dumps(schema), "x.json", "orders")


def columns(table: InputTable) -> dict[str, Any]:
    """Type by name; type and path where there is one."""
    return {c.name: (c.type, [*c.path]) if c.path else c.type for c in table.columns}


@pytest.mark.parametrize(
    ("type", "column"),
    [
        ("boolean", "bool"), ("int", "int64"), ("long", "int64"), ("float", "float64"),
        ("double", "float64"), ("string", "text"), ({"type": "string"}, "text"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, "text"),
        ({"type": "int", "logicalType": "date"}, "date"),
        ({"type": "long", "logicalType": "timestamp-millis"}, "timestamp"),
        ({"type": "long", "logicalType": "timestamp-micros"}, "timestamp"),
        ({"type": "long", "logicalType": "local-timestamp-micros"}, "timestamp"),
        ({"type": "string", "logicalType": "uuid"}, "text"),
        ({"type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}, "text"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}, "decimal(9,2)"),
        ({"type": "fixed", "name": "D", "size": 8, "logicalType": "decimal", "precision": 18},
         "decimal(18,0)"),
        ({"type": "string", "logicalType": "date"}, "text"),  # it says nothing on a string
        ({"type": "long", "logicalType": "of-our-own"}, "int64"),
    ],
)  # fmt: skip
def test_avro_types(type: Any, column: str) -> None:
    table = avro(("a", type), ("b", ["null", type]) if not _named(type) else ("b", ["null", "int"]))
    assert columns(table)["a"] == f"{column} not null"
    if not _named(type):
        assert columns(table)["b"] == column
    assert table.name == "order"


def _named(type: Any) -> bool:
    return isinstance(type, dict) and "name" in type


def test_avro_nesting() -> None:
    address = {
        "type": "record", "name": "Address",
        "fields": [{"name": "city", "type": "string", "doc": "Where\n  it goes"},
                   {"name": "zip", "type": ["string", "null"]}],
    }  # fmt: skip
    table = avro(
        ("orderId", "long"),
        {"name": "ship_to", "type": address},
        {"name": "bill_to", "type": ["null", "Address"]},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"]}},
        {"name": "other_kind", "type": "shop.Kind"},
        {"name": "ship_to_city", "type": "string"},
    )
    assert columns(table) == {
        "orderId": "int64 not null",
        "ship_to_city_2": ("text not null", ["ship_to", "city"]),
        "ship_to_zip": ("text", ["ship_to", "zip"]),
        "bill_to_city": ("text", ["bill_to", "city"]),
        "bill_to_zip": ("text", ["bill_to", "zip"]),
        "kind": "text not null",
        "other_kind": "text not null",
        "ship_to_city": "text not null",
    }
    assert table.columns[1].description == "Where it goes"


@pytest.mark.parametrize(
    ("type", "problem"),
    [
        (["string", "long"], "field 'a' is a union of string, long"),
        (["null", "string", {"type": "record", "name": "R", "fields": []}],
         "field 'a' is a union of string, R"),
        (["null"], "field 'a' is a union of null alone"),
        ({"type": "array", "items": "long"}, "field 'a' is an array, which no column holds"),
        ({"type": "map", "values": "long"}, "field 'a' is a map, which no column holds"),
        ("bytes", "field 'a' is bytes, which no column holds"),
        ("null", "field 'a' is null, which no column holds"),
        ("Unknown", "field 'a' is of the type 'Unknown', which is defined nowhere"),
        (3, "field 'a' is of no type that Avro has"),
        ({"type": "int", "logicalType": "time-millis"}, "field 'a' is a time of day (time-millis)"),
        ({"type": "fixed", "name": "F", "size": 12, "logicalType": "duration"},
         "field 'a' is a duration (duration)"),
        ({"type": "bytes", "logicalType": "decimal", "precision": 30},
         "field 'a' is a decimal of 30 digits; 18 is the most"),
        ({"type": "bytes", "logicalType": "decimal"},
         "field 'a' is a decimal without a precision and a scale"),
        ({"type": "record", "name": "R", "fields": [{"name": "b", "type": {"type": "map",
         "values": "int"}}]}, "field 'a.b' is a map, which no column holds"),
        (["null", "shop.Order"], "field 'a' is a 'shop.Order' within itself"),
        ({"type": "record", "name": "R", "fields": [{"name": "b"}]},
         "field 'a' is a record with a field that has no type"),
    ],
)  # fmt: skip
def test_what_no_column_holds_is_told_by_its_path(type: Any, problem: str) -> None:
    with pytest.raises(Failure) as raised:
        avro(("a", type), ("z", "bytes"))
    first, last = raised.value.diagnostics
    assert problem in first.message
    assert "field 'z'" in last.message


def test_json_schema() -> None:
    address = {
        "properties": {"city": {"type": "string"}, "zip": {"type": ["string", "null"]}},
        "required": ["city", "zip"],
    }
    table = of_json(
        {
            "order_id": {"type": "integer", "description": "Number of\nthe order"},
            "placed": {"type": "string", "format": "date-time"},
            "due": {"type": ["null", "string"], "format": "date"},
            "ship_to": {"$ref": "#/$defs/address"},
            "bill_to": {"anyOf": [{"$ref": "#/$defs/address"}, {"type": "null"}]},
            "status": {"enum": ["open", "paid"]},
            "note": {"enum": ["a", None]},
            "rate": {"type": "number"},
            "a b": {"type": "boolean"},
            "end": {"type": "string", "format": "uuid"},
            "version": {"const": 1},
        },
        *("order_id", "placed", "due", "ship_to", "bill_to", "status", "a b"),
        **{"$defs": {"address": address}},
    )
    assert columns(table) == {
        "order_id": "int64 not null",
        "placed": "timestamp not null",
        "due": "date",
        "ship_to_city": ("text not null", ["ship_to", "city"]),
        "ship_to_zip": ("text", ["ship_to", "zip"]),
        "bill_to_city": ("text", ["bill_to", "city"]),
        "bill_to_zip": ("text", ["bill_to", "zip"]),
        "status": "text not null",
        "note": "text",
        "rate": "float64",
        "a_b": ("bool not null", ["a b"]),
        "end_": ("text", ["end"]),
        "version": "int64",
    }
    assert table.columns[0].description == "Number of the order"
    assert table.name == "orders"


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"type": "array"}, "field 'a' is an array, which no column holds"),
        ({"type": "object"}, "field 'a' is an object of any properties"),
        ({"type": "object", "properties": {"b": {"type": "array"}}}, "field 'a.b' is an array"),
        ({"type": ["string", "integer"]}, "field 'a' is one of several types (string, integer)"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "field 'a' is one of several (one"),
        ({}, "field 'a' is of any type"),
        (True, "field 'a' is of any type"),
        ({"enum": ["a", 1]}, "field 'a' is one of several types (integer, string)"),
        ({"type": "null"}, "field 'a' is of any type"),
        ({"$ref": "#/$defs/none"}, "field 'a' is what '#/$defs/none' says"),
        ({"$ref": "other.json"}, "field 'a' is what 'other.json' says, which is not in this file"),
        ({"$ref": "#"}, "field 'a.a' is a '#' within itself"),
        ({"$ref": "#/properties/a"}, "field 'a' is a '#/properties/a' within itself"),
    ],
)  # fmt: skip
def test_what_no_column_holds_of_a_json_schema(schema: Any, problem: str) -> None:
    with pytest.raises(Failure) as raised:
        of_json({"a": schema})
    assert problem in raised.value.diagnostics[0].message


def test_a_schema_that_grows_is_stopped() -> None:
    records = {f"r{n}": {"properties": {c: {"$ref": f"#/$defs/r{n + 1}"} for c in "ab"}}
               for n in range(40)}  # fmt: skip
    with pytest.raises(Failure, match="more than 2000 fields"):
        of_json({"a": {"$ref": "#/$defs/r0"}}, **{"$defs": records})
    deep = '{"type":' * 5000 + '"string"' + "}" * 5000
    with pytest.raises(Failure, match="nested too deeply"):
        read_schema(f'{{"type": "record", "fields": [{{"name": "a", "type": {deep}}}]}}', "x", "x")


def test_any_name_is_written_and_read_back() -> None:
    names = ["yes", "1", "a: b", "# x", "it's", '"q"', "ü", "A", "a", "end", "- z", "{x", "'"]
    table = of_json({name: {"type": "string"} for name in names})
    text = schema_yaml(table)
    whole = (
        f"speccc: 1\nname: x\n{text}steps:\n  - select: [{table.columns[0].name}]\n"
        "sinks:\n  y: {connector: csv, options: {path: y.csv}, mode: replace}\n"
    )
    reporter = Reporter()
    spec = load_spec(whole, "x.yaml", reporter)
    assert spec is not None, reporter.diagnostics
    (source,) = check({"x": spec}, reporter)["x"].sources
    assert [c.path for c in source.columns] == [(name,) for name in names]
    with pytest.raises(Failure, match="cannot be written"):
        of_json({"a\nb": {"type": "string"}})
