"""What a spec has named so far: sources, steps and the rows they put aside; and who is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from speccc.analyse.rejects import SUFFIX, place_of_quarantine
from speccc.diagnostics import Reporter
from speccc.diagnostics.codes import names
from speccc.ir.rel import Node, NodeId
from speccc.spec import models
from speccc.spec.document import SpecFile


@dataclass(slots=True)
class Relations:
    """The relations of one spec, in the course of its analysis."""

    spec: SpecFile
    reporter: Reporter
    nodes: list[Node] = field(default_factory=list[Node])
    #: Sources and steps by name; None where an error was reported.
    named: dict[str, Node | None] = field(default_factory=dict[str, Node | None])
    #: Their rejected rows, by `name.rejected`; None where an error was reported.
    rejects: dict[str, Node | None] = field(default_factory=dict[str, Node | None])
    read: set[str] = field(default_factory=set[str])
    #: A name that is read means nothing: which relation was meant is not known.
    lost: bool = False

    def readable(self) -> dict[str, Node | None]:
        """All that a `from` or `with` may name so far."""
        return self.named | self.rejects

    def broken(self, name: str) -> None:
        """Notes a source or step that an error was reported about: what reads it stays silent."""
        self.named[name] = self.rejects[f"{name}{SUFFIX}"] = None

    def put_aside(self, name: str, node: Node) -> None:
        """Notes the rejected rows of a source or step."""
        self.rejects[f"{name}{SUFFIX}"] = node

    def note_read(self, name: str) -> None:
        self.read.add(name)
        self.lost = self.lost or name not in self.readable()

    # --- ids of nodes ---------------------------------------------------------------------------

    def free_id(self, wanted: str) -> NodeId:
        """`wanted`, or the first of `wanted_2`, … that no source, step or sink is called."""
        used = self._used()
        number, name = 1, wanted
        while name.lower() in used:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def part_ids(self, id: NodeId) -> str:
        """What the nodes of a step but the last are called, before their numbers."""
        used, name = self._used(), id
        while any(re.fullmatch(rf"{name}_\d+", other, re.IGNORECASE) for other in used):
            name += "_"
        return name

    def _used(self) -> set[str]:
        """The names of the document and of the nodes so far, in lower case."""
        model = self.spec.model
        used = {n.lower() for n in (*model.sources, *model.sinks)}
        used |= {s.name.lower() for s in model.steps if s.name is not None}
        return used | {n.id.lower() for n in self.nodes}

    # --- nothing is made in vain ----------------------------------------------------------------

    def check_all_read(self) -> None:
        """Reports each source, step and lot of rejected rows that nothing reads."""
        if self.lost:
            return
        model, marks = self.spec.model, self.spec.marks
        for name in model.sources:
            if name not in self.read:
                span = marks.key("sources", name)
                note = "a step should read it by 'from' or 'with'; else remove it"
                self.reporter.add(
                    names.UNUSED_RELATION.at(span, what="source", name=name, note=note)
                )
        produced = list(self.named)[len(model.sources) :]
        for position, name in enumerate(produced):
            if name in self.read:
                continue
            step = model.steps[position]
            place = ("steps", position, "name") if step.name else ("steps", position)
            note = "a later step or a sink should read it: check their 'from'"
            self.reporter.add(
                names.UNUSED_RELATION.at(marks.value(*place), what="step", name=name, note=note)
            )
        self._check_rejects_read(dict(zip(produced, model.steps, strict=False)))

    def _check_rejects_read(self, steps: Mapping[str, models.AnyStep]) -> None:
        """Rows that are put aside must go somewhere: nothing is lost in silence."""
        for name, node in self.rejects.items():
            if node is None or name in self.read:
                continue
            owner = name.removesuffix(SUFFIX)
            if owner in steps:
                position = list(steps).index(owner)
                place = ("steps", position, *place_of_quarantine(steps[owner]))
            else:
                place = ("sources", owner, "on_error")
            note = f"a sink or a step should read them: from: {name}"
            span = self.spec.marks.value(*place)
            what = "rejected rows"
            self.reporter.add(names.UNUSED_RELATION.at(span, what=what, name=name, note=note))
