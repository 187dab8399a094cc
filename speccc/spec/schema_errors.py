"""jsonschema's errors in our codes, at the node they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, cast

from jsonschema import ValidationError

from speccc.diagnostics import Diagnostic, InternalError, Span, did_you_mean
from speccc.diagnostics.codes import structure as codes
from speccc.spec.document import Path, SourceMap
from speccc.spec.schema import Schema
from speccc.spec.structure import name_of

_EXPECTED = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "a single value",
    "integer": "an integer",
}


#: Other tools' words for our keys; the first that may stand there was meant.
_OTHER_KEYS = {
    "group_by": ("by",), "groupby": ("by",), "group": ("by",), "partition_by": ("by",),
    "order_by": ("order",), "sort_by": ("order",), "on": ("keys",), "using": ("keys",),
    "type": ("kind",), "how": ("kind",), "right": ("with",), "table": ("with", "name"),
    "metrics": ("measures",), "aggregations": ("measures",), "aggs": ("measures",),
    "transforms": ("steps",), "transformations": ("steps",), "tasks": ("steps",),
    "inputs": ("sources",), "outputs": ("sinks",), "targets": ("sinks",), "tests": ("examples",),
    "schema": ("columns",), "fields": ("columns",), "primary_key": ("key",),
    "materialized": ("mode",), "write_mode": ("mode",), "alias": ("name",), "id": ("name",),
    "parameters": ("params",), "variables": ("params",), "vars": ("params",), "ref": ("from",),
    "input": ("from",), "source": ("from", "connector"), "format": ("connector",),
    "condition": ("where",),
}  # fmt: skip


def to_diagnostics(error: ValidationError, path: Path, marks: SourceMap) -> Iterable[Diagnostic]:
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
            note = did_you_mean(str(error.instance), cast("list[str]", error.validator_value))
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
    about = cast("Schema", error.schema)
    known = tuple(about["properties"])
    for key in cast("dict[str, Any]", error.instance):
        if key not in known:
            meant = _meant(key, known)
            note = f"did you mean '{meant}'?" if meant else did_you_mean(key, known)
            where = f"the {about['title']}"
            yield codes.UNKNOWN_KEY.at(marks.key(*path, key), note=note, key=key, where=where)


def _meant(key: str, known: Sequence[str]) -> str | None:
    """Our key for another tool's word, if it may stand here."""
    return next((ours for ours in _OTHER_KEYS.get(key.lower(), ()) if ours in known), None)


def _missing_keys(error: ValidationError, path: Path, marks: SourceMap) -> Iterator[Diagnostic]:
    """The required keys that are missing, but those that an unknown key was meant to be."""
    about = cast("Schema", error.schema)
    written = cast("dict[str, Any]", error.instance)
    strange = [key for key in written if key not in about["properties"]]
    for key in cast("list[str]", error.validator_value):
        taken = any(_meant(other, (key,)) for other in strange)
        if key not in written and not taken and not get_close_matches(key, strange, n=1):
            hint = _hint(about["properties"][key])
            where = f"the {about['title']}"
            span = _whole(path, marks)
            yield codes.MISSING_KEY.at(span, note=hint, where=where, key=key)


def _hint(about: Schema) -> str:
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
    about = cast("Schema", error.schema)
    options: list[Schema] = about.get("anyOf", [about])
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


def _json_type(about: Schema) -> str:
    """The (first) type of a schema; a reference is always to a mapping."""
    kind = about.get("type", "object")
    return kind if isinstance(kind, str) else kind[0]


def _is_text(options: list[Schema]) -> bool:
    return any(_json_type(option) == "string" for option in options)


def _bad_name(error: ValidationError, path: Path, marks: SourceMap) -> Diagnostic:
    is_key = "propertyNames" in error.absolute_schema_path
    name = str(error.instance)
    span = marks.key(*path, name) if is_key else marks.value(*path)
    return codes.BAD_NAME.at(span, name=name)
