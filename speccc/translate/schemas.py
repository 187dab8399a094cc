"""Columns from a schema: an Avro record, or a JSON Schema of an object."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import translate as codes
from speccc.lang.names import is_name
from speccc.translate.model import InputColumn, InputTable

_AVRO = {
    "boolean": "bool", "int": "int64", "long": "int64", "float": "float64", "double": "float64",
    "string": "text", "enum": "text",
}  # fmt: skip
_AVRO_LOGICAL = {
    "date": "date", "timestamp-millis": "timestamp", "timestamp-micros": "timestamp",
    "local-timestamp-millis": "timestamp", "local-timestamp-micros": "timestamp", "uuid": "text",
}  # fmt: skip
_JSON = {"integer": "int64", "number": "float64", "string": "text", "boolean": "bool"}
_JSON_FORMATS = {"date": "date", "date-time": "timestamp"}


def read_schema(text: str, path: str, name: str) -> InputTable:
    """The columns of a schema as a table of that name, which lies nowhere yet.

    Raises Failure (E1010) with every field that no column can hold.
    """
    try:
        schema: object = json.loads(text)
    except ValueError as error:
        raise _failure(path, [f"it is no JSON ({error})"]) from None
    if not isinstance(schema, dict):
        raise _failure(path, ["it is no JSON object"])
    found = cast("dict[str, Any]", schema)
    if found.get("type") == "record":
        return _table(path, str(found.get("name") or name), _avro_fields(found))
    if isinstance(found.get("properties"), dict):
        return _table(path, name, _json_fields(found))
    raise _failure(path, ["it is neither an Avro record nor a JSON Schema with properties"])


#: A field: its name, its type or None, whether it may be missing, its description.
_Field = tuple[str, str | None, bool, str]


def _table(path: str, name: str, fields: Sequence[_Field]) -> InputTable:
    wrong = [f"field '{n}' has no type that a column can have" for n, t, _, _ in fields if not t]
    wrong += [f"'{n}' is no name of a column" for n, _, _, _ in fields if not is_name(n)]
    if not fields:
        wrong.append("it has no fields")
    if wrong:
        raise _failure(path, wrong)
    columns = (
        InputColumn(n, f"{t}{'' if missing else ' not null'}", description=doc)
        for n, t, missing, doc in fields
    )
    return InputTable(name.rpartition(".")[2].lower(), tuple(columns))


def _avro_fields(schema: Mapping[str, Any]) -> list[_Field]:
    found: list[_Field] = []
    for field in cast("Sequence[Mapping[str, Any]]", schema.get("fields", ())):
        type, nullable = field.get("type"), False
        if isinstance(type, list):
            options = [t for t in cast("list[Any]", type) if t != "null"]
            nullable = len(options) < len(cast("list[Any]", type))
            type = options[0] if len(options) == 1 else None
        name, doc = str(field.get("name", "")), str(field.get("doc", ""))
        found.append((name, _avro_type(type), nullable, doc))
    return found


def _avro_type(type: Any) -> str | None:
    if isinstance(type, str):
        return _AVRO.get(type)
    if not isinstance(type, dict):
        return None
    details = cast("dict[str, Any]", type)
    logical = details.get("logicalType")
    if logical == "decimal":
        return f"decimal({details.get('precision')},{details.get('scale', 0)})"
    return _AVRO_LOGICAL.get(str(logical)) or _avro_type(details.get("type"))


def _json_fields(schema: Mapping[str, Any]) -> list[_Field]:
    required = cast("Sequence[str]", schema.get("required", ()))
    found: list[_Field] = []
    for name, field in cast("Mapping[str, Any]", schema["properties"]).items():
        details = cast("Mapping[str, Any]", field if isinstance(field, dict) else {})
        type, nullable = details.get("type"), name not in required
        if isinstance(type, list):
            options = [t for t in cast("list[Any]", type) if t != "null"]
            nullable |= len(options) < len(cast("list[Any]", type))
            type = options[0] if len(options) == 1 else None
        known = _JSON.get(str(type))
        if known == "text":
            known = _JSON_FORMATS.get(str(details.get("format")), known)
        found.append((name, known, nullable, str(details.get("description", ""))))
    return found


def _failure(path: str, problems: Sequence[str]) -> Failure:
    return Failure([codes.BAD_SCHEMA.at(None, path=path, problem=problem) for problem in problems])
