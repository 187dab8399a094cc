"""Evaluation sets: files of cases, and the tables they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from speccc.cli.drafting.tables import from_csv
from speccc.cli.session import Session
from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import evaluation as codes
from speccc.execute.readers import read_raw
from speccc.translate.evaluation.cases import Case, Group, declarations, gold_of, read
from speccc.translate.evaluation.posing import Posed
from speccc.translate.evaluation.running import compiled
from speccc.translate.packs import Pack, pack_names, pack_of


def read_sets(session: Session, sets: Sequence[Path], *, packs: bool = False) -> list[Posed]:
    """The cases of these files, and of the files right in these folders, by id. `packs`: each has
    the pack of its domain, where there is one.

    Raises Failure (E1080) with all that is wrong in any of them; E0806 or E0808 for a table that
    cannot be read.
    """
    found: list[Posed] = []
    wrong: list[Diagnostic] = []
    for file in _files(session.folder, sets):
        try:
            found += _cases_of(session, file)
        except Failure as failure:
            wrong += failure.diagnostics
    if wrong:
        raise Failure(wrong)
    if packs:
        found = [replace(posed, pack=_pack(posed.domain)) for posed in found]
    return sorted(found, key=lambda posed: posed.case.place)


def _pack(domain: str) -> Pack | None:
    return pack_of(domain) if domain in pack_names() else None


def _files(folder: Path, sets: Iterable[Path]) -> dict[Path, None]:
    found: dict[Path, None] = {}
    for named in sets:
        place = folder / named
        if place.is_dir():
            files = sorted(place.glob("*.yaml"))
            if not files:
                raise _failure(named, "the folder holds no file *.yaml")
            found |= dict.fromkeys(files)
        else:
            found[place] = None
    return found


def _cases_of(session: Session, file: Path) -> Iterator[Posed]:
    shown = _shown(session, file)
    group = _group(file, shown)
    data = _data_of(file, group.domain, shown)
    try:
        sources = declarations((data / "sources.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _failure(shown, f"'sources.yaml' of its data cannot be read ({error})") from None
    for case in group.cases:
        missing = [n for n in case.inputs if n not in sources or not (data / f"{n}.csv").is_file()]
        if missing:
            raise _failure(shown, f"{case.id} is about '{missing[0]}', which is not in its data")
        yield _posed(session, case, group.domain, data, _gold(case, sources, shown))


def _posed(session: Session, case: Case, domain: str, data: Path, gold: str) -> Posed:
    given = tuple(from_csv(session, data, data / f"{name}.csv") for name in case.inputs)
    raw = {table.name: read_raw("csv", table.options, data) for table in given}
    return Posed(case, domain, gold, given, raw)


def _gold(case: Case, sources: dict[str, str], shown: Path) -> str:
    """The spec that is due, empty if none is. Raises Failure (E1080) if it is none."""
    if case.spec is None:
        return ""
    try:
        gold = gold_of(case, sources)
    except ValueError as error:
        raise _failure(shown, str(error)) from None
    pipeline, said = compiled(gold)
    if pipeline is None:
        problem = "; ".join(f"{d.message} ({d.code.id})" for d in said)
        raise _failure(shown, f"the spec of {case.id} is wrong: {problem}")
    return gold


def _group(file: Path, shown: Path) -> Group:
    try:
        return read(file.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise _failure(shown, f"{place}: {first['msg']}") from None
    except yaml.YAMLError as error:
        raise _failure(shown, " ".join(str(error).split())) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _failure(shown, f"it cannot be read ({error})") from None


def _data_of(file: Path, domain: str, shown: Path) -> Path:
    """The nearest `data/DOMAIN`: beside the file, or in a folder above it."""
    for folder in file.resolve().parents:
        if (folder / "data" / domain).is_dir():
            return folder / "data" / domain
    raise _failure(shown, f"there is no folder 'data/{domain}' beside it or above it")


def _shown(session: Session, file: Path) -> Path:
    return file.relative_to(session.folder) if file.is_relative_to(session.folder) else file


def _failure(path: Path, problem: str) -> Failure:
    return Failure([codes.BAD_SET.at(None, path=path.as_posix(), problem=problem)])
