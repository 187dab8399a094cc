"""Plans in files: writing, finding and reading them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from speccc.cli.locking import lock_of
from speccc.cli.session import Session
from speccc.cli.work import Selection, Work
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.apply import Applied, apply_plan, contents_of
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.observe import Observed, observed_in
from speccc.lifecycle.plan import Plan
from speccc.lifecycle.project import cache_of, find_root, io_failure, open_project
from speccc.lifecycle.saved import KIND, SavedPlan, Unreadable, decode, save
from speccc.lifecycle.unit import Unit
from speccc.lifecycle.wanted import Wanted

#: How many of the things that changed an error names.
_SHOWN = 5
_YAML = (".yaml", ".yml")
#: In so many bytes of a plan's file stands what it is.
_HEAD = 200


def keep_plan(
    work: Work,
    out: Path,
    selection: Selection,
    plan: Plan,
    wanted: Mapping[Unit, Wanted],
    observed: Observed,
) -> None:
    """Writes a plan to a file. Raises Failure (E0805), and UsageError for a place in generated/, a
    name that `apply` takes for something else, and a file that is no plan.
    """
    path = work.session.folder / out
    if out.name.endswith(_YAML):
        raise click.UsageError(f"'{out}' is the name of a spec; call it '{out.stem}.json'")
    if path.is_file() and KIND.encode() not in path.read_bytes()[:_HEAD]:
        raise click.UsageError(f"'{out}' is there, and is no plan")
    if path.resolve().is_relative_to(work.project.generated_folder.resolve()):
        raise click.UsageError(f"'{out}' lies among the generated files")
    files = None if selection.whole else work.inventory.documents_of(wanted)
    saved = save(plan, work.project, observed, contents_of(wanted), files)
    try:
        write_atomically(path, saved.encode())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, str(out), error)]) from None


def names_a_file(session: Session, name: str) -> bool:
    """Whether an argument names a plan's file, not a pipeline or a spec.

    A pipeline's name has neither a dot nor a slash; a spec is YAML, and a plan JSON.
    """
    if name.endswith(_YAML):
        return False
    path = session.folder / name
    if any(mark in name for mark in "./\\"):
        return not path.is_dir()
    return path.is_file() and path.read_bytes()[:1] == b"{"


def read_plan(session: Session, name: str) -> SavedPlan:
    """The plan in a file. Raises Failure: E0806, E0810."""
    try:
        return decode((session.folder / name).read_bytes())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_READ, name, error)]) from None
    except Unreadable as why:
        raise Failure([lifecycle.BAD_PLAN.at(None, path=name, problem=str(why))]) from None


def refuse_breaking(plan: Plan) -> None:
    """Raises Failure (E0811) with each change that whoever reads a sink may not bear."""
    if plan.breaking:
        raise Failure(
            lifecycle.BREAKING.at(
                None,
                address=unit.unit.address,
                sink=change.sink,
                change=change.detail,
                consumers=f"read by {', '.join(change.consumers)}"
                if change.consumers
                else "no pipeline here reads it",
            )
            for unit, change in plan.breaking
        )


def apply_file(
    session: Session, name: str, lock_timeout: float, *, allow_breaking: bool
) -> Applied:
    """Does what the plan in a file says; nothing is compiled.

    Raises Failure: E0806, E0810; E0811; E0809, which names what changed since; E0801; E0805.
    """
    saved = read_plan(session, name)
    if not allow_breaking:
        refuse_breaking(saved.plan)
    root = find_root(session.folder)
    session.root = root
    project = open_project(root, cache_of(root))
    with lock_of(session, project, "apply", lock_timeout):
        stale = saved.stale(project, observed_in(project))
        if stale:
            raise Failure([lifecycle.STALE_PLAN.at(None, path=name, what=_some_of(stale))])
        return apply_plan(project, saved.plan, saved.content)


def _some_of(changed: list[str]) -> str:
    more = [f"and {len(changed) - _SHOWN} more"] if len(changed) > _SHOWN else []
    return "; ".join([*changed[:_SHOWN], *more])


def summarised(markdown: str) -> str:
    """The same; where GitHub asks for a summary of the job, it is added there. Raises Failure."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(f"{markdown}\n")
        except OSError as error:
            code = lifecycle.CANNOT_WRITE
            raise Failure([io_failure(code, "GITHUB_STEP_SUMMARY", error)]) from None
    return markdown
