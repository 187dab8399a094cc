"""A spec as plain data, written as its canonical text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from speccc.diagnostics import Reporter, Span
from speccc.lang.parser import parse_expression
from speccc.lang.printer import print_expression
from speccc.spec.digest import squeeze
from speccc.spec.fmt import format_spec
from speccc.spec.fmt.scalars import can_be_plain, double_quoted
from speccc.spec.fmt.style import child_shape
from speccc.spec.models import SpecModel
from speccc.spec.roles import Role
from speccc.spec.shapes import Either, Leaf, ListOf, MapOf, Record, Shape, Variants, shape_of

_INDENT = "  "
#: What no text of a spec can hold, as an escape neither.
_NEVER = re.compile("[\x00\ud800-\udfff]")


def write(document: Any) -> str:
    """The data as YAML that speccc reads, whatever is wrong with it otherwise.

    Characters that no spec can hold are left out, those that it cannot hold as they are become
    escapes; an expression goes on one line.
    """
    return "\n".join(_lines(document, shape_of(SpecModel), "")) + "\n"


def canonical(text: str, file: str, reporter: Reporter) -> str | None:
    """The canonical text of a spec; None, and errors, if it is not well built."""
    return format_spec(text, file, reporter, print_expression=canonical_expression)


def canonical_expression(text: str) -> str:
    """An expression as it is printed; the text itself if it is none."""
    reporter = Reporter()
    nowhere = Span("", 1, 1, 1, 1)
    parsed = parse_expression(text, lambda _start, _end: nowhere, reporter)
    return text if parsed is None or reporter.failed else print_expression(parsed)


def _lines(value: Any, shape: Shape, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        shape = _variant(fields, shape)
        for key, part in fields.items():
            yield from _part(
                f"{indent}{_scalar(key, Role.TEXT)}:", part, _below(shape, key), indent
            )
    else:
        for item in cast("list[Any]", value):
            yield from _part(f"{indent}-", item, _below(shape, 0), indent)


def _part(head: str, value: Any, shape: Shape, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list):
        if not value:
            yield f"{head} {'{}' if isinstance(value, dict) else '[]'}"
            return
        yield head
        yield from _lines(value, shape, indent + _INDENT)
        return
    yield f"{head} {_scalar(str(value), _role(shape))}"


def _scalar(text: str, role: Role) -> str:
    text = _NEVER.sub("", text)
    if role is Role.EXPRESSION:
        text = squeeze(text).strip()
    if can_be_plain(text, flow=False):
        return text
    return double_quoted(text, expression=role is Role.EXPRESSION)


def _variant(fields: dict[str, Any], shape: Shape) -> Shape:
    match shape:
        case Variants(_, records):
            return next((records[key] for key in fields if key in records), shape)
        case Either(options):
            return next((o for o in options if isinstance(o, Record | MapOf)), shape)
        case _:
            return shape


def _below(shape: Shape, key: str | int) -> Shape:
    if isinstance(shape, Either):
        shape = next((o for o in shape.options if isinstance(o, ListOf)), shape)
    if isinstance(shape, Record) and key not in shape.fields:
        return Leaf(Role.TEXT)
    return child_shape(shape, key)


def _role(shape: Shape) -> Role:
    if isinstance(shape, Either):
        shape = next((o for o in shape.options if isinstance(o, Leaf)), shape)
    return shape.role if isinstance(shape, Leaf) else Role.TEXT
