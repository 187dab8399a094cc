"""Mutants, and whether the first thing that is said about one is said at its place."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speccc import driver
from speccc.analyse.pipeline import reads_pipelines
from speccc.diagnostics import Diagnostic, Reporter, Span
from speccc.diagnostics.model import in_order
from speccc.ir.rel import Pipeline
from speccc.spec.document import SpecFile
from speccc.spec.load import load_spec
from speccc.spec.nodes import Source
from tests.mutants.mutations import WORD, Change, mutate
from tests.mutants.trees import Tree, read, sites, span, write

ROOT = Path(__file__).parents[2]
FILES = (
    *sorted((ROOT / "specs").glob("*.yaml")),
    *sorted(Path(__file__).parent.glob("specs/*.yaml")),
)
SEED = 20260101

#: Below these keys a mapping makes columns: its keys are their names.
_MAKERS = ("columns", "derive", "set", "measures", "values")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A document that was changed in one node, and where."""

    name: str
    origin: str
    kind: str
    text: str
    nodes: tuple[Span, ...]
    around: tuple[Span, ...]
    tree: Tree
    change: Change

    @property
    def distant(self) -> tuple[Span, ...]:
        """The uses of what was changed."""
        source = Source(self.file, self.text)
        return tuple(span(node, source) for node in _uses(self.tree, self.change))

    @property
    def file(self) -> str:
        return f"specs/{self.origin}.yaml"


def mutants(count: int, seed: int = SEED) -> Iterator[Mutant]:
    """Different mutants of all specs in turn, the same for the same seed."""
    rng = random.Random(seed)
    seen = {write(tree) for tree in _originals().values()}
    made = 0
    while made < count:
        path = FILES[made % len(FILES)]
        kind, tree, change = mutate(_originals()[path.stem], rng)
        text = write(tree)
        if text not in seen:
            seen.add(text)
            made += 1
            yield _mutant(f"{made}-{path.stem}-{kind}", path.stem, kind, text, tree, change)


@functools.cache
def _originals() -> dict[str, Tree]:
    return {path.stem: read(path.read_text(encoding="utf-8"), path.name) for path in FILES}


def _mutant(name: str, origin: str, kind: str, text: str, tree: Tree, change: Change) -> Mutant:
    source = Source(f"specs/{origin}.yaml", text)
    root = Span(source.file, 1, 1, 1, 1)
    around = tuple(root if node is tree else span(node, source) for node in change.around)
    return Mutant(
        name,
        origin,
        kind,
        text,
        tuple(span(node, source) for node in change.nodes),
        around,
        tree,
        change,
    )


def _uses(tree: Tree, change: Change) -> Iterator[Tree]:
    """Every scalar that names what changed, or a column that is computed from that."""
    original = {s.path: s for s in sites(tree)}
    changed = set(change.words) & _names(tree, change)
    while True:
        made = {
            str(site.path[-1])
            for site in original.values()
            if site.key is not None and len(site.path) > 1 and site.path[-2] in _MAKERS
            if changed & set(WORD.findall(site.node.raw))
        }
        renamed = {
            WORD.findall(site.node.raw)[-1]
            for site in original.values()
            if " as " in site.node.raw and site.key is None
            if changed & set(WORD.findall(site.node.raw))
        }
        if made | renamed <= changed:
            break
        changed |= made | renamed
    for site in original.values():
        for node in (site.key, site.node):
            if node is not None and changed & set(WORD.findall(node.raw)):
                yield node


def _names(tree: Tree, change: Change) -> set[str]:
    """The names of sources, steps, sinks, params and columns, before the change and after it."""
    found: set[str] = set()
    for site in sites(tree):
        match site.path:
            case ("sources" | "sinks" | "params", str(name)):
                found.add(name)
            case (*_, "name"):
                found.add(site.node.raw)
            case (*_, str(maker), str(name)) if maker in _MAKERS:
                found.add(name)
            case (*_, int()) if " as " in site.node.raw:
                found.add(WORD.findall(site.node.raw)[-1])
            case _:
                pass
    used = {w for s in sites(tree) for w in WORD.findall(s.node.raw)}
    return found | (set(change.words) & used)


@functools.cache
def _loaded(origin: str) -> SpecFile:
    reporter = Reporter()
    path = next(p for p in FILES if p.stem == origin)
    spec = load_spec(path.read_text(encoding="utf-8"), f"specs/{origin}.yaml", reporter)
    assert spec is not None, reporter.diagnostics
    return spec


def check(mutant: Mutant) -> tuple[dict[str, Pipeline], list[Diagnostic]]:
    """The mutant's pipeline and those it may read, and all that is said, by place."""
    reporter = Reporter()
    spec = load_spec(mutant.text, mutant.file, reporter)
    if spec is None:
        return {}, in_order(reporter.diagnostics)
    specs = {_loaded(p.stem).model.name: _loaded(p.stem) for p in FILES if p.stem != mutant.origin}
    specs = {name: other for name, other in specs.items() if other.model.name != spec.model.name}
    needed = {name for _, name in reads_pipelines(spec.model)}
    chosen = {name: other for name, other in specs.items() if name in needed}
    pipelines = driver.check({**chosen, spec.model.name: spec}, reporter)
    return pipelines, in_order(reporter.diagnostics)


def at_its_place(mutant: Mutant, found: Diagnostic) -> bool:
    """Whether the range of a finding covers the changed node, or lies within it."""
    place = found.span
    if place is None:
        return False
    return any(place.covers(n) or n.covers(place) for n in mutant.nodes) or any(
        place.covers(n) for n in mutant.around
    )


def at_a_use(mutant: Mutant, found: Diagnostic) -> bool:
    """Whether its range covers a use of what was changed, or lies within one."""
    place = found.span
    return place is not None and any(place.covers(n) or n.covers(place) for n in mutant.distant)
