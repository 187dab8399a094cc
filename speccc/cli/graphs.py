"""Graphs of pipelines, of the steps in one, and of its columns; and three ways to write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from speccc.analyse import lineage
from speccc.ir.rel import Pipeline
from speccc.spec.document import SpecFile

FORMAT_VERSION = "1.0"


class Shape(StrEnum):
    """What a vertex stands for."""

    PIPELINE = "pipeline"
    SOURCE = "source"
    STEP = "step"
    SINK = "sink"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Vertex:
    """`group` is the relation that a column belongs to; empty for others."""

    id: str
    label: str
    shape: Shape
    group: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    start: str
    end: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]


def of_pipelines(specs: Mapping[str, SpecFile]) -> Graph:
    """Which pipeline feeds which, labelled by the sink that is read."""
    edges = {
        (str(source.options["sink"]).partition("."), name)
        for name, spec in specs.items()
        for source in spec.model.sources.values()
        if source.connector == "pipeline" and source.options and "sink" in source.options
    }
    vertices = tuple(Vertex(name, name, Shape.PIPELINE) for name in specs)
    return Graph(
        vertices,
        tuple(Edge(start, name, sink) for (start, _, sink), name in sorted(edges)),
    )


def of_steps(pipeline: Pipeline) -> Graph:
    """The flow of one pipeline from its sources through its steps to its sinks."""
    relations = lineage.graph([pipeline])
    prefix = f"{pipeline.name}."
    kinds = {"source": Shape.SOURCE, "sink": Shape.SINK}
    vertices: list[Vertex] = []
    for relation in relations.relations:
        name = relation.id.removeprefix(prefix)
        shape = kinds.get(relation.kind, Shape.STEP)
        label = f"{name}: {relation.kind}" if shape is Shape.STEP else name
        vertices.append(Vertex(name, label, shape))
    edges = (Edge(a.removeprefix(prefix), b.removeprefix(prefix)) for a, b in relations.edges)
    return Graph(tuple(vertices), tuple(edges))


def of_columns(pipelines: Mapping[str, Pipeline], name: str) -> Graph:
    """Which source columns the values of each sink column are computed from.

    Followed through the pipelines that feed this one; relations are named `pipeline.relation`.
    """
    edges: list[tuple[tuple[str, str], tuple[str, str]]] = []
    ends: dict[tuple[str, str], None] = {}
    for sink, columns in lineage.lineage_across(pipelines, name).items():
        for column, sources in columns.items():
            ends[(f"{name}.{sink}", column)] = None
            edges += [(source, (f"{name}.{sink}", column)) for source in sources]
    starts = sorted({start for start, _ in edges})
    return Graph(
        tuple(Vertex(_path(place), place[1], Shape.COLUMN, place[0]) for place in [*starts, *ends]),
        tuple(Edge(_path(start), _path(end)) for start, end in edges),
    )


def _path(place: tuple[str, str]) -> str:
    return ".".join(place)


def to_mermaid(graph: Graph) -> str:
    """A Mermaid flowchart. Ids are numbers, so no name can be taken for a keyword."""
    ids = {vertex.id: f"n{number}" for number, vertex in enumerate(graph.vertices)}
    brackets = {
        Shape.SOURCE: ("[(", ")]"),
        Shape.SINK: ("[[", "]]"),
        Shape.STEP: ("[", "]"),
        Shape.PIPELINE: ("[", "]"),
        Shape.COLUMN: ("(", ")"),
    }

    def line(vertex: Vertex) -> str:
        left, right = brackets[vertex.shape]
        return f"{ids[vertex.id]}{left}{_text(vertex.label)}{right}"

    lines = ["flowchart LR", *_grouped(graph.vertices, line, "subgraph {} [{}]", "end")]
    for edge in graph.edges:
        arrow = f"-- {_text(edge.label)} -->" if edge.label else "-->"
        lines.append(f"  {ids[edge.start]} {arrow} {ids[edge.end]}")
    return "\n".join(lines)


def to_dot(graph: Graph) -> str:
    """Graphviz."""
    shapes = {
        Shape.SOURCE: "cylinder",
        Shape.SINK: "folder",
        Shape.STEP: "box",
        Shape.PIPELINE: "box",
        Shape.COLUMN: "plaintext",
    }

    def line(vertex: Vertex) -> str:
        return f"{_text(vertex.id)} [label={_text(vertex.label)}, shape={shapes[vertex.shape]}];"

    lines = ["digraph {", "  rankdir=LR;"]
    lines += _grouped(graph.vertices, line, "subgraph cluster_{} {{ label={};", "}")
    for edge in graph.edges:
        label = f" [label={_text(edge.label)}]" if edge.label else ""
        lines.append(f"  {_text(edge.start)} -> {_text(edge.end)}{label};")
    return "\n".join([*lines, "}"])


def to_json(graph: Graph) -> str:
    """Vertices and edges as they are."""
    document: dict[str, Any] = {
        "format_version": FORMAT_VERSION,
        "vertices": [
            {"id": v.id, "label": v.label, "kind": v.shape} | ({"in": v.group} if v.group else {})
            for v in graph.vertices
        ],
        "edges": [
            {"from": e.start, "to": e.end} | ({"label": e.label} if e.label else {})
            for e in graph.edges
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


FORMATS: dict[str, Callable[[Graph], str]] = {
    "mermaid": to_mermaid,
    "dot": to_dot,
    "json": to_json,
}


def _grouped(
    vertices: Iterable[Vertex], line: Callable[[Vertex], str], opening: str, closing: str
) -> list[str]:
    """A line for each vertex; those of a group between an opening and a closing line."""
    groups: dict[str, list[Vertex]] = {}
    for vertex in vertices:
        groups.setdefault(vertex.group, []).append(vertex)
    lines: list[str] = []
    for number, (group, members) in enumerate(groups.items()):
        inner = [f"  {line(vertex)}" for vertex in members]
        if group:
            head = opening.format(f"g{number}", _text(group))
            inner = [f"  {head}", *(f"  {text}" for text in inner), f"  {closing}"]
        lines += inner
    return lines


def _text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', "'").replace("\n", " ") + '"'
