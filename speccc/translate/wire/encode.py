"""A spec's document as the wire has it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, assert_never, cast

from speccc.translate.wire.form import (
    EMPTY_LIST,
    QUESTIONS,
    Flat,
    Form,
    Many,
    Named,
    OneOf,
    Pairs,
    Text,
    Thing,
    Whole,
    spec_form,
)


def encode(document: Mapping[str, Any]) -> dict[str, Any]:
    """A FULL-valid document on the wire. Its examples, and the version, are left out."""
    return {**_thing(document, spec_form()), QUESTIONS: []}


def _value(value: Any, form: Form) -> Any:
    match form:
        case Text(optional):
            if value is None:
                return form.default
            return in_quotes(str(value)) if optional else str(value)
        case Whole(optional):
            return ("" if value is None else str(value)) if optional else value
        case Many(item, keeps_empty, _):
            if value == [] and keeps_empty:
                return [EMPTY_LIST]
            items = [value] if isinstance(value, str) else cast("Sequence[Any]", value or ())
            return [_value(one, item) for one in items]
        case Pairs(free):
            pairs = cast("Mapping[str, Any]", value or {})
            return [{"name": n, "expr": _free(v) if free else str(v)} for n, v in pairs.items()]
        case Named(item):
            things = cast("Mapping[str, Any]", value or {})
            return [{"name": name, **_thing(thing, item)} for name, thing in things.items()]
        case Thing():
            return _thing(value, form)
        case OneOf(variants):
            return _thing(value, next(variants[key] for key in value if key in variants))
        case Flat():
            return _flat(value, form)
        case _:
            assert_never(form)


def _thing(value: Any, form: Thing) -> dict[str, Any]:
    if form.single and not isinstance(value, Mapping):
        value = {form.single: value}
    fields = cast("Mapping[str, Any]", value or {})
    return {key: _value(fields.get(key), inner) for key, inner in form.fields.items()}


def _flat(rule: Mapping[str, Any], form: Flat) -> dict[str, Any]:
    kind = next(key for key in rule if key in form.kinds)
    found: dict[str, Any] = {**rule, "kind": kind}
    for key, place in form.kinds[kind].places.items():
        found[key] = rule[kind].get(place) if place else rule[kind]
    return {key: _value(found.get(key), inner) for key, inner in form.fields.items()}


def _free(value: Any) -> str:
    """Plain data as a text; what is no text, or might be taken for JSON, is JSON."""
    if isinstance(value, str):
        return in_quotes(value, '"{[')
    return json.dumps(value, ensure_ascii=False)


def in_quotes(text: str, marks: str = '"') -> str:
    """A text that may be told from an absent one, and from JSON."""
    if not text or text[0] in marks:
        return json.dumps(text, ensure_ascii=False)
    return text
