"""What the tests of each engine say in their own way."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from speccc.backends.api import Compiled
from speccc.backends.documents.given import given_tables
from speccc.backends.documents.python import Call, Raw, text
from speccc.diagnostics import InternalError
from speccc.ir import rel
from speccc.ir.expr import Value
from speccc.types import Kind, Type
from speccc.types.cells import print_cell

_DTYPES = {
    Kind.BOOL: "boolean",
    Kind.INT64: "Int64",
    Kind.FLOAT64: "float64",
    Kind.DECIMAL: "object",
    Kind.TEXT: "str",
    Kind.DATE: "datetime64[us]",
    Kind.TIMESTAMP: "datetime64[us]",
}
_PLAIN_DTYPES = {Kind.BOOL: "bool", Kind.INT64: "int64"}
_ARROW_TYPES = {
    Kind.BOOL: "pa.bool_()",
    Kind.INT64: "pa.int64()",
    Kind.FLOAT64: "pa.float64()",
    Kind.TEXT: "pa.string()",
    Kind.DATE: "pa.date32()",
    Kind.TIMESTAMP: 'pa.timestamp("us")',
}
_SQL_TYPES = {
    Kind.BOOL: "BOOLEAN",
    Kind.INT64: "BIGINT",
    Kind.FLOAT64: "DOUBLE",
    Kind.TEXT: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}

Params = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Engine:
    """How an engine is tested.

    `column_type` names the engine's type of a column, given whether it is nullable; `file_type`
    is that of a column in parquet. `param` is a parameter's value in the call of `transform`;
    `parts` are the values that only this engine's template asks for.
    """

    template: str
    column_type: Callable[[Type, bool], str]
    file_type: Callable[[Type], Any]
    param: Callable[[Value], Any]
    parts: Callable[[rel.Pipeline, Compiled, Params], dict[str, Any]]


def _dtype(type: Type, nullable: bool) -> str:
    return _DTYPES[type.kind] if nullable else (_DTYPES | _PLAIN_DTYPES)[type.kind]


def _arrow_type(type: Type) -> Raw:
    if type.kind is Kind.DECIMAL:
        return Raw(f"pa.decimal128({type.precision}, {type.scale})")
    return Raw(_ARROW_TYPES[type.kind])


def _sql_type(type: Type, nullable: bool = True) -> str:
    del nullable  # a table's column shows no constraint in what is read from it
    if type.kind is Kind.DECIMAL:
        return f"DECIMAL({type.precision},{type.scale})"
    return _SQL_TYPES[type.kind]


def _pandas_param(value: Value) -> Any:
    """Dates compare with a column of moments only as a Timestamp."""
    if isinstance(value, dt.date):
        return Raw(f"pd.Timestamp({text(value.isoformat())})")
    return value


def _texts(params: Params) -> dict[str, Any]:
    return {name: print_cell(value) for name, value in params.items() if value is not None}


def _pandas(pipeline: rel.Pipeline, compiled: Compiled, params: Params) -> dict[str, Any]:
    module = str(compiled.recipe["module"])
    frames, named = _arguments(next(a.content for a in compiled.artefacts if a.path == module))
    scans = [source.name for source in given_tables(pipeline)]
    if len(frames) != len(scans) or len(named) < len(pipeline.params):
        raise InternalError(f"{module}: transform does not take the sources and parameters")
    given = [Raw(f"frame({text(name)}, tables[{text(name)}])") for name in scans]
    values = {
        argument: Raw(f"params[{text(param.name)}]")
        for argument, param in zip(named, pipeline.params, strict=False)
    }
    return {
        "module": module,
        "module_name": f"{pipeline.name}_generated",
        "call": Call("PIPELINE.transform", given, values),
        "run_call": Call("PIPELINE.run", [Raw("root"), _texts(params)]),
    }


def _arguments(module: str) -> tuple[list[str], list[str]]:
    """The names of transform's arguments: those for frames, those for parameters and more."""
    for statement in ast.parse(module).body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "transform":
            arguments = statement.args
            return [a.arg for a in arguments.args], [a.arg for a in arguments.kwonlyargs]
    raise InternalError("the module has no function transform")


def _duckdb(pipeline: rel.Pipeline, compiled: Compiled, params: Params) -> dict[str, Any]:
    scripts = compiled.recipe["scripts"]
    return {
        "queries": {sink["name"]: _query(sink["query"]) for sink in compiled.recipe["sinks"]},
        "setup": scripts["setup"],
        "steps_script": scripts["transform"],
        "other_scripts": [scripts[phase] for phase in ("extract", "transform", "load")],
        "variables": {"_root": Raw("str(root)"), **_texts(params)},
    }


def _query(sql: str) -> Raw | str:
    """A query on its own lines; its names hold nothing that would need an escape."""
    plain = "\\" not in sql and '"""' not in sql
    return Raw(f'"""\n{sql}\n"""') if plain else sql


#: By the runner of a recipe. Units of other runners have no tests: nothing runs them.
ENGINES: Mapping[str, Engine] = {
    "pandas": Engine("test_pandas.py.j2", _dtype, _arrow_type, _pandas_param, _pandas),
    "duckdb": Engine("test_duckdb.py.j2", _sql_type, _sql_type, lambda value: value, _duckdb),
}
