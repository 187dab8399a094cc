"""The canonical form of a document and its digest: the same for the same meaning.

Comments, layout, quoting, the order of optional keys and a default that is written out do not
count. The order of columns, steps and measures does, and so do descriptions.
"""

from __future__ import annotations

import hashlib
import json

from speccc.spec.models import Model


def canonical(model: Model) -> str:
    """The model as JSON on one line, without what is absent or default."""
    data = model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def digest(model: Model) -> str:
    """ "sha256:" and the hexadecimal digest of the canonical form."""
    return "sha256:" + hashlib.sha256(canonical(model).encode()).hexdigest()
