"""Sinks: modes and contracts."""

from __future__ import annotations

from dataclasses import replace

from speccc.analyse.declarations import Declarations
from speccc.diagnostics.codes import steps
from speccc.ir.rel import Binding, Node, Sink, SourceColumn
from speccc.spec import models
from speccc.types import Schema

#: The options that each mode needs; the others are not for it.
_OPTIONS = {"replace": (), "merge": ("key",), "append": ("key",), "partition": ("by",)}


def check_sink(
    name: str, model: models.SinkModel, node: Node | None, declarations: Declarations
) -> Sink | None:
    """The sink that writes `node`; None if it is wrong, or the node is."""
    marks, reporter = declarations.marks, declarations.reporter
    place = ("sinks", name)
    before = len(reporter.diagnostics)
    for option in ("key", "by"):
        given, wanted = getattr(model, option), option in _OPTIONS[model.mode]
        if given is not None and not wanted:
            span = marks.key(*place, option)
            reporter.add(steps.SINK_OPTION.at(span, key=option, mode=model.mode))
        elif wanted and not given:
            span = marks.value(*place, "mode")
            reporter.add(steps.SINK_NEEDS.at(span, key=option, mode=model.mode))
        elif given and node is not None:
            declarations.key(given, node.schema, *place, option)
    declared = None
    if model.columns is not None:
        declared = declarations.columns(model.columns, *place, "columns")
    if node is None or len(reporter.diagnostics) > before:
        return None
    if declared is None:
        declared = tuple(
            SourceColumn(c.name, c.type, c.nullable, (c.name,), tags=c.tags) for c in node.schema
        )
    difference = _difference(declared, node.schema)
    if difference:
        span = marks.value(*place, "columns")
        reporter.add(steps.SINK_CONTRACT.at(span, difference=difference))
        return None
    declared = tuple(
        replace(c, tags=tuple(sorted({*c.tags, *node.schema[c.name].tags}))) for c in declared
    )
    key = tuple(model.key or ())
    return Sink(
        name,
        node.id,
        declared,
        model.mode,
        (),
        Binding(model.connector, model.options or {}) if model.connector else None,
        model.description or "",
        marks.key(*place),
        key=key,
        by=tuple(model.by or ()),
        check_key=bool(key) and not _proven(key, node),
    )


def _proven(key: tuple[str, ...], node: Node) -> bool:
    """Whether no two rows can have the same `key`, nor any a NULL in it."""
    unique = any(set(known) <= set(key) for known in node.keys)
    return unique and not any(node.schema[name].nullable for name in key)


def _difference(declared: tuple[SourceColumn, ...], schema: Schema) -> str:
    """How a contract and the result differ ("" if they do not)."""
    names = [c.name for c in declared]
    missing = [n for n in names if n not in schema]
    extra = [n for n in schema.names if n not in names]
    parts = [f"'{n}' is not in the result" for n in missing]
    parts += [f"'{n}' is in the result, not in the contract" for n in extra]
    for column in declared:
        if column.name not in schema:
            continue
        made = schema[column.name]
        if (made.type, made.nullable) != (column.type, column.nullable):
            wanted = f"{column.type}{'' if column.nullable else ' not null'}"
            parts.append(f"'{column.name}' is {str(made).split(': ')[1]}, not {wanted}")
    if not parts and names != list(schema.names):
        parts.append(f"the order is {', '.join(schema.names)}")
    return "; ".join(parts)
