"""`speccc init`"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from speccc.cli.command import Command
from speccc.cli.schemas import FILES, schema_text
from speccc.cli.session import Session
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import PROJECT_FILE, io_failure

#: A project's file → where the package has it.
_FILES = {
    PROJECT_FILE: PROJECT_FILE,
    "targets/pandas.yaml": "pandas.yaml",
    "targets/duckdb.yaml": "duckdb.yaml",
    ".gitignore": "gitignore",
}
_EXAMPLE = {
    "specs/sales_analytics.yaml": "example/sales_analytics.yaml",
    "data/orders.csv": "example/orders.csv",
}

#: Written only where they are not there yet: another tool may own them, or another `init`.
_SHARED = {".gitignore", *(f"schemas/{file}" for file in FILES.values())}

_NEXT = {
    False: "speccc import csv FILE --out specs/NAME.yaml, then speccc plan",
    True: "speccc plan, speccc apply, speccc run sales_analytics",
}


@click.command("init", cls=Command)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--example", is_flag=True, help="With a pipeline and its data, ready to run.")
@click.pass_obj
def command(session: Session, *, folder: Path | None, example: bool) -> None:
    r"""Start a project: speccc.yaml, two targets, schemas for your editor. Overwrites nothing.

    \b
    speccc init shop             in a new folder
    speccc init shop --example   with a pipeline that runs
    """
    root = session.folder / folder if folder is not None else session.folder
    contents = _contents(example=example)
    there = [path for path in contents if (root / path).exists()]
    in_the_way = [path for path in there if path not in _SHARED]
    if in_the_way:
        raise Failure([lifecycle.EXISTS.at(None, path=path) for path in in_the_way])
    for path, text in contents.items():
        if path not in there:
            _write(root, path, text)
            session.say(f"  + {path}")
    if ".gitignore" in there:
        session.note("note: .gitignore was there; it should name .speccc/ and out/")
    elsewhere = root.resolve() != session.folder.resolve()
    where = f"cd {folder}, then " if elsewhere else ""
    session.say(f"\nNext: {where}{_NEXT[example]}")


def _contents(*, example: bool) -> dict[str, str]:
    starter = resources.files("speccc.cli").joinpath("starter")
    wanted = {**_FILES, **(_EXAMPLE if example else {})}
    contents = {
        path: starter.joinpath(*place.split("/")).read_text("utf-8")
        for path, place in wanted.items()
    }
    return {**contents, **{f"schemas/{file}": schema_text(kind) for kind, file in FILES.items()}}


def _write(root: Path, path: str, text: str) -> None:
    try:
        write_atomically(root / path, text.encode())
        if path == PROJECT_FILE:
            (root / "specs").mkdir(exist_ok=True)
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, path, error)]) from None
