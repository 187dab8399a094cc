"""The models seen as a tree of shapes: what may stand where in a document.

Derived from the models, so that the structural check, the digest and the formatter walk a
document by the one table of fields and need no list of their own.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Union,
    assert_never,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from speccc.diagnostics import InternalError
from speccc.spec.models import Model, Rule, Step
from speccc.spec.roles import Role


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar."""

    role: Role


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with the keys of a model, in its order."""

    model: type[Model]
    fields: dict[str, Shape]


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from names to one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Variants:
    """A mapping that is one of several records, told by its operator key."""

    what: Literal["step", "rule"]
    records: dict[str, Record]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes, told by the kind of node: scalar, mapping or list."""

    options: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """Anything: a connector's options."""


Shape = Leaf | Record | MapOf | ListOf | Variants | Either | Free


@cache
def shape_of(model: type[Model]) -> Record:
    """The shape of a model and of everything below it."""
    hints = get_type_hints(model, include_extras=True)
    fields = {
        info.alias or name: _shape(hints[name])
        for name, info in model.model_fields.items()
        if get_origin(hints[name]) is not ClassVar
    }
    return Record(model, fields)


def _shape(annotation: Any, role: Role = Role.TEXT) -> Shape:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(args[0], next((a for a in args[1:] if isinstance(a, Role)), role))
    if origin in (Union, types.UnionType):
        return _union([arg for arg in args if arg is not type(None)])
    if origin is Literal:
        return Leaf(Role.INTEGER if isinstance(args[0], int) else Role.TEXT)
    if origin is list:
        return ListOf(_shape(args[0]))
    if origin is dict:
        return Free() if args[1] is Any else MapOf(_shape(args[1]))
    if annotation is str:
        return Leaf(role)
    if annotation is int:
        return Leaf(Role.INTEGER)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return shape_of(annotation)
    raise InternalError(f"no shape for {annotation!r}")


def _union(options: list[Any]) -> Shape:
    for base, what in ((Step, "step"), (Rule, "rule")):
        if all(isinstance(o, type) and issubclass(o, base) for o in options):
            return Variants(cast("Any", what), _records(options))
    if len(options) == 1:
        return _shape(options[0])
    return Either(tuple(_shape(option) for option in options))


def _records(models: Iterable[type[Step | Rule]]) -> dict[str, Record]:
    return {model.op: shape_of(model) for model in models}


def map_expressions(value: Any, shape: Shape, change: Callable[[str], str]) -> Any:
    """Plain data of that shape with each of its expressions changed."""
    match shape:
        case Leaf(Role.EXPRESSION):
            return change(value)
        case Record(_, fields):
            return {k: map_expressions(v, fields[k], change) for k, v in value.items()}
        case MapOf(item):
            return {k: map_expressions(v, item, change) for k, v in value.items()}
        case ListOf(item):
            return [map_expressions(v, item, change) for v in value]
        case Variants(_, records):
            operator = next(key for key in value if key in records)
            return map_expressions(value, records[operator], change)
        case Either(options):
            records = [option for option in options if isinstance(option, Record)]
            if isinstance(value, str) or not records:
                return value
            return map_expressions(value, records[0], change)
        case Leaf() | Free():
            return value
        case _:
            assert_never(shape)
