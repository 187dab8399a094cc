"""Where an answer does not keep to the WIRE schema, in words that help to put it right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator

from speccc.translate.wire.schema import STEP, schema

#: How many are told at once, and how long each may be.
_MOST = 10
_LONGEST = 300


def misfits(wire: Any) -> list[str]:
    """What is wrong, part by part; nothing, if the schema accepts it."""
    faults = sorted(_validator().iter_errors(wire), key=lambda e: [*map(str, e.absolute_path)])
    return [text[:_LONGEST] for fault in faults for text in _told(fault)][:_MOST]


def _told(fault: Any) -> Iterator[str]:
    if fault.validator != "anyOf":
        yield f"{fault.json_path}: {fault.message}"
        return
    variants = cast("list[dict[str, str]]", fault.validator_value)
    operators = [variant["$ref"].rpartition(STEP)[2] for variant in variants]
    step: Any = fault.instance
    there = [key for key in operators if isinstance(step, dict) and key in step]
    if len(there) != 1:
        many = f"several operators: {', '.join(there)}" if there else "no operator"
        yield f"{fault.json_path}: a step has one operator; this one has {many}"
        return
    variant = operators.index(there[0])
    for inner in fault.context:
        if inner.schema_path[0] == variant:
            yield f"{inner.json_path}: {inner.message}"


@cache
def _validator() -> Any:
    return Draft202012Validator(schema())
