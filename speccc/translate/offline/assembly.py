"""A spec in the making: whoever adds a part says by which words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from speccc.diagnostics import did_you_mean
from speccc.diagnostics.codes import requests as codes
from speccc.spec.document import Path
from speccc.translate.model import (
    InputColumn,
    InputTable,
    Question,
    Request,
    Words,
    ask,
)
from speccc.translate.offline.contradictions import Left
from speccc.translate.offline.parameters import Parameter
from speccc.translate.offline.places import End
from speccc.translate.offline.values import Item, Rows

#: Longer words tell more than the name of a column.
_SHORT = 4


@dataclass
class Assembly:
    """Builds a spec; whoever adds a part says by which words."""

    request: Request
    sections: dict[int, str] = field(default_factory=dict[int, str])
    ends: list[End] = field(default_factory=list[End])
    declared: list[InputColumn] = field(default_factory=list[InputColumn])
    sources: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    scope: list[str] = field(default_factory=list[str])
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    #: The columns that each step uses, once for each sentence that is a part of it.
    uses: list[list[str]] = field(default_factory=list[list[str]])
    now: Item = field(default_factory=lambda: Item("", ()))
    later: Sequence[Item] = ()
    left: dict[str, Left] = field(default_factory=dict[str, Left])
    origin: dict[Path, tuple[Words, ...]] = field(default_factory=dict[Path, tuple[Words, ...]])
    questions: list[Question] = field(default_factory=list[Question])
    notes: list[str] = field(default_factory=list[str])
    granted: list[tuple[Words, str]] = field(default_factory=list[tuple[Words, str]])
    by: tuple[str, ...] | None = None
    main: str = ""
    #: The source of the first step; what was made before a branch.
    begun: str = ""
    kept: str = ""
    tables: dict[str, InputTable] = field(default_factory=dict[str, InputTable])
    #: Nouns that each row is one of; nouns that it tells something of; what tells rows apart.
    subjects: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    key: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict[str, Parameter])
    schedule: dict[str, str] = field(default_factory=dict[str, str])

    # -- small things -----------------------------------------------------------------------------

    def add(self, step: dict[str, Any], *words: Words) -> None:
        """A step of the spec."""
        self.begun = self.begun or self.main
        self.steps.append(step)
        self._forget(step)
        used = {name for name, _ in self.now.used if not isinstance(name, Rows)}
        self.uses.append(sorted(used))
        self.origin[("steps", len(self.steps) - 1)] = words

    def _forget(self, step: Mapping[str, Any]) -> None:
        """What filters left of columns that the step makes or changes is not known any more."""
        changed: Iterable[str] = ()
        match step:
            case {"set": names} | {"derive": names} | {"fill": {"values": names}}:
                changed = cast("Mapping[str, Any]", names)
            case {"cast": {"columns": names}}:
                changed = cast("Mapping[str, Any]", names)
            case {"aggregate": {"by": kept}}:
                changed = {*self.left} - {*cast("list[str]", kept)}
            case {"rename": _} | {"union": _} | {"aggregate": _}:
                changed = {*self.left}
            case _:
                pass
        for name in tuple(changed):
            self.left.pop(name, None)

    def name_last(self, name: str) -> str:
        """Gives the last step a name, and says which."""
        while name in self.sources or any(step.get("name") == name for step in self.steps):
            name += "_"
        self.steps[-1] = {"name": name, **self.steps[-1]}
        return name

    def question(self, code: Any, words: Words, closest: str = "", /, **params: object) -> None:
        self.questions.append(ask(code, words, closest, **params))

    def check(self, item: Item) -> None:
        """Every column that an item uses must be there."""
        for name, words in dict.fromkeys(item.used):
            if isinstance(name, Rows) or not self.scope:
                continue
            self._note_name(name, words)
            if name not in self.scope:
                hint = did_you_mean(name, tuple(self.scope))
                self.question(codes.UNKNOWN_COLUMN, words, hint, name=name)

    def _columns(self) -> Iterator[InputColumn]:
        for table in (*self.request.given, *self.request.known):
            yield from table.columns

    def _note_name(self, name: str, words: Words) -> None:
        """Says which column is meant by words that are not quite its name."""
        said = self.request.words(words)
        paths = {"_".join(part.lower().split()) for c in self._columns() if c.name == name
                 for part in c.path[-1:]}  # fmt: skip
        form = "_".join(said.lower().replace("`", "").split())
        note = f"'{said}' is about the column {name}."
        held = {t for c in self._columns() if c.name == name for t in c.values}
        given = any(c.name == name for c in self._columns())
        if (
            said in held
            or not 0 < len(said.split()) <= _SHORT
            or not given
            or form in {name.lower(), *paths}
        ):
            return
        if note not in self.notes:
            self.notes.append(note)


def add_source(work: Assembly, table: InputTable, words: tuple[Words, ...]) -> None:
    columns: dict[str, Any] = {}
    for column in table.columns:
        long: dict[str, Any] = {"type": column.type}
        if column.path:
            long["path"] = column.path[0] if len(column.path) == 1 else [*column.path]
        if column.format:
            long["format"] = column.format
        if column.tags:
            long["tags"] = [*column.tags]
        columns[column.name] = long if len(long) > 1 else column.type
    source: dict[str, Any] = {}
    if table.connector:
        source |= {"connector": table.connector, "options": dict(table.options)}
    if table.connector != "pipeline":
        source["columns"] = columns
        if table.key:
            source["key"] = [*table.key]
    work.sources[table.name] = source
    work.tables[table.name] = table
    work.columns[table.name] = tuple(column.name for column in table.columns)
    work.origin[("sources", table.name)] = words
