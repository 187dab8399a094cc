"""`speccc import`"""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from pathlib import Path

import click

from speccc.cli.command import Command
from speccc.cli.importing.infer import Inferred, infer
from speccc.cli.importing.source import findings, pipeline_yaml, schema_yaml, source_yaml
from speccc.cli.importing.table import NotImportable, RawFile, read_csv
from speccc.cli.session import Session
from speccc.diagnostics import Failure
from speccc.diagnostics.codes import lifecycle
from speccc.lang.naming import source_name
from speccc.lifecycle.files import write_atomically
from speccc.lifecycle.project import PROJECT_FILE, io_failure
from speccc.translate.model import InputTable
from speccc.translate.schemas import read_schema


@click.group("import")
def command() -> None:
    """Write a typed source from a data file or a schema, so that nobody types forty columns."""


@command.command("csv", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the source is called. Default: from the file.")
@click.option("--delimiter", metavar="CHAR", help="Default: the likeliest of , ; tab |.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="SPEC", help="Write a small pipeline to SPEC."
)
@click.pass_obj
def csv_command(
    session: Session, *, file: Path, name: str | None, delimiter: str | None, out: Path | None
) -> None:
    r"""Infer the types of a CSV file's columns, a key, and what is dirty.

    Reads the whole file. A column of which most values read as a type stays text, with the values
    that do not read named; money becomes decimal; names become lower case with underscores. Prints
    a 'sources' section, or with --out writes a pipeline that runs, and says what is dirty.

    \b
    speccc import csv data/orders.csv
    speccc import csv data/orders.csv --out specs/orders.yaml
    """
    if delimiter is not None and len(delimiter) != 1:
        raise click.BadParameter("must be one character", param_hint="--delimiter")
    place = session.folder / file
    inferred = infer(_read(place, file, delimiter))
    root = _root(session.folder)
    shown = Path(os.path.relpath(place.absolute(), root)).as_posix()
    chosen = source_name(name or file.stem)
    if shown.startswith("../"):
        session.note(f"note: '{shown}' lies outside the project; a run reads only what is in it")
    if out is None:
        session.say(source_yaml(chosen, shown, inferred).rstrip("\n"))
        return
    target = session.folder / out
    if target.exists():
        raise Failure([lifecycle.EXISTS.at(None, path=out.as_posix())])
    text = pipeline_yaml(chosen, shown, inferred, _schema_line(root, target))
    try:
        write_atomically(target, text.encode())
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_WRITE, out.as_posix(), error)]) from None
    session.say(f"Wrote {out.as_posix()}: {len(inferred.columns)} columns, {inferred.rows:,} rows.")
    for finding in findings(inferred):
        session.say(f"  {finding}")


@command.command("avro", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the source is called. Default: the record's.")
@click.pass_obj
def avro_command(session: Session, *, file: Path, name: str | None) -> None:
    r"""Write a typed source from an Avro record (.avsc).

    Fields of records within the record are columns with a path; a union with null may be missing.
    What no column can hold (arrays, maps, bytes, other unions) is an error, all at once. Prints a
    'sources' section; where the rows lie is for you, or a target profile, to say.

    \b
    speccc import avro schemas/orders.avsc
    """
    _print_schema(session, file, name, "avro")


@command.command("json-schema", cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the source is called. Default: from the file.")
@click.pass_obj
def json_schema_command(session: Session, *, file: Path, name: str | None) -> None:
    r"""Write a typed source from a JSON Schema of an object.

    Properties of objects within the object are columns with a path; what is not required may be
    missing. References within the file are followed. What no column can hold is an error, all at
    once. Prints a 'sources' section; where the rows lie is for you, or a target profile, to say.

    \b
    speccc import json-schema schemas/orders.json
    """
    _print_schema(session, file, name, "json")


def _print_schema(session: Session, file: Path, name: str | None, kind: str) -> None:
    table = read_schema_file(session, file, kind)
    if name is not None:
        table = replace(table, name=source_name(name))
    session.say(schema_yaml(table).rstrip("\n"))


def read_schema_file(session: Session, file: Path, kind: str = "") -> InputTable:
    """The columns of an Avro or JSON Schema, as `kind` says. Raises Failure: E0806, E1010."""
    try:
        text = (session.folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = error if isinstance(error, OSError) else OSError("it is not UTF-8")
        raise Failure([io_failure(lifecycle.CANNOT_READ, file.as_posix(), problem)]) from None
    return read_schema(text, file.as_posix(), source_name(file.stem), kind)


def read_inferred(place: Path, file: Path) -> tuple[RawFile, Inferred]:
    """A CSV file and what was inferred from it. Raises Failure: E0806, E0808."""
    raw = _read(place, file, None)
    return raw, infer(raw)


def _read(place: Path, file: Path, delimiter: str | None) -> RawFile:
    try:
        return read_csv(place, delimiter)
    except OSError as error:
        raise Failure([io_failure(lifecycle.CANNOT_READ, file.as_posix(), error)]) from None
    except NotImportable as error:
        path = file.as_posix()
        note = _conversion(file, error.encoding) if error.encoding else ""
        raise Failure(
            [lifecycle.BAD_CSV.at(None, path=path, problem=str(error), note=note)]
        ) from None


def _conversion(file: Path, encoding: str) -> str:
    """The command that makes UTF-8 of a file."""
    new = file.with_name(f"{file.stem}_utf8{file.suffix}")
    old, new = (shlex.quote(path.as_posix()) for path in (file, new))
    return f"convert it: iconv -f {encoding} -t UTF-8 {old} > {new}"


def _root(folder: Path) -> Path:
    """The project's root, or this folder where there is no project yet."""
    folder = folder.absolute()
    for candidate in (folder, *folder.parents):
        if (candidate / PROJECT_FILE).is_file():
            return candidate
    return folder


def _schema_line(root: Path, target: Path) -> str | None:
    """Where the schema lies, as seen from the new spec."""
    schema = root / "schemas" / "speccc.schema.json"
    if not schema.is_file():
        return None
    return Path(os.path.relpath(schema, target.absolute().parent)).as_posix()
