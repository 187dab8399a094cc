"""The canonical form of a document and its digest: the same for the same meaning.

Comments, layout, quoting, blanks in expressions, the order of optional keys and a default that
is written out do not count. The order of columns, steps and measures does, and so do
descriptions.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, cast

from speccc.spec.models import Model
from speccc.spec.roles import Role
from speccc.spec.shapes import Either, Leaf, ListOf, MapOf, Record, Shape, Variants, shape_of

#: A text literal of an expression, or blanks.
_LITERAL_OR_BLANKS = re.compile(r"('[^']*')|\s+")


def canonical(model: Model) -> str:
    """The model as JSON on one line, without what is absent or default."""
    data = model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    plain = _squeezed(data, shape_of(type(model)))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def digest(model: Model) -> str:
    """The digest of the canonical form: `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical(model).encode()).hexdigest()


def _squeezed(value: Any, shape: Shape) -> Any:
    """The value with single blanks in its expressions."""
    match shape:
        case Leaf(Role.EXPRESSION):
            return _LITERAL_OR_BLANKS.sub(lambda m: m[1] or " ", value)
        case Record(_, fields):
            return {k: _squeezed(v, fields[k]) for k, v in _entries(value)}
        case MapOf(item):
            return {k: _squeezed(v, item) for k, v in _entries(value)}
        case ListOf(item):
            return [_squeezed(v, item) for v in cast("list[Any]", value)]
        case Variants(_, records):
            (operator,) = records.keys() & value.keys()
            return _squeezed(value, records[operator])
        case Either(options):
            record = next((o for o in options if isinstance(o, Record)), None)
            return _squeezed(value, record) if record and isinstance(value, dict) else value
        case _:
            return value


def _entries(value: Any) -> list[tuple[str, Any]]:
    return list(cast("dict[str, Any]", value).items())
