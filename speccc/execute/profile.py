"""What a run with `--profile` counted, taken out of what it told of its expectations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from speccc.execute.report import Report, RunError, StepRows

#: What is taken out of the rows of a step.
REMOVED = ("filtered", "deduplicated", "quarantined")


def take_profile(report: Report, counted: Iterable[Mapping[str, Any]]) -> None:
    """Moves the numbers of steps from the report's `expectations` to its `profile`.

    `counted` is what the recipe says of each step: under which names its numbers were told. If one
    of its checks does not hold, the report's `error` is of the kind `account`.
    """
    told = {found["step"]: found["broken"] for found in report["expectations"]}
    names: set[str] = set()
    steps: list[StepRows] = []
    lost: list[str] = []
    for entry in counted:
        names |= {entry["rows_out"], *entry["removed"].values(), entry["balance"]}
        if entry["rows_out"] not in told:  # the run did not come so far
            continue
        step = _step(entry, told, report)
        steps.append(step)
        if entry["balance"] in told:
            lost.append(_unequal(step))
    report["expectations"] = [f for f in report["expectations"] if f["step"] not in names]
    report["profile"] = steps
    if lost:
        report["error"] = RunError(kind="account", message="; ".join(lost))


def _step(entry: Mapping[str, Any], told: Mapping[str, int], report: Report) -> StepRows:
    above = entry["rows_in"]
    rows_in = report["sources"][entry["step"]]["read"] if above is None else told[above]
    removed = {word: told.get(name, 0) for word, name in entry["removed"].items()}
    return StepRows(
        step=entry["step"],
        kind=entry["kind"],
        rows_in=rows_in,
        rows_out=told[entry["rows_out"]],
        filtered=removed.get("filtered", 0),
        deduplicated=removed.get("deduplicated", 0),
        quarantined=removed.get("quarantined", 0),
        checked=entry["balance"] is not None and entry["balance"] not in told,
    )


def _unequal(step: StepRows) -> str:
    parts = [f"{step['rows_out']} out", *(f"{step[word]} {word}" for word in REMOVED if step[word])]
    return f"step '{step['step']}', {step['kind']}: {step['rows_in']} rows in, {', '.join(parts)}"
