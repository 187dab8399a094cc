"""The evaluation corpus, those that are held out too, and the sets beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from speccc.translate.evaluation.cases import Case, declarations, gold_of, read

EVALS = Path(__file__).parents[2] / "evals"
DATA = EVALS / "data"
HELD_OUT = EVALS / "held_out"
#: Sets with a numbering of their own: one to work on, and one more that is held out.
BESIDE = (EVALS / "practice", EVALS / "held_out_2")


@dataclass(frozen=True, slots=True)
class Found:
    """A case, its domain and the file in which it stands."""

    case: Case
    domain: str
    file: Path

    @property
    def held_out(self) -> bool:
        return self.file.parent == HELD_OUT

    @property
    def tables(self) -> dict[str, Path]:
        """The csv files of its inputs, by name."""
        return {name: DATA / self.domain / f"{name}.csv" for name in self.case.inputs}

    @property
    def gold(self) -> str:
        """The whole spec that is due."""
        return gold_of(self.case, _sources(self.domain))


@cache
def corpus() -> tuple[Found, ...]:
    """Every case, those held out too, in the order of their ids."""
    return _sorted(EVALS, HELD_OUT)


@cache
def beside() -> tuple[Found, ...]:
    """The cases of the sets beside the corpus, in the order of their ids."""
    return _sorted(*BESIDE)


def _sorted(*folders: Path) -> tuple[Found, ...]:
    found = (found for folder in folders for found in _found(folder))
    return tuple(sorted(found, key=lambda found: found.case.place))


def _found(folder: Path) -> Iterator[Found]:
    for file in sorted(folder.glob("*.yaml")):
        group = read(file.read_text(encoding="utf-8"))
        yield from (Found(case, group.domain, file) for case in group.cases)


@cache
def _sources(domain: str) -> dict[str, str]:
    return declarations((DATA / domain / "sources.yaml").read_text(encoding="utf-8"))
