"""A pipeline as numbered scripts: what the scripts of all dialects have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, cast

from jinja2 import Environment
from sqlglot import exp

from speccc.backends.api import Artefact
from speccc.backends.sql import trees
from speccc.backends.sql.checks import Checks
from speccc.backends.sql.comments import comment_lines
from speccc.backends.sql.engine import Engine
from speccc.backends.sql.expressions import Expressions
from speccc.backends.sql.printing import printed
from speccc.backends.sql.statements import Layout, Part
from speccc.backends.sql.templating import environment, templates
from speccc.backends.used import may_fail
from speccc.diagnostics import InternalError
from speccc.ir.rel import Binding, Pipeline, Sink, Source

SETUP, SOURCES, PIPELINE, SINKS = (
    "01_setup.sql",
    "02_sources.sql",
    "03_pipeline.sql",
    "04_sinks.sql",
)
_NAMES = (*(f"{name}.j2" for name in (SETUP, SOURCES, PIPELINE, SINKS)), "macros.j2")


def scripts_of(package: str) -> dict[str, str]:
    """The templates of the scripts in a package, by name; macros are those of all dialects."""
    return templates(package, _NAMES[:-1]) | templates(__package__ or "", _NAMES[-1:])


class Scripts(ABC):
    """The scripts of one pipeline in one dialect.

    A dialect says in its own class what stands in the head of each script (`says`), and fills its
    own `templates` of setup, sources and sinks; the steps are the same everywhere.
    """

    says: ClassVar[Mapping[str, str]]
    templates: ClassVar[Mapping[str, str]]

    def __init__(self, engine: Engine, pipeline: Pipeline) -> None:
        self.engine = engine
        self.pipeline = pipeline
        self.layout = Layout(engine, pipeline)
        self._checks = Checks(engine, self.layout)
        self._seen: list[exp.Expr] = []

    @abstractmethod
    def setup(self) -> dict[str, Any]:
        """What the template of the setup script is filled with, besides `helpers`."""

    @abstractmethod
    def sources(self) -> dict[str, Any]:
        """What the template that reads the sources is filled with."""

    @abstractmethod
    def sinks(self) -> dict[str, Any]:
        """What the template that writes the sinks is filled with."""

    @abstractmethod
    def recipe(self) -> dict[str, Any]:
        """What the dialect's runner needs besides what every SQL recipe has: plain JSON data."""

    def artefacts(self) -> tuple[Artefact, ...]:
        """Setup comes first and is written last: it defines what the others turned out to use."""
        sources = self.script(SOURCES, self.sources())
        blocks = list(self._blocks())
        expects = any(block["rules"] for block in blocks)
        steps = self.script(PIPELINE, {"blocks": blocks, "expects": expects})
        sinks = self.script(SINKS, self.sinks())
        others = tuple(self.others())
        parts = self.setup()
        self._seen += _trees_in(parts)
        setup = self.script(SETUP, {**parts, "helpers": self._helpers()})
        return setup, sources, steps, sinks, *others

    def others(self) -> Iterable[Artefact]:
        """Scripts besides the four."""
        return ()

    def query(self, sink: Sink) -> str:
        """The rows of a sink, in its order if it has one, in the columns of its relation."""
        relation = self.layout.where(sink.input)
        columns = [trees.column(c.name) for c in sink.columns]
        select = exp.select(*columns).from_(trees.table(relation))
        return _printed(self.engine, self.in_order(select, sink))

    def in_order(self, select: exp.Select, sink: Sink, *, of_file: bool = False) -> exp.Select:
        """The rows of a sink in its order, if it has one; `of_file`: in that of its file."""
        schema = self.layout.relations.schema(sink.input)
        order = sink.file_order if of_file else sink.order
        keys = Expressions(self.engine, schema).order(order)
        return select.order_by(*keys) if keys else select

    def script(
        self, name: str, parts: Mapping[str, Any], template: str = "", says: str = ""
    ) -> Artefact:
        """A script: its template, and what its head says, are those of its name unless given."""
        unit = {
            "name": self.pipeline.name,
            "description": comment_lines(self.pipeline.description),
            "file": comment_lines(self.pipeline.file)[0],
            "digest": self.pipeline.digest,
        }
        body = _environment(type(self), self.engine).get_template(f"{template or name}.j2")
        self._seen += _trees_in(list(parts.values()))
        text = body.render(unit=unit, says=(says or self._says(name)).splitlines(), **parts)
        return Artefact(name, text.rstrip("\n") + "\n")

    def _says(self, name: str) -> str:
        """What stands in the head of a script."""
        return self.says[name]

    def _helpers(self) -> list[dict[str, Any]]:
        """The functions that the scripts call and define, each after those it uses."""
        found: dict[str, dict[str, Any]] = {}

        def visit(tree: exp.Expr) -> None:
            for call in tree.find_all(exp.Anonymous):
                name = str(call.this)
                helper = self.engine.helper(name)
                if helper is None or name in found:
                    continue
                body = trees.fill(helper.body, self.engine.glot)
                visit(body)
                found[name] = {
                    "name": name,
                    "params": helper.params,
                    "body": body,
                    "says": helper.says,
                }

        for tree in [*self._seen, trees.call("COUNTED")] if self.engine.macros else []:
            visit(tree)
        return [found[name] for name in found]

    def _part(self, part: Part, *, last: bool) -> dict[str, Any]:
        """A step as the templates write it; the last one is a table, which stands apart anyway."""
        apart = part.fenced and not last
        return {
            "name": part.name,
            "comment": [*comment_lines(part.description), *(_APART if apart else ())],
            "body": part.body,
            "fence": "MATERIALIZED " if apart and self.engine.materializes else "",
        }

    def _blocks(self) -> Iterable[dict[str, Any]]:
        """What a node asks of its inputs, the node's table, what it expects of its rows."""
        for node in self.pipeline.nodes:
            errors, rules = self._checks.errors(node), self._checks.rules(node)
            table = self.layout.table(node)
            parts = (
                [self._part(part, last=part is table.parts[-1]) for part in table.parts]
                if table
                else []
            )
            if errors or parts or rules:
                yield {
                    "errors": errors,
                    "parts": parts,
                    "rules": rules,
                    "fails": may_fail(node),
                    "step": node.step,
                }


#: Why a common table expression is kept apart.
_APART = ("Kept apart: a later condition may overflow, and is asked of these rows only.",)


@cache
def _environment(scripts: type[Scripts], engine: Engine) -> Environment:
    return environment(scripts.templates, lambda tree: _printed(engine, tree))


def _printed(engine: Engine, tree: exp.Expr) -> str:
    return printed(engine.inlined(tree), engine.glot)


def _trees_in(part: Any) -> list[exp.Expr]:
    """Every tree in a template's data, in order."""
    match part:
        case exp.Expr():
            return [part]
        case dict():
            values = cast("dict[str, Any]", part).values()
            return [tree for value in values for tree in _trees_in(value)]
        case list() | tuple():
            values = cast("list[Any]", part)
            return [tree for value in values for tree in _trees_in(value)]
        case _:
            return []


def bound(end: Source | Sink) -> Binding:
    """Where a source or sink lies. Raises InternalError if it is not bound."""
    if end.binding is None:
        raise InternalError(f"'{end.name}' is not bound")
    return end.binding
