"""The canonical form of a document and its digest: the same for the same meaning.

Comments, layout, quoting, blanks in expressions, the order of optional keys and a default that
is written out do not count. The order of columns, steps and measures does, and so do
descriptions.
"""

from __future__ import annotations

import hashlib
import json
import re

from speccc.spec.models import Model
from speccc.spec.shapes import map_expressions, shape_of

#: A text literal of an expression, or blanks.
_LITERAL_OR_BLANKS = re.compile(r"('[^']*')|\s+")


def canonical(model: Model) -> str:
    """The model as JSON on one line, without what is absent or default."""
    data = model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    plain = map_expressions(data, shape_of(type(model)), squeeze)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def digest(model: Model) -> str:
    """The digest of the canonical form: `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(canonical(model).encode()).hexdigest()


def squeeze(expression: str) -> str:
    """The expression with single blanks, but in its text literals."""
    return _LITERAL_OR_BLANKS.sub(lambda match: match[1] or " ", expression)
