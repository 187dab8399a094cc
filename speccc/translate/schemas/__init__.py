"""Columns from a schema: an Avro record (`avro.py`), or a JSON Schema (`jsonschema.py`).

Both give leaves (`leaves.py`): what is nested is a column with a path, what no column can hold is a
problem, and all problems are told at once.
"""

from __future__ import annotations

import json
from typing import Any, cast

from speccc.translate.model import InputTable
from speccc.translate.schemas.avro import read_avro
from speccc.translate.schemas.jsonschema import read_json_schema
from speccc.translate.schemas.leaves import as_table, failure

__all__ = ["read_schema"]


def read_schema(text: str, path: str, name: str, kind: str = "") -> InputTable:
    """The columns of a schema as a table, which lies nowhere yet. A record has a name of its own.

    `kind` is avro or json; without one the schema says it. Raises Failure (E1010) with every field
    that no column can hold.
    """
    try:
        schema: object = json.loads(text)
        if not isinstance(schema, dict):
            raise failure(path, ["it is no JSON object"])
        return _read(cast("dict[str, Any]", schema), path, name, kind)
    except ValueError as error:
        raise failure(path, [f"it is no JSON ({error})"]) from None
    except RecursionError:
        raise failure(path, ["it is nested too deeply"]) from None


def _read(schema: dict[str, Any], path: str, name: str, kind: str) -> InputTable:
    if kind != "json" and schema.get("type") in ("record", "error"):
        own = str(schema.get("name") or name).rpartition(".")[2].lower()
        return as_table(read_avro(schema), path, own)
    if kind != "avro" and ("properties" in schema or "$ref" in schema):
        return as_table(read_json_schema(schema), path, name)
    raise failure(path, [_PROBLEMS[kind]])


_PROBLEMS = {
    "avro": "it is no Avro record",
    "json": "it is no JSON Schema with properties",
    "": "it is neither an Avro record nor a JSON Schema with properties",
}
