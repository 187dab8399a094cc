"""Opens a project for a command: its files, which units are meant, what is wanted of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from speccc.cli.session import Session
from speccc.diagnostics import Failure, Reporter
from speccc.diagnostics.codes import project as codes
from speccc.lifecycle.cache import Cache
from speccc.lifecycle.consumers import consumers_of
from speccc.lifecycle.diff import Scope, make_plan
from speccc.lifecycle.inventory import Inventory, matches, take_inventory, unknown
from speccc.lifecycle.observe import Observed, observed_in
from speccc.lifecycle.places import check_sinks, check_sources
from speccc.lifecycle.plan import Plan
from speccc.lifecycle.project import Project, cache_of, find_root, open_project
from speccc.lifecycle.unit import Product, Unit
from speccc.lifecycle.wanted import Wanted, want


@dataclass(frozen=True, slots=True)
class Selection:
    """Which units a command is about; empty parts select everything. `destroy`: none is wanted."""

    pipelines: tuple[str, ...] = ()
    target: str | None = None
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    destroy: bool = False

    @property
    def whole(self) -> bool:
        return self == Selection()

    def includes(self, unit: Unit) -> bool:
        return (
            (not self.pipelines or matches(unit.pipeline, self.pipelines))
            and self.target in (None, unit.target)
            and (not self.select or _matches(unit, self.select))
            and not _matches(unit, self.exclude)
        )


def _matches(unit: Unit, patterns: Iterable[str]) -> bool:
    return matches(unit.address, patterns) or matches(unit.pipeline, patterns)


@dataclass(frozen=True, slots=True)
class Work:
    """A project with its inventory."""

    session: Session
    cache: Cache
    inventory: Inventory

    @property
    def project(self) -> Project:
        return self.inventory.project

    def wanted(self, units: Iterable[Unit]) -> dict[Unit, Wanted]:
        """What the specs want of these units; compiles what the cache does not know.

        Raises Failure with every error; warnings are printed.
        """
        reporter = self.inventory.reporter
        before = len(reporter.diagnostics)
        check_sinks(self.inventory)
        found = want(self.inventory, units, self.cache, _compile)
        reporter.checkpoint()
        self.session.report(reporter.diagnostics[before:])
        return found

    def observed(self) -> Observed:
        """What lies under the generated folder. Raises Failure (E0806)."""
        return observed_in(self.project)

    def plan(
        self, selection: Selection, wanted: dict[Unit, Wanted] | None = None
    ) -> tuple[Plan, dict[Unit, Wanted], Observed]:
        """The plan for the selected units. Raises Failure if a name in the selection is unknown.

        `wanted`: what the specs want of them, if that is known already.
        """
        observed = self.observed()
        disk = {*observed.manifests, *observed.unreadable}
        self.check_selection(selection, disk)
        if selection.destroy:
            wanted = {}
        elif wanted is None:
            wanted = self.wanted(filter(selection.includes, self.inventory.units))
        gone = self.inventory.why_gone if not selection.destroy else _asked_for
        scope = Scope(
            selection.includes, gone, selection.whole, partial(consumers_of, self.inventory)
        )
        return make_plan(wanted, observed, scope), wanted, observed

    def warn_of_missing_data(self, selection: Selection) -> None:
        """Warns of the files that the selected units read and that are not there."""
        reporter = Reporter()
        check_sources(self.inventory, filter(selection.includes, self.inventory.units), reporter)
        self.session.report(reporter.diagnostics)

    def check_selection(self, selection: Selection, also: Iterable[Unit] = ()) -> None:
        """Raises Failure for a pipeline, target or pattern that names nothing there is."""
        units = {*self.inventory.units, *also}
        names = {*self.inventory.specs, *(unit.pipeline for unit in units)}
        targets = {*self.inventory.targets, *(unit.target for unit in units)}
        wrong = [
            unknown(codes.NO_SUCH_PIPELINE, pattern, names)
            for pattern in selection.pipelines
            if not any(matches(name, [pattern]) for name in names)
        ]
        wrong += [
            unknown(codes.NO_SUCH_PIPELINE, pattern, names | {unit.address for unit in units})
            for pattern in selection.select
            if not any(_matches(unit, [pattern]) for unit in units)
        ]
        if selection.target is not None and selection.target not in targets:
            wrong.append(unknown(codes.NO_SUCH_TARGET, selection.target, targets))
        if wrong:
            raise Failure(wrong)

    def one_unit(self, pipeline: str, target: str | None) -> Unit:
        """The unit of a pipeline for the target that is named, the default, or the only one.

        Raises Failure: E0704 to E0707.
        """
        self.check_selection(Selection((pipeline,), target))
        building = [unit for unit in self.inventory.units if unit.pipeline == pipeline]
        chosen = target or self._default_target({unit.target for unit in building})
        for unit in building:
            if unit.target == chosen:
                return unit
        file = self.inventory.targets[chosen].document.file
        raise Failure([codes.NOT_BUILT.at(None, target=chosen, pipeline=pipeline, file=file)])

    def one_target(self, target: str | None) -> str:
        """The target that is named, the default, or the only one. Raises Failure: E0705, E0707."""
        self.check_selection(Selection((), target))
        return target or self._default_target(())

    def _default_target(self, candidates: Iterable[str]) -> str:
        default = self.project.default_target
        if default is not None:
            if default not in self.inventory.targets:
                raise Failure([unknown(codes.NO_SUCH_TARGET, default, self.inventory.targets)])
            return default
        possible = sorted(candidates) or sorted(self.inventory.targets)
        if len(possible) == 1:
            return possible[0]
        targets = ", ".join(possible) or "none is there"
        raise Failure([codes.WHICH_TARGET.at(None, targets=targets)])


def open_work(session: Session, *, use_cache: bool = True) -> Work:
    """The project at or above the session's folder.

    Raises Failure with everything that is wrong in any of its files' structure.
    """
    root = find_root(session.folder)
    session.root = root
    cache = cache_of(root) if use_cache else Cache(None)
    inventory = take_inventory(open_project(root, cache), cache)
    inventory.reporter.checkpoint()
    session.report(inventory.reporter.diagnostics)
    return Work(session, cache, inventory)


def _asked_for(_: Unit) -> str:
    return "asked for by --destroy"


def _compile(inventory: Inventory, units: Sequence[Unit]) -> dict[Unit, Product]:
    from speccc.cli.compiling import compile_units

    return compile_units(inventory, units)
