"""What commands say of a unit's schedule: when it is due, and whether anybody will start it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speccc.cli.work import Work
from speccc.execute.installed import FOLDER, Installed, installed
from speccc.lifecycle.project import Project
from speccc.lifecycle.unit import Unit


def schedule_data(
    project: Project, unit: Unit, schedule: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The schedule of a canonical spec with where it is installed; None if the spec has none."""
    if schedule is None:
        return None
    found = installed(_folder(project, unit), project.root)
    return {
        "cron": schedule["cron"],
        "timezone": schedule.get("timezone", "UTC"),
        "installed": [place.to_json() for place in found],
    }


def schedule_text(project: Project, unit: Unit, schedule: Mapping[str, Any]) -> str:
    """One line: the schedule, and where it is installed, if it is."""
    found = installed(_folder(project, unit), project.root)
    when = f"{schedule['cron']} ({schedule.get('timezone', 'UTC')})"
    return f"schedule of {unit.address}: {when}, {_state(project, unit, found)}"


def schedule_lines(work: Work, pipeline: str, target: str | None) -> list[str]:
    """A line for each unit of the pipeline (on the target, if one is named) that has files to
    schedule it; one line if none has, none if the spec has no schedule.
    """
    schedule = work.inventory.spec_file(pipeline).model.schedule
    if schedule is None:
        return []
    data = schedule.model_dump(mode="json")
    units = [
        u for u in work.inventory.units if u.pipeline == pipeline and target in (None, u.target)
    ]
    scheduled = [u for u in units if (_folder(work.project, u) / FOLDER).is_dir()]
    if not scheduled:
        when = f"{schedule.cron} ({schedule.timezone})"
        return [f"schedule of {pipeline}: {when}, not installed; no file for it is generated here"]
    return [schedule_text(work.project, unit, data) for unit in scheduled]


def _state(project: Project, unit: Unit, found: list[Installed]) -> str:
    readme = f"{project.generated}/{unit.folder}/README.md"
    if not found:
        return f"not installed; {readme} says how"
    places = [f"{p.where}{'' if p.current else ' (not as generated)'}" for p in found]
    return f"installed: {', '.join(places)}"


def _folder(project: Project, unit: Unit) -> Path:
    return project.generated_folder / unit.folder
