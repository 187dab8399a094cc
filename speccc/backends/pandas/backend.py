"""The backend: refusals first, then the module, its requirements and its recipe."""

from __future__ import annotations

from typing import Any

from speccc.backends.api import Artefact, Compiled, Target
from speccc.backends.lowering import lowered
from speccc.backends.modes import refused_modes
from speccc.backends.pandas.extract import READERS
from speccc.backends.pandas.load import MODES
from speccc.backends.pandas.module import module
from speccc.backends.watermarks import incremental_recipe
from speccc.connectors.reach import variables
from speccc.diagnostics import Diagnostic, Reporter
from speccc.diagnostics.codes.pandas_target import CONNECTOR, NESTED_PATH
from speccc.ir.rel import Pipeline, Sink, Source
from speccc.types import Kind, Type

#: What a generated module imports, and the versions it was tested with.
REQUIREMENTS = ("pandas>=3.1,<4", "pyarrow>=26,<27", "tenacity>=9,<10")
_ZONES = "tzdata>=2024.1"
#: What a connector needs beside them: the extra of speccc, and its libraries.
LIBRARIES = {
    "excel": ("excel", {"openpyxl": "openpyxl>=3.1.5,<4"}),
    "google_sheets": ("sheets", {"gspread": "gspread>=6.2,<7"}),
    "http": ("http", {"requests": "requests>=2.32,<3"}),
}


class PandasBackend:
    """A standalone module that reads, transforms and writes with pandas."""

    def compile(self, pipeline: Pipeline, target: Target) -> Compiled:
        """The module, `requirements.txt` and the recipe of a bound pipeline.

        Raises Failure with every connector or path that this target cannot serve.
        """
        pipeline = lowered(pipeline)
        reporter = Reporter()
        for found in _refusals(pipeline):
            reporter.add(found)
        reporter.checkpoint()
        name = f"{pipeline.name}.py"
        recipe = {
            "runner": "pandas",
            "module": name,
            "params": [
                {"name": p.name, "type": str(p.type), "default": _shown(p.default, p.type)}
                for p in pipeline.params
            ],
            "incremental": incremental_recipe(pipeline),
            **_needs(pipeline),
        }
        artefacts = (
            Artefact(name, module(pipeline)),
            Artefact("requirements.txt", _requirements(pipeline)),
        )
        return Compiled(artefacts, recipe)


def _refusals(pipeline: Pipeline) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for end, table in (
        *((s, READERS) for s in pipeline.sources),
        *((s, MODES) for s in pipeline.sinks),
    ):
        assert end.binding is not None
        connector = end.binding.connector
        if connector not in table:
            known = ", ".join(sorted(table))
            found.append(CONNECTOR.at(end.span, name=end.name, connector=connector, known=known))
        elif connector != "json" and end.binding.options.get("format") != "json":
            found += _nested(end, connector)
    return [*found, *refused_modes(pipeline, "pandas", MODES)]


def _nested(end: Source | Sink, connector: str) -> list[Diagnostic]:
    return [
        NESTED_PATH.at(c.span, name=end.name, column=c.name, connector=connector)
        for c in end.columns
        if len(c.path) > 1
    ]


def _requirements(pipeline: Pipeline) -> str:
    zones = any(c.zone for s in pipeline.sources for c in s.columns)
    others = [line for c in _connectors(pipeline) for line in LIBRARIES[c][1].values()]
    lines = (*REQUIREMENTS, *((_ZONES,) if zones else ()), *others)
    return "".join(f"{line}\n" for line in lines)


def _connectors(pipeline: Pipeline) -> list[str]:
    """The connectors of the pipeline that need libraries of their own."""
    bindings = [end.binding for end in (*pipeline.sources, *pipeline.sinks) if end.binding]
    return sorted({b.connector for b in bindings if b.connector in LIBRARIES})


def _needs(pipeline: Pipeline) -> dict[str, Any]:
    """What must be there before a run starts, as far as a plain pipeline does not need it."""
    ends = [end.binding for end in (*pipeline.sources, *pipeline.sinks) if end.binding]
    names = sorted({name for b in ends for name in variables(b.options)})
    extras = {LIBRARIES[c][0]: [*LIBRARIES[c][1]] for c in _connectors(pipeline)}
    needs = {"extras": extras, "environment": names}
    return {name: value for name, value in needs.items() if value}


def _shown(value: object, type: Type) -> str | None:
    """A parameter's default as the text that would give it on the command line."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if type.kind is Kind.DECIMAL:
        return f"{value:f}"
    return str(value)
