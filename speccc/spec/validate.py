"""Plain data against the JSON Schema; its errors in our codes, at the node they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from speccc.diagnostics import Diagnostic, InternalError, Reporter, Span, did_you_mean
from speccc.diagnostics.codes import structure as codes
from speccc.spec import schema
from speccc.spec.document import Path, SourceMap
from speccc.spec.structure import Plain, name_of

_EXPECTED = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "a single value",
    "integer": "an integer",
}


def validate(plain: Plain, kind: str, reporter: Reporter) -> None:
    """Reports everything in which the data is not what the schema of its kind says."""
    whole = _validator(kind)
    found = [((), error) for error in whole.iter_errors(plain.value)]
    for fragment in plain.fragments:
        variant = whole.evolve(schema={"$ref": f"#/$defs/{fragment.definition}"})
        found += [(fragment.path, error) for error in variant.iter_errors(fragment.value)]
    for base, error in found:
        for path, one in _leaves((*base, *error.absolute_path), error):
            if path not in plain.settled:
                for diagnostic in _diagnostics(one, path, plain.marks):
                    reporter.add(diagnostic)


@cache
def _validator(kind: str) -> Validator:
    """Checks everything but steps and rules, whose variant is picked before."""
    complete = schema.load(kind)
    steps_free = _without_variants(complete)
    return _Strict(steps_free)


def _without_variants(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_variants(item) for item in cast(list[Any], node)]
    if isinstance(node, dict):
        entries = cast(dict[str, Any], node)
        return {k: _without_variants(v) for k, v in entries.items() if k != "oneOf"}
    return node


def _pattern(
    _: Validator, pattern: str, instance: object, __: schema.Schema
) -> Iterator[ValidationError]:
    """As in JSON Schema, where `$` is the very end; Python's also stands before a line feed."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Strict: Any = extend(Draft202012Validator, {"pattern": _pattern})


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


def _diagnostics(error: ValidationError, path: Path, marks: SourceMap) -> Iterable[Diagnostic]:
    """What an error of jsonschema means to the user."""
    match error.validator:
        case "additionalProperties":
            return _unknown_keys(error, path, marks)
        case "required":
            return _missing_keys(error, path, marks)
        case "type" | "anyOf":
            return [_wrong_shape(error, path, marks)]
        case "pattern":
            return [_bad_name(error, path, marks)]
        case "enum":
            note = did_you_mean(str(error.instance), cast(list[str], error.validator_value))
            where = marks.value(*path)
            what = name_of(path)
            return [codes.NOT_ONE_OF.at(where, note=note, what=what, value=error.instance)]
        case "const":
            key, known = str(path[-1]), error.validator_value
            where = marks.value(*path)
            return [codes.WRONG_VERSION.at(where, key=key, value=error.instance, known=known)]
        case "minItems" | "minProperties":
            return [codes.NOTHING_IN_IT.at(marks.value(*path), what=name_of(path))]
        case "minimum":
            what, least = name_of(path), error.validator_value
            where = marks.value(*path)
            return [codes.TOO_SMALL.at(where, what=what, value=error.instance, minimum=least)]
        case _:
            raise InternalError(f"no diagnostic for {error.validator!r}: {error.message}")


def _unknown_keys(error: ValidationError, path: Path, marks: SourceMap) -> Iterator[Diagnostic]:
    about = cast(schema.Schema, error.schema)
    known = tuple(about["properties"])
    for key in cast(dict[str, Any], error.instance):
        if key not in known:
            note = did_you_mean(key, known)
            where = f"the {about['title']}"
            yield codes.UNKNOWN_KEY.at(marks.key(*path, key), note=note, key=key, where=where)


def _missing_keys(error: ValidationError, path: Path, marks: SourceMap) -> Iterator[Diagnostic]:
    about = cast(schema.Schema, error.schema)
    for key in cast(list[str], error.validator_value):
        if key not in cast(dict[str, Any], error.instance):
            hint = _hint(about["properties"][key])
            where = f"the {about['title']}"
            span = _whole(path, marks)
            yield codes.MISSING_KEY.at(span, note=hint, where=where, key=key)


def _hint(about: schema.Schema) -> str:
    """What a field wants, where its schema tells."""
    if "enum" in about:
        return f"one of: {', '.join(about['enum'])}"
    return about.get("description", "")


def _whole(path: Path, marks: SourceMap) -> Span:
    """A mapping with the key before it; of the document its first line only."""
    span = marks.value(*path)
    if not path:
        return Span(span.file, span.line, span.column, span.line, span.column)
    return marks.key(*path).to(span)


def _wrong_shape(error: ValidationError, path: Path, marks: SourceMap) -> Diagnostic:
    about = cast(schema.Schema, error.schema)
    options: list[schema.Schema] = about.get("anyOf", [about])
    expected = dict.fromkeys(_EXPECTED[_json_type(option)] for option in options)
    match error.instance:
        case dict():
            found, note = "a mapping", ""
        case list():
            found, note = "a list", "quote it if it is one text" if _is_text(options) else ""
        case _:
            found = "a single value"
            note = f"write [{error.instance}]" if _json_type(options[-1]) == "array" else ""
    return codes.WRONG_SHAPE.at(
        marks.value(*path),
        note=note,
        what=name_of(path),
        expected=" or ".join(expected),
        found=found,
    )


def _json_type(about: schema.Schema) -> str:
    """The (first) type of a schema; a reference is always to a mapping."""
    kind = about.get("type", "object")
    return kind if isinstance(kind, str) else kind[0]


def _is_text(options: list[schema.Schema]) -> bool:
    return any(_json_type(option) == "string" for option in options)


def _bad_name(error: ValidationError, path: Path, marks: SourceMap) -> Diagnostic:
    is_key = "propertyNames" in error.absolute_schema_path
    name = str(error.instance)
    span = marks.key(*path, name) if is_key else marks.value(*path)
    return codes.BAD_NAME.at(span, name=name)
