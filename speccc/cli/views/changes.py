"""A plan, what an apply did, and drift, for people."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import click

from speccc.lifecycle.apply import Applied
from speccc.lifecycle.contracts import ContractChange
from speccc.lifecycle.drift import Drift, DriftReport
from speccc.lifecycle.plan import Action, FileChange, Plan, UnitChange
from speccc.lifecycle.project import Project
from speccc.lifecycle.reasons import Cause
from speccc.lifecycle.unit import Unit
from speccc.lifecycle.wanted import Wanted

#: Of each action: its symbol, its colour, and what the legend says.
SYMBOLS = {
    Action.CREATE: ("+", "green", "create"),
    Action.UPDATE: ("~", "yellow", "update in place"),
    Action.MOVE: (">", "cyan", "move"),
    Action.DELETE: ("-", "red", "destroy"),
}
_DRIFT_COLORS = {Drift.CHANGED: "yellow", Drift.MISSING: "red", Drift.UNTRACKED: "red"}

#: How many reasons of one unit are printed; --json has them all.
_MAX_REASONS = 5

_HOW_TO_MEND = "'speccc plan' says why; type 'speccc apply' to write what they say."

Differences = Mapping[str, str]


def plan_text(plan: Plan, generated: str, differences: Differences | None = None) -> str:
    """The plan: units with their reasons and files, a legend of the symbols used, the counts.

    `generated` is the folder of the generated files. `differences`: path → unified diff, printed
    under the file.
    """
    if plan.empty:
        return f"No changes. {_units(plan.unchanged)} as the specs say."
    lines = [f"Under {generated}/ (apply writes code there; data moves only in run):", ""]
    for change in plan.changes:
        lines += [*_unit(change, differences or {}), ""]
    if plan.strays:
        lines += ["  files in no unit's folder", *_files(plan.strays, differences or {}), ""]
    used = {change.action for change in plan.changes}
    used |= {file.action for _, file in shown_files(plan)}
    legend = (f"{_symbol(action)} {SYMBOLS[action][2]}" for action in Action if action in used)
    lines += [f"  {'   '.join(legend)}", "", summary_text(plan)]
    return "\n".join(lines)


def applied_text(applied: Applied) -> str:
    """What was done."""
    plan = applied.plan
    lines = [f"Saved {path} to {place}" for path, place in applied.saved.items()]
    strays = f", {_count(len(plan.strays), 'stray file')} removed" if plan.strays else ""
    lines.append(
        f"Apply complete! {plan.count(Action.CREATE)} added, {plan.count(Action.UPDATE)} changed, "
        f"{_moves(plan, ' moved')}{plan.count(Action.DELETE)} destroyed{strays}."
    )
    return "\n".join(lines)


def drift_text(report: DriftReport, project: Project) -> str:
    """Each file that is not what the specs say."""
    if not report.findings:
        return f"No drift. {_count(report.checked, 'file')} compiled anew and compared."
    lines = [
        f"  {click.style(f'{finding.drift:<9}', fg=_DRIFT_COLORS[finding.drift])}  "
        f"{project.generated}/{finding.path}"
        for finding in report.findings
    ]
    drifted = _count(len(report.findings), "file")
    lines += ["", f"Drift: {drifted} not as the specs say.", _HOW_TO_MEND]
    return "\n".join(lines)


def differences_of(plan: Plan, project: Project, wanted: Mapping[Unit, Wanted]) -> dict[str, str]:
    """A unified diff for each changed file that is text, from what is on disk to what is wanted."""
    found: dict[str, str] = {}
    for unit, change in shown_files(plan):
        before, after = b"", b""
        path = project.generated_folder / change.path
        if unit is not None and unit.previous is not None and change.action is Action.UPDATE:
            name = change.path.removeprefix(f"{unit.unit.folder}/")
            path = project.generated_folder / unit.previous.folder / name
        if change.before is not None and path.is_file() and not path.is_symlink():
            before = path.read_bytes()
        if change.after is not None:
            pipeline, target, name = change.path.split("/", 2)
            after = wanted[Unit(pipeline, target)].contents[name]
        found[change.path] = _difference(before, after, project.generated + "/" + change.path)
    return found


def shown_files(plan: Plan) -> list[tuple[UnitChange | None, FileChange]]:
    """Every file that a reader is told of, with its unit if it has one."""
    files = [(change, file) for change in plan.changes for file in change.shown_files]
    return [*((None, file) for file in plan.strays), *files]


def _difference(before: bytes, after: bytes, path: str) -> str:
    try:
        old, new = before.decode(), after.decode()
    except UnicodeDecodeError:
        return "(not text)"
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{path} (on disk)", f"{path} (wanted)", lineterm=""
    )
    return "\n".join(_colored(line) for line in lines)


def _colored(line: str) -> str:
    colors = {"+": "green", "-": "red", "@": "cyan"}
    return click.style(line, fg=colors.get(line[:1])) if line[:1] in colors else line


def _unit(change: UnitChange, differences: Differences) -> list[str]:
    lines = [f"{_symbol(change.action)} {click.style(change.unit.address, bold=True)}"]
    shown = [str(r) for r in change.reasons if r.cause is not Cause.NEW][:_MAX_REASONS]
    if len(change.reasons) > _MAX_REASONS:
        shown.append(f"and {len(change.reasons) - _MAX_REASONS} more reasons")
    lines += [f"    {reason}" for reason in shown]
    lines += [f"    {text}" for text in map(_contract, change.contract)]
    lines += [
        f"    {click.style('NEW', fg='magenta', bold=True)} {new.kind}: {new.detail}"
        for new in change.introduces
    ]
    return [*lines, *_files(change.shown_files, differences, skip=f"{change.unit.folder}/")]


def _contract(change: ContractChange) -> str:
    """One change of a sink's contract, and who reads the sink if that matters."""
    text = f"sink '{change.sink}': {change.detail}"
    if not change.breaking:
        return text
    readers = f" (read by {', '.join(change.consumers)})" if change.consumers else ""
    return f"{click.style('BREAKING', fg='red', bold=True)} {text}{readers}"


def _files(files: Iterable[FileChange], differences: Differences, skip: str = "") -> list[str]:
    lines: list[str] = []
    for file in files:
        saved = "  (saved to the trash first)" if file.rescue else ""
        lines.append(f"    {_symbol(file.action)} {file.path.removeprefix(skip)}{saved}")
        text = differences.get(file.path)
        if text:
            lines += [f"        {line}" for line in text.split("\n")]
    return lines


def _symbol(action: Action) -> str:
    symbol, color, _ = SYMBOLS[action]
    return click.style(symbol, fg=color)


def summary_text(plan: Plan) -> str:
    """How many units are added, changed, moved and destroyed."""
    strays = f"; {_count(len(plan.strays), 'stray file')} to remove" if plan.strays else ""
    return (
        f"Plan: {plan.count(Action.CREATE)} to add, {plan.count(Action.UPDATE)} to change, "
        f"{_moves(plan, ' to move')}{plan.count(Action.DELETE)} to destroy{strays}."
    )


def _moves(plan: Plan, done: str) -> str:
    moves = plan.count(Action.MOVE)
    return f"{moves}{done}, " if moves else ""


def _units(number: int) -> str:
    return f"{_count(number, 'unit')} {'is' if number == 1 else 'are'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
