"""The README of a unit: what somebody needs who meets the generated code first."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from typing import cast

from speccc.analyse.lineage import lineage
from speccc.backends.api import Artefact, Compiled, Target
from speccc.backends.documents.again import again_rows, again_text, lies_in_file
from speccc.backends.documents.databases import database
from speccc.backends.documents.formulas import order_text
from speccc.backends.documents.markdown import code, codes, plain, prose, sentence, table
from speccc.backends.documents.schedules import schedule_of, schedulers
from speccc.backends.documents.surprises import surprises
from speccc.backends.documents.templates import render
from speccc.backends.documents.words import steps
from speccc.ir import rel
from speccc.types.cells import print_cell


@dataclass(frozen=True, slots=True)
class End:
    """A source or a sink as the template shows it."""

    name: str
    description: str
    place: str
    rules: str
    columns: str


def readme(pipeline: rel.Pipeline, target: Target, compiled: Compiled) -> Artefact:
    """README.md of a bound pipeline on a target."""
    runner = str(compiled.recipe["runner"])
    content = render(
        "README.md.j2",
        pipeline=pipeline,
        target=target,
        runner=runner,
        files=[a.path for a in compiled.artefacts],
        module=compiled.recipe.get("module", ""),
        scripts=[a.path for a in compiled.artefacts if fnmatch(a.path, "0*.sql")],
        steps=steps(pipeline),
        params=_params(pipeline),
        environment=codes(compiled.recipe.get("environment", ())),
        given=[p for p in pipeline.params if p.default is None],
        sources=[_source(s) for s in pipeline.sources],
        sinks=[_sink(pipeline, s) for s in pipeline.sinks],
        ends=_ends(pipeline, overflows=not runner.startswith("flink")),
        again=again_rows(pipeline.sinks),
        several=len(pipeline.sinks) > 1 and any(map(lies_in_file, pipeline.sinks)),
        scripted=all(s.mode == "replace" or not lies_in_file(s) for s in pipeline.sinks),
        alone=all(s.mode == "replace" for s in pipeline.sinks),
        database=database(pipeline, target),
        surprises=surprises(pipeline),
        limits=compiled.recipe.get("limits", ()),
        schedule=schedule_of(pipeline, target),
        schedulers=schedulers(pipeline, target),
        code=code,
        prose=prose,
        sentence=sentence,
        plain=plain,
    )
    return Artefact("README.md", content.rstrip("\n") + "\n")


def _params(pipeline: rel.Pipeline) -> str:
    if not pipeline.params:
        return ""
    rows = [
        (
            code(p.name),
            code(str(p.type)),
            "must be given" if p.default is None else code(print_cell(p.default)),
            prose(p.description),
        )
        for p in pipeline.params
    ]
    return table(("parameter", "type", "default", ""), rows)


def _source(source: rel.Source) -> End:
    rows = [
        (code(c.name), _physical(c), _type(c), codes(c.tags), prose(c.description))
        for c in source.columns
    ]
    return End(
        code(source.name),
        sentence(source.description),
        _place(source.binding),
        _contract(source),
        table(("column", "in the data", "type", "tags", ""), rows),
    )


def _contract(source: rel.Source) -> str:
    """What becomes of data that is not as declared."""
    key = codes(source.key)
    if source.on_error == "quarantine":
        same = f", or the same {key} as another row" if key else ""
        bad = f"a value that does not read, none in a `not null` column{same}"
        return f"A row with {bad} is put aside, as {code(f'{source.name}.rejected')}."
    bad = "becomes NULL" if source.on_error == "set_null" else "ends the run"
    rules = f"A value that does not read {bad}; a missing one in a `not null` column ends the run."
    return rules + (f" No two rows have the same {key}." if key else "")


def _sink(pipeline: rel.Pipeline, sink: rel.Sink) -> End:
    node = pipeline.node(sink.input)
    made_of = lineage(pipeline)[sink.name]
    rows = [
        (
            code(c.name),
            _physical(c),
            _type(c),
            codes(node.schema[c.name].tags or c.tags),
            codes(f"{source}.{column}" for source, column in made_of[c.name]) or "no column",
            prose(c.description),
        )
        for c in sink.columns
    ]
    sorted_by = sink.file_order if lies_in_file(sink) else sink.order
    order = f" Sorted by {code(order_text(sorted_by))}." if sorted_by else ""
    known = (*([sink.key] if sink.key else []), *node.keys)
    keys = f" No two rows have the same {codes(known[0])}." if known else ""
    return End(
        code(sink.name),
        sentence(sink.description),
        _place(sink.binding),
        f"{again_text(sink)}{order}{keys}",
        table(("column", "in the data", "type", "tags", "made from", ""), rows),
    )


def _type(column: rel.SourceColumn) -> str:
    return code(f"{column.type}{'' if column.nullable else ' not null'}")


def _physical(column: rel.SourceColumn) -> str:
    """How a column stands in the data, where that is not just its name."""
    parts = [] if column.path == (column.name,) else [" › ".join(map(code, column.path))]
    parts += [f"as {code(column.format)}"] if column.format else []
    parts += [f"local time of {code(column.zone)}"] if column.zone not in ("", "UTC") else []
    return ", ".join(parts)


def _place(binding: rel.Binding | None) -> str:
    if binding is None:
        return "bound nowhere"
    path = binding.options.get("path")
    shown = _KINDS.get(binding.connector, prose(binding.connector))
    shown += f" file {code(str(path))}" if path else ""
    others = sorted(name for name in binding.options if name != "path")
    return ", ".join([shown, *(f"{prose(n)} {_option(binding.options[n])}" for n in others)])


#: What a connector is called in a sentence, if not by its name.
_KINDS = {"excel": "Excel", "google_sheets": "Google sheet", "http": "web service"}


def _option(value: object) -> str:
    """An option's value: nested ones as YAML in one line."""
    match value:
        case dict():
            pairs = cast("dict[str, object]", value).items()
            return code("{" + ", ".join(f"{name}: {_plain(v)}" for name, v in pairs) + "}")
        case _:
            return code(_plain(value))


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, cast("list[object]", value))) + "]"
    return str(value)


def _ends(pipeline: rel.Pipeline, *, overflows: bool) -> list[str]:
    """What makes a run end with an error, as far as this pipeline can; `overflows`: it is seen
    where a number does.
    """
    severities = {
        rule.severity for n in pipeline.nodes if isinstance(n.op, rel.Expect) for rule in n.op.rules
    }
    joins = any(isinstance(n.op, rel.Join) and n.op.check for n in pipeline.nodes)
    casts = any(isinstance(n.op, rel.Convert) and n.op.on_error == "fail" for n in pipeline.nodes)
    return [
        *(["an expectation of severity `fail` does not hold"] if "fail" in severities else []),
        *(["a join finds more or fewer matches than the spec allows"] if joins else []),
        *(["a value does not read in a `cast` that must not fail"] if casts else []),
        *(["a number overflows"] if overflows else []),
    ]
