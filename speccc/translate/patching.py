"""New steps and a schedule put into the text of a spec, which keeps its comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from speccc.diagnostics import InternalError, Reporter
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec
from speccc.translate.document import canonical, write


def with_steps(
    spec: SpecFile, steps: Sequence[Mapping[str, Any]], schedule: Mapping[str, str]
) -> str:
    """The canonical text of a spec with steps at its end, before a sort that only the sink sees."""
    text = canonical(spec.text, spec.file, Reporter())
    again = load_spec(text, spec.file, Reporter()) if text is not None else None
    if text is None or again is None:
        raise InternalError("a valid spec does not format")
    lines = text.splitlines()
    at = _place(again, lines)
    body = write({"steps": [dict(step) for step in steps]}).splitlines()[1:] if steps else []
    lines[at:at] = body
    if schedule:
        lines = _scheduled(lines, write({"schedule": dict(schedule)}).splitlines())
    patched = canonical("\n".join(lines) + "\n", spec.file, Reporter())
    if patched is None:
        raise InternalError("steps that were added to a spec do not read")
    return patched


def _place(spec: SpecFile, lines: Sequence[str]) -> int:
    """Before which line steps are added."""
    last = len(spec.model.steps) - 1
    if spec.model.steps[last].op == "sort":
        at = spec.marks.value("steps", last).line - 1
    else:
        at = spec.marks.key("sinks").line - 1
    while lines[at - 1].strip().startswith("#") or not lines[at - 1].strip():
        at -= 1
    return at


def _scheduled(lines: list[str], schedule: Sequence[str]) -> list[str]:
    """The schedule in the place of the one there is, or before the first section."""
    kept: list[str] = []
    inside = False
    for line in lines:
        inside = line.startswith("schedule:") or (inside and line.startswith(" "))
        if not inside:
            kept.append(line)
    at = next(i for i, line in enumerate(kept) if line.startswith(("params:", "sources:")))
    while not kept[at - 1].strip() or kept[at - 1].startswith("#"):
        at -= 1
    return [*kept[:at], *schedule, *kept[at:]]
