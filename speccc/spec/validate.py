"""Plain data against the JSON Schema; steps and rules each against their own variant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError, validators

from speccc.diagnostics import Reporter
from speccc.spec import schema
from speccc.spec.document import Path
from speccc.spec.models import DocumentKind
from speccc.spec.schema_errors import to_diagnostics
from speccc.spec.structure import Plain


def validate(plain: Plain, kind: DocumentKind, reporter: Reporter) -> None:
    """Reports everything in which the data is not what the schema of its kind says.

    The paths of what is wrong are added to `plain.broken`.
    """
    whole = _validator(kind)
    found = list(_errors(whole, plain.value, ()))
    for fragment in plain.fragments:
        variant = whole.evolve(schema={"$ref": f"#/$defs/{fragment.definition}"})
        found += _errors(variant, fragment.value, fragment.path)
    for path, error in found:
        plain.broken.update(_places(path, error))
        if path not in plain.settled:
            for diagnostic in to_diagnostics(error, path, plain.marks):
                reporter.add(diagnostic)


def _places(path: Path, error: ValidationError) -> set[Path]:
    """The paths of what is wrong: of unknown keys, theirs."""
    if error.validator != "additionalProperties":
        return {path}
    known = cast("dict[str, Any]", cast("schema.Schema", error.schema)["properties"])
    return {(*path, key) for key in cast("dict[str, Any]", error.instance) if key not in known}


@cache
def _validator(kind: DocumentKind) -> Any:
    """Checks everything but steps and rules, whose variant is picked before."""
    return _Strict(_without_variants(schema.load(kind)))


def _errors(validator: Any, value: Any, base: Path) -> Iterator[tuple[Path, ValidationError]]:
    """The errors of a part of the document that stands at `base`, with their full paths."""
    found: Iterator[ValidationError] = validator.iter_errors(value)
    for error in found:
        yield from _leaves((*base, *error.absolute_path), error)


def _without_variants(node: Any) -> Any:
    """The schema in which a step or rule is any mapping."""
    if isinstance(node, list):
        return [_without_variants(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    entries = cast("dict[str, Any]", node)
    if "oneOf" in entries:
        return {"type": "object"}
    return {key: _without_variants(value) for key, value in entries.items()}


def _pattern(
    _: object, pattern: str, instance: object, __: schema.Schema
) -> Iterator[ValidationError]:
    """As in JSON Schema, where `$` is the very end; Python's also stands before a line feed."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Strict: Any = cast("Any", validators).extend(Draft202012Validator, {"pattern": _pattern})


def _leaves(path: Path, error: ValidationError) -> Iterator[tuple[Path, ValidationError]]:
    """The errors to report: of alternatives, those of the one that was meant."""
    if error.validator != "anyOf":
        yield path, error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [found for found in branches.values() if not any(_is_kind(e) for e in found)]
    if len(meant) == 1:
        for inner in meant[0]:
            yield from _leaves((*path, *inner.path), inner)
    else:
        yield path, error


def _is_kind(error: ValidationError) -> bool:
    """Whether the error says that the node is of another kind altogether."""
    return error.validator == "type" and not error.path
