"""What came over the wire, as a spec's document."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never, cast

from speccc.spec.document import Path
from speccc.translate.wire.form import (
    EMPTY_LIST,
    QUESTIONS,
    WORDS,
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

_ABSENT: Any = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """`words` are the request's words for a part, by its path, as the model quotes them."""

    document: dict[str, Any]
    words: dict[Path, str]
    questions: tuple[str, ...]


def decode(wire: Mapping[str, Any]) -> Decoded:
    """The document of an object that the WIRE schema accepts; it may be no valid spec."""
    walk = _Walk({})
    document = {"speccc": 1, **(walk.thing(wire, spec_form(), ()) or {})}
    return Decoded(document, walk.words, tuple(wire[QUESTIONS]))


@dataclass(frozen=True, slots=True)
class _Walk:
    words: dict[Path, str]

    def value(self, value: Any, form: Form, path: Path) -> Any:
        """The plain data of a value; None if it is absent."""
        match form:
            case Text(optional):
                if optional:
                    return _out_of_quotes(value) if value else _ABSENT
                return _ABSENT if form.default and value == form.default else value
            case Whole(optional):
                return (value or _ABSENT) if optional else value
            case Many(item, keeps_empty, lone):
                if keeps_empty and value == [EMPTY_LIST]:
                    return []
                items = self._list(value, item, path)
                if keeps_empty and not items:
                    return _ABSENT
                return items[0] if lone and len(items) == 1 else items
            case Pairs(free):
                pairs = cast("Sequence[Mapping[str, str]]", value)
                return {p["name"]: _json(p["expr"]) if free else p["expr"] for p in pairs}
            case Named(item):
                things = cast("Sequence[Mapping[str, Any]]", value)
                return {t["name"]: self._short(t, item, (*path, t["name"])) for t in things}
            case Thing():
                return self.thing(value, form, path)
            case OneOf(variants):
                return self.thing(value, next(variants[k] for k in value if k in variants), path)
            case Flat():
                return self._flat(value, form, path)
            case _:
                assert_never(form)

    def thing(self, value: Mapping[str, Any], form: Thing, path: Path) -> dict[str, Any] | None:
        """An object without its absent fields; None if it may be absent, and all of them are."""
        found: dict[str, Any] = {}
        for key, inner in form.fields.items():
            part = self.value(value[key], inner, (*path, key))
            if key == WORDS:
                if part:
                    self.words[path] = part
            elif part is not _ABSENT and (part not in ([], {}) or _may_be_empty(inner, key)):
                found[key] = part
        return _ABSENT if form.optional and not found else found

    def _short(self, value: Mapping[str, Any], form: Thing, path: Path) -> Any:
        found = self.thing(value, form, path) or {}
        return found[form.single] if set(found) == {form.single} else found

    def _list(self, value: Sequence[Any], item: Form, path: Path) -> list[Any]:
        return [self.value(one, item, (*path, at)) for at, one in enumerate(value)]

    def _flat(self, value: Mapping[str, Any], form: Flat, path: Path) -> dict[str, Any]:
        kind = value["kind"]
        places = form.kinds[kind].places
        own = {key: self.value(value[key], form.fields[key], path) for key in places}
        shape: Any = {p: own[k] for k, p in places.items() if own[k] is not _ABSENT}
        found = {kind: shape.get("", shape)}
        others = {key for rule in form.kinds.values() for key in rule.places}
        for key, inner in form.fields.items():
            part = self.value(value[key], inner, path)
            if key not in others and key != "kind" and part is not _ABSENT:
                found[key] = part
        return found


def _may_be_empty(form: Form, key: str) -> bool:
    """Whether an empty list says something: one row for everything, nothing taken."""
    return key == "by" or (isinstance(form, Many) and form.keeps_empty)


def _out_of_quotes(text: str) -> str:
    if text.startswith('"'):
        read = _json(text)
        return read if isinstance(read, str) else text
    return text


def _json(text: str) -> Any:
    """Plain data out of a text; the text itself if it is no JSON."""
    if text[:1] not in ('"', "{", "["):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
