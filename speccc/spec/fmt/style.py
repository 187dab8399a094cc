"""What the canonical form looks like: order of keys, what goes into braces, blank lines."""

from __future__ import annotations

from speccc.spec import models
from speccc.spec.nodes import Mapping, Node, Scalar
from speccc.spec.shapes import Either, Free, Leaf, ListOf, MapOf, Record, Shape, Variants

#: Records that are written in braces where they fit.
_BRACES: frozenset[type[models.Model]] = frozenset(
    {
        models.BindingModel,
        models.ColumnModel,
        models.DedupeShape,
        models.EventTimeModel,
        models.IncrementalModel,
        models.JoinShape,
        models.OtherShape,
        models.ParamModel,
        models.PivotShape,
        models.ReconcileShape,
        models.ReferencesShape,
        models.RowCountShape,
        models.ScheduleModel,
        models.TimeWindowShape,
        models.UnionShape,
        models.UnpivotShape,
    }
)

#: Records that are written in braces only with a single key: `result: {mode: replace}`.
_BRACES_IF_SINGLE: frozenset[type[models.Model]] = frozenset({models.SinkModel})

#: Maps that are written in braces where they fit: record and key.
_BRACED_MAPS: frozenset[tuple[type[models.Model], str]] = frozenset(
    {
        (models.CastShape, "columns"),
        (models.ExampleModel, "params"),
        (models.FillShape, "values"),
        (models.PivotShape, "into"),
    }
)

#: Top-level keys of a spec that have a blank line before them; the others have none.
_SECTIONS = frozenset({"params", "sources", "steps", "sinks", "examples"})


def key_order(record: Record) -> list[str]:
    """The keys of a record in the order in which they are written."""
    if issubclass(record.model, models.Rule):
        return ["name", record.model.op, "severity", "description"]
    return list(record.fields)


def resolve(node: Node, shape: Shape) -> Shape:
    """The one shape of a node: a variant by its operator key, an alternative by its kind."""
    match shape:
        case Variants(_, records) if isinstance(node, Mapping):
            return next(records[e.key.text] for e in node.entries if e.key.text in records)
        case Either(options):
            kinds = (Leaf,) if isinstance(node, Scalar) else (Record, MapOf, ListOf)
            return next(o for o in options if isinstance(o, kinds))
        case _:
            return shape


def child_shape(shape: Shape, key: str | int) -> Shape:
    """The shape of what is below a node of this (resolved) shape."""
    match shape:
        case Record(_, fields) if isinstance(key, str):
            return fields[key]
        case MapOf(item) | ListOf(item):
            return item
        case _:
            return Free()


def in_braces(node: Mapping, shape: Shape, parent: Shape, key: str | int) -> bool:
    """Whether a mapping is written in braces, if it is simple enough and fits."""
    match shape:
        case Record(model) if issubclass(model, models.Rule):
            return len(node.entries) > 1
        case Record(model) if model in _BRACES_IF_SINGLE:
            return len(node.entries) == 1
        case Record(model):
            return model in _BRACES
        case MapOf():
            return isinstance(parent, Record) and (parent.model, key) in _BRACED_MAPS
        case _:
            return True


def blank_line(shape: Shape, key: str | int, *, written: bool) -> bool:
    """Whether a blank line stands before an entry or item that is not the first."""
    if isinstance(shape, Record) and shape.model is models.SpecModel:
        return key in _SECTIONS
    return written
