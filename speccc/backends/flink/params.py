"""Parameters in FlinkSQL, which has no variables: each stands as its value, marked by a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlglot import exp

from speccc.backends.flink.conversions import type_name
from speccc.backends.flink.glot import Flink
from speccc.backends.sql import trees
from speccc.backends.sql.printing import printed
from speccc.ir.rel import Parameter
from speccc.types.cells import print_cell

#: How a parameter is printed at first: a value over several lines could not be found in a script.
_PLACE = re.compile("`__param ([A-Za-z0-9_]+)`")


def place(name: str) -> exp.Expr:
    """What stands for a parameter until its value is written."""
    return trees.name(f"__param {name}")


def written(sql: str, values: Mapping[str, str]) -> str:
    """The text with the values of all parameters."""
    return _PLACE.sub(lambda found: values[found[1]], sql)


def values(params: Iterable[Parameter]) -> dict[str, str]:
    """By name the default as it stands in the scripts; NULL, where a value must be given."""
    return {param.name: _value(param) for param in params}


def recipe(params: Iterable[Parameter]) -> list[dict[str, Any]]:
    """What a runner needs to give them other values: the text that it looks for."""
    return [
        {
            "name": param.name,
            "type": str(param.type),
            "default": None if param.default is None else print_cell(param.default),
            "stands": _value(param),
            "stored": type_name(param.type),
        }
        for param in params
    ]


def _value(param: Parameter) -> str:
    given = param.default
    text = "NULL" if given is None else printed(trees.text(print_cell(given)), Flink)
    return f"CAST({text} AS {type_name(param.type)}) /* :{param.name} */"
