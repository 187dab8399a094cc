"""How each part of a spec looks on the wire, derived from the shapes of the models.

| in a spec | on the wire |
|---|---|
| a key that is absent | `""`, `[]`, or an object of such; never missing, never null |
| a mapping from names | a list of objects with a `name` |
| `{name: expression}`, options | a list of `{name, expr}` |
| a short form or a long one | always the long one |
| a step | one of the variants, told by its operator key |
| a rule | flat: `kind`, and the fields of all rules |

Schema, encoder and decoder walk these forms, so that none has a list of steps of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, assert_never, get_args, get_origin, get_type_hints

from speccc.diagnostics import InternalError
from speccc.spec.models import ExampleModel, Model, SinkModel, SourceModel, SpecModel, Step
from speccc.spec.roles import Role
from speccc.spec.shapes import Either, Free, Leaf, ListOf, MapOf, Record, Shape, Variants, shape_of

#: The request's own words for a part, verbatim: on the wire only, for the read-back.
WORDS = "words"
#: What the model does not know: on the wire only.
QUESTIONS = "questions"
#: In a list that may be empty and may be absent: it is empty. No name is written so.
EMPTY_LIST = "-"

#: Of a source: a model knows no project.
_OF_PROJECTS = ("catalog", "take")

_WITH_WORDS = (SourceModel, SinkModel, Step)


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `optional`: the empty one is absent, and a JSON text in quotes is that text."""

    optional: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; where it is `optional`, digits in a text."""

    optional: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """A list. `keeps_empty`: absent and empty are two things. `lone`: one item stands alone."""

    item: Form
    keeps_empty: bool = False
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """An object. `optional`: with every field absent it is absent itself.

    `single`: the field that may stand alone for the object, as a column's type.
    """

    name: str
    fields: Mapping[str, Form]
    optional: bool = False
    single: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A list of `{name, expr}`. `free`: values are any plain data, nested ones as JSON."""

    free: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A list of objects that have a `name` before their fields."""

    item: Thing


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several objects, told by the key that only it has."""

    variants: Mapping[str, Thing]


@dataclass(frozen=True, slots=True)
class Flat:
    """One object for several: `kind` says which, `places` where each kind has its fields."""

    fields: Mapping[str, Form]
    kinds: Mapping[str, RuleForm]


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule: its fields on the wire, by where they stand below its operator ("" is itself)."""

    places: Mapping[str, str]


Form = Text | Whole | Many | Thing | Pairs | Named | OneOf | Flat


@cache
def spec_form() -> Thing:
    """The form of a whole spec: without its version, and without examples."""
    form = _thing(shape_of(SpecModel), optional=False)
    left_out = {"speccc", "examples"}
    return Thing("spec", {k: v for k, v in form.fields.items() if k not in left_out})


def _form(shape: Shape, model: type[Model], key: str) -> Form:
    info = next(i for n, i in model.model_fields.items() if (i.alias or n) == key)
    optional = not info.is_required()
    match shape:
        case Leaf(Role.INTEGER):
            return Whole(optional)
        case Leaf():
            default = info.default if isinstance(info.default, str) else ""
            return Text(optional and not default, _choices(model, key), default)
        case ListOf(item):
            return _list(item, keeps_empty=optional and not info.metadata)
        case MapOf(Leaf()):
            return Pairs()
        case MapOf(item):
            return Named(_thing(_record(item), optional=False))
        case Free():
            return Pairs(free=True)
        case Record():
            return _thing(shape, optional=optional)
        case Either(options):
            many = _list(next(o for o in options if isinstance(o, ListOf)).item)
            return replace(many, lone=True)
        case Variants():
            raise InternalError("a variant stands in a list")
        case _:
            assert_never(shape)


def _list(item: Shape, *, keeps_empty: bool = False) -> Many:
    match item:
        case Leaf():
            return Many(Text(), keeps_empty)
        case Variants("step", records):
            return Many(OneOf({key: _thing(r, optional=False) for key, r in records.items()}))
        case Variants("rule", records):
            return Many(_flat(records))
        case Record(model) if model is ExampleModel:
            return Many(Text())
        case _:
            raise InternalError(f"no form for a list of {item}")


def _thing(record: Record, *, optional: bool) -> Thing:
    fields = {
        k: _form(s, record.model, k)
        for k, s in record.fields.items()
        if record.model is not SourceModel or k not in _OF_PROJECTS
    }
    if optional:
        fields = {k: _absent(form) for k, form in fields.items()}
    if issubclass(record.model, _WITH_WORDS):
        fields[WORDS] = Text(optional=True)
    name = str(record.model.model_config["model_title_generator"](record.model))  # type: ignore[index, operator]
    single = "type" if name in ("column", "param") else ""
    return Thing(name.replace(" ", "_"), fields, optional, single)


def _flat(records: Mapping[str, Record]) -> Flat:
    """The rules: what a list of names holds is `columns`; an object's fields are its own."""
    fields: dict[str, Form] = {}
    common: dict[str, Form] = {}
    kinds: dict[str, RuleForm] = {}
    for kind, record in records.items():
        form = _thing(record, optional=False)
        match form.fields[kind]:
            case Thing(_, inner):
                places = {key: key for key in inner}
                own = dict(inner)
            case Many() as many:
                places, own = {"columns": ""}, {"columns": many}
            case other:
                places, own = {kind: ""}, {kind: other}
        fields |= {key: _absent(form) for key, form in own.items()}
        common = {k: f for k, f in form.fields.items() if k != kind}
        kinds[kind] = RuleForm(places)
    return Flat({"kind": Text(choices=tuple(records)), **fields, **common}, kinds)


def _absent(form: Form) -> Form:
    """The form, where the whole that it is a part of may be absent."""
    return replace(form, optional=not form.default) if isinstance(form, Text) else form


def _record(shape: Shape) -> Record:
    match shape:
        case Record():
            return shape
        case Either(options):
            return next(o for o in options if isinstance(o, Record))
        case _:
            raise InternalError(f"no record: {shape}")


def _choices(model: type[Model], key: str) -> tuple[str, ...]:
    """The values of a field that takes only some."""
    hints: dict[str, Any] = get_type_hints(model)
    name = next(n for n, i in model.model_fields.items() if (i.alias or n) == key)
    hint = hints[name]
    for option in (hint, *get_args(hint)):
        if get_origin(option) is Literal:
            return tuple(map(str, get_args(option)))
    return ()
