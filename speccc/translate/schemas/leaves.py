"""What a schema comes to: leaves with paths, and what no column can hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from speccc.diagnostics import Failure
from speccc.diagnostics.codes import translate as codes
from speccc.lang.names import is_name, is_reserved
from speccc.lang.naming import column_name, source_name
from speccc.translate.model import InputColumn, InputTable

#: A schema may name its parts over and over: what comes to more columns is no table.
MOST_COLUMNS = 2000
#: A description is a line, cut here.
LONGEST_DOC = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands, and whether it, or a record around it, may be missing. `within` are the
    names of the records around it.
    """

    path: tuple[str, ...] = ()
    nullable: bool = False
    doc: str = ""
    within: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join(self.path) or "(the whole)"

    def below(self, name: str, *, nullable: bool, doc: str) -> Place:
        """A field of this record."""
        line = " ".join(doc.split())[:LONGEST_DOC]
        return replace(self, path=(*self.path, name), nullable=self.nullable or nullable, doc=line)

    def inside(self, name: str) -> Place:
        """The same place, within a record of that name."""
        return replace(self, within=(*self.within, name))

    def optional(self) -> Place:
        """The same place, of which something says that it may be missing."""
        return replace(self, nullable=True)


@dataclass
class Leaves:
    """What was read: `columns` by their places, and `problems`."""

    columns: list[tuple[Place, str]] = field(default_factory=list[tuple[Place, str]])
    problems: list[str] = field(default_factory=list[str])

    def add(self, place: Place, type: str) -> None:
        """A column of that type; the whole is none, nor is what nobody can write down."""
        if not place.path:
            self.problems.append("it is no object")
        elif not all(name and name.isprintable() for name in place.path):
            self.problems.append(f"field {str(place)!a} has a name that cannot be written")
        else:
            self.columns.append((place, type))

    def refuse(self, place: Place, what: str) -> None:
        """A field that no column can hold."""
        self.problems.append(f"field '{place}' is {what}")

    @property
    def full(self) -> bool:
        """Whether there are more columns, or problems, than anybody wants."""
        return len(self.columns) + len(self.problems) > MOST_COLUMNS


def as_table(leaves: Leaves, path: str, name: str) -> InputTable:
    """The leaves as a table's columns. A name that fits is kept; any other becomes one, with the
    path to the field. Raises Failure (E1010).
    """
    if not leaves.columns and not leaves.problems:
        leaves.problems.append("it has no fields")
    if leaves.full:
        leaves.problems[:] = [f"it has more than {MOST_COLUMNS} fields"]
    if leaves.problems:
        raise failure(path, leaves.problems)
    kept: dict[str, str] = {}
    for place, _ in leaves.columns:
        if len(place.path) == 1 and is_name(place.path[0]) and not is_reserved(place.path[0]):
            kept.setdefault(place.path[0].lower(), place.path[0])
    taken = {*kept}
    columns: list[InputColumn] = []
    for place, type in leaves.columns:
        declared = type if place.nullable else f"{type} not null"
        if place.path == (kept.get(str(place).lower()),):
            columns.append(InputColumn(place.path[0], declared, description=place.doc))
        else:
            made = column_name("_".join(place.path), taken)
            columns.append(InputColumn(made, declared, place.path, description=place.doc))
    return InputTable(source_name(name), tuple(columns))


def failure(path: str, problems: Sequence[str]) -> Failure:
    """E1010, for each problem."""
    return Failure([codes.BAD_SCHEMA.at(None, path=path, problem=problem) for problem in problems])
