"""What is well built of a spec that is not: so that the rest of it is checked in the same run."""

from __future__ import annotations

import re
from typing import Any, cast

from speccc.spec.document import Path
from speccc.spec.models import NAME_PATTERN, SpecModel
from speccc.spec.shapes import shape_of
from speccc.spec.structure import Plain

#: Keys whose values the other parts of a spec do not need.
_LEFT_OUT = frozenset(("description", "owner", "schedule", "examples"))

#: What stands in for a broken part; nothing looks at it.
_STAND_INS: dict[str, dict[str, Any]] = {"sources": {}, "sinks": {"mode": "replace"}}
_STEP: dict[str, Any] = {"drop": ["broken"]}


def well_built(plain: Plain) -> tuple[dict[str, Any], frozenset[Path]] | None:
    """The data of a spec with stand-ins for its broken parts, and the paths of those.

    A part is a source, a step, a sink, or a key that is left out. None if the spec is broken in a
    place that the rest needs: its name, its params, or the list of steps itself.
    """
    if () in plain.broken:
        return None
    value: dict[str, Any] = dict(plain.value)
    known = shape_of(SpecModel).fields
    broken: set[Path] = set()
    for path in plain.broken:
        match path:
            case (str(key), *_) if key in _LEFT_OUT or key not in known:
                value.pop(key, None)
                broken.add((key,))
            case ("steps", int(), *_) | ("sources" | "sinks", str(), *_):
                broken.add(path[:2])
            case _:
                return None
    for kind, stand_in in _STAND_INS.items():
        parts = cast("dict[str, Any]", value[kind])
        value[kind] = {n: stand_in if (kind, n) in broken else p for n, p in parts.items()}
    steps = enumerate(cast("list[Any]", value["steps"]))
    value["steps"] = [_stand_in(s) if ("steps", i) in broken else s for i, s in steps]
    return value, frozenset(broken)


def _stand_in(step: Any) -> dict[str, Any]:
    """A step in the place of a broken one, under its name."""
    if not isinstance(step, dict):
        return _STEP
    written = cast("dict[str, Any]", step)
    names = {
        key: written[key]
        for key in ("name", "from")
        if re.fullmatch(NAME_PATTERN, str(written.get(key, "")))
    }
    return _STEP | names
