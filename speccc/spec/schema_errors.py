"""jsonschema's errors in our codes, at the node they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, cast

from jsonschema import ValidationError

from speccc.diagnostics import Diagnostic, InternalError, Span
from speccc.diagnostics.codes import structure as codes
from speccc.spec.document import Path, SourceMap
from speccc.spec.forms import shape_hint
from speccc.spec.schema import Schema
from speccc.spec.structure import name_of
from speccc.spec.words import choices, key_hint, key_meant, value_hint

_EXPECTED = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "a single value",
    "integer": "an integer",
}


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
            known = cast("list[str]", error.validator_value)
            note = value_hint(str(path[-1]), str(error.instance), known)
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
    written = cast("dict[str, Any]", error.instance)
    known = tuple(about["properties"])
    meant = _meant(written, about)
    for key in written:
        if key not in known:
            note = _nested(key, meant[key], written, about) if key in meant else ""
            where = f"the {about['title']}"
            note = note or key_hint(key, known)
            yield codes.UNKNOWN_KEY.at(marks.key(*path, key), note=note, key=key, where=where)


def _missing_keys(error: ValidationError, path: Path, marks: SourceMap) -> Iterator[Diagnostic]:
    """The required keys that are missing, but those that an unknown key was meant to be."""
    about = cast("Schema", error.schema)
    written = cast("dict[str, Any]", error.instance)
    meant = _meant(written, about).values()
    for key in cast("list[str]", error.validator_value):
        if key not in written and key not in meant:
            hint = _hint(key, about["properties"][key])
            where = f"the {about['title']}"
            span = _whole(path, marks)
            yield codes.MISSING_KEY.at(span, note=hint, where=where, key=key)


def _meant(written: dict[str, Any], about: Schema) -> dict[str, str]:
    """The unknown keys of a mapping, and the required ones that they were meant to be or be in."""
    fields: dict[str, Schema] = about["properties"]
    missing = [key for key in about.get("required", ()) if key not in written]
    strange = [key for key in written if key not in fields]
    found: dict[str, str] = {}
    for key in strange:
        near = get_close_matches(key, missing, n=1)
        ours = key_meant(key, missing) or (near[0] if near else None)
        if ours is not None and not get_close_matches(key, [f for f in fields if f in written], 1):
            found[key] = ours
    left = [key for key in missing if key not in found.values()]
    over = [key for key in strange if key not in found]
    for key in over:
        within = next((field for field in left if _holds(fields[field], written[key])), None)
        if within is not None:
            found[key] = within
        elif len(over) == len(left) == 1 and _kind_of(written[key]) in _types(fields[left[0]]):
            found[key] = left[0]
    return found


def _nested(key: str, ours: str, written: dict[str, Any], about: Schema) -> str:
    """The hint for a key that was meant to be `ours`, or to stand in it."""
    if _holds(about["properties"][ours], written[key]):
        return f"it belongs into '{ours}': write '{ours}: {{{key}: {written[key]}}}'"
    return f"did you mean '{ours}'?"


def _holds(about: Schema, value: Any) -> bool:
    """Whether a field is a mapping from names to texts, and `value` such a text."""
    item: Schema | bool = about.get("additionalProperties", False)
    return isinstance(value, str) and not isinstance(item, bool) and "string" in _types(item)


def _types(about: Schema) -> set[str]:
    return {_json_type(option) for option in about.get("anyOf", [about])}


def _kind_of(value: Any) -> str:
    """What JSON Schema calls the type of a value."""
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "string"


def _hint(key: str, about: Schema) -> str:
    """What a field wants, as far as its schema tells."""
    if "enum" in about:
        words = choices(key, about["enum"])
        return f"write '{key}: {words[0]}'" if len(words) == 1 else f"one of: {', '.join(words)}"
    text = str(about.get("description", "")).rstrip(".")
    if not text:
        return f"write '{key}: …'"
    return f"write '{key}: …': {text if text[1:2].isupper() else text[0].lower() + text[1:]}"


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
    wants_list = _json_type(options[-1]) == "array"
    note = shape_hint(path, error.instance, wants_list=wants_list)
    match error.instance:
        case dict():
            found = "a mapping"
        case list():
            found = "a list"
            note = note or ("quote it if it is one text" if _is_text(options) else "")
        case _:
            found = "a single value"
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
